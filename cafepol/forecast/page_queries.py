"""How many cups: what a meeting's page says of it, and what became of what was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, select

from cafepol.accounts.roles import Viewer
from cafepol.core.db import db
from cafepol.forecast.calibration import Calibration
from cafepol.forecast.models import AttendanceRecord
from cafepol.forecast.picture import Picture, drawn
from cafepol.forecast.queries import record_of, said_of
from cafepol.forecast.words import Said
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import LOADED, visible_to
from cafepol.outreach.models import OutreachCount
from cafepol.outreach.queries import counts_of
from cafepol.zone.models import Commune

SHOWN = 60  # meetings on the page


@dataclass(frozen=True)
class Cups:
    """What one page says: what is expected, or once it is closed what was said and who came."""

    noted: OutreachCount | None  # how people may have heard of it
    said: Said | None = None
    record: AttendanceRecord | None = None
    picture: Picture | None = None


@dataclass(frozen=True)
class Past:
    """One closed meeting: what was said, who came."""

    meeting: Meeting
    record: AttendanceRecord
    picture: Picture


@dataclass(frozen=True)
class Forecasts:
    """All that was said of closed meetings, newest first, as far as the page shows it."""

    rows: Sequence[Past]
    calibration: Calibration
    earlier: int


def cups_of(meeting: Meeting, *, today: date) -> Cups:
    """How many cups for one meeting; nothing is forecast for a cancelled one."""
    noted = counts_of(meeting.id)
    if meeting.is_cancelled:
        return Cups(noted)
    if meeting.closed_at is not None:
        record = record_of(meeting.id)
        return Cups(noted, record=record, picture=_picture(record) if record else None)
    said = said_of(meeting, noted, today=today)
    return Cups(noted, said, picture=drawn(said.low, said.high, middle=said.expected, limit=meeting.capacity))


def _picture(record: AttendanceRecord, *, most: int = 0) -> Picture:
    return drawn(
        record.said_low,
        record.said_high,
        middle=record.said_expected,
        limit=None,
        came=record.head_count,
        least=most,
    )


def past_forecasts(viewer: Viewer) -> Forecasts:
    """What was said of the closed meetings that this person reads, all pictures on one scale."""
    read = and_(AttendanceRecord.counts, visible_to(viewer))
    query = (
        select(Meeting, AttendanceRecord)
        .join(Meeting.commune)
        .join(AttendanceRecord, AttendanceRecord.meeting_id == Meeting.id)
        .where(read)
        .options(*LOADED)
        .order_by(AttendanceRecord.day.desc(), Meeting.id.desc())
        .limit(SHOWN)
    )
    shown = [(meeting, record) for meeting, record in db.session.execute(query)]
    most = max((max(record.said_high, record.head_count) for _, record in shown), default=0)
    calibration = _calibration(read)
    return Forecasts(
        rows=[Past(meeting, record, _picture(record, most=most)) for meeting, record in shown],
        calibration=calibration,
        earlier=calibration.total - len(shown),
    )


def _calibration(read: ColumnElement[bool]) -> Calibration:
    """How all of them came out, also those that are not shown, counted by the database."""
    came = AttendanceRecord.head_count
    fell = [
        func.coalesce(func.sum(case((where, 1), else_=0)), 0)
        for where in (
            came.between(AttendanceRecord.said_low, AttendanceRecord.said_high),
            came > AttendanceRecord.said_high,
            came < AttendanceRecord.said_low,
        )
    ]
    query = select(*fell).select_from(AttendanceRecord).join(Commune, Commune.id == AttendanceRecord.commune_id)
    inside, above, below = db.session.execute(query.where(read)).one()
    return Calibration(int(inside), int(above), int(below))
