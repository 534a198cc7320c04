"""Every write of the absences. None commits."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, insert, update

from cafepol.absences.addresses import normal_address
from cafepol.absences.models import Absence, AbsenceCalendar
from cafepol.absences.periods import Busy
from cafepol.absences.queries import calendars_of, is_due
from cafepol.core.db import db
from cafepol.core.errors import NotFound, Refused

PROBLEM_MAX = 300


def add_absence(officer_id: int, period: Busy) -> Absence:
    """Note an absence that somebody typed."""
    absence = Absence(
        officer_id=officer_id,
        starts_at=period.starts_at,
        ends_at=period.ends_at,
        whole_days=period.whole_days,
        source="hand",
    )
    db.session.add(absence)
    db.session.flush()
    return absence


def remove_absence(absence: Absence) -> None:
    """Strike an absence out that was noted by hand. Raises NotFound for one that a calendar gave."""
    if absence.source != "hand":
        raise NotFound
    db.session.delete(absence)
    db.session.flush()


def take_file(officer_id: int, periods: Iterable[Busy], *, now: datetime) -> None:
    """Keep what a calendar file says, instead of what the last file said."""
    calendar = calendars_of(officer_id).get("file")
    if calendar is None:
        calendar = AbsenceCalendar(officer_id=officer_id, source="file", address="")
        db.session.add(calendar)
    note_read(calendar, periods, now=now)


def keep_address(officer_id: int, address: str) -> AbsenceCalendar:
    """Have a calendar read at this address from now on. What another address gave stays until this one is read.

    Raises Refused, at `address`, for what is no https address.
    """
    address = normal_address(address)
    calendar = calendars_of(officer_id).get("address")
    if calendar is None:
        calendar = AbsenceCalendar(officer_id=officer_id, source="address", address=address)
        db.session.add(calendar)
    calendar.address, calendar.tried_at, calendar.problem = address, None, ""
    db.session.flush()
    return calendar


def forget_calendar(officer_id: int, source: str) -> None:
    """Forget a calendar and every absence that it gave. Raises Refused for what is no calendar's source."""
    if source not in {"file", "address"}:
        raise Refused("Choisissez le calendrier à oublier.")
    ours = AbsenceCalendar.officer_id == officer_id, AbsenceCalendar.source == source
    db.session.execute(delete(AbsenceCalendar).where(*ours))
    db.session.execute(delete(Absence).where(Absence.officer_id == officer_id, Absence.source == source))


def claim_calendar(calendar_id: int, *, now: datetime) -> str | None:
    """Take one calendar to read it, in one statement; its address, or None when somebody else just did."""
    claimed = (
        update(AbsenceCalendar)
        .where(AbsenceCalendar.id == calendar_id, is_due(now))
        .values(tried_at=now)
        .returning(AbsenceCalendar.address)
        .execution_options(synchronize_session=False)
    )
    return db.session.scalar(claimed)


def note_read(calendar: AbsenceCalendar, periods: Iterable[Busy], *, now: datetime) -> None:
    """Keep what a calendar says, instead of what it said before."""
    calendar.read_at, calendar.tried_at, calendar.problem = now, now, ""
    db.session.flush()  # the calendar's row is taken first: of two that read at once, the second waits
    db.session.execute(
        delete(Absence).where(Absence.officer_id == calendar.officer_id, Absence.source == calendar.source)
    )
    rows = [
        {
            "officer_id": calendar.officer_id,
            "starts_at": each.starts_at,
            "ends_at": each.ends_at,
            "whole_days": each.whole_days,
            "source": calendar.source,
        }
        for each in periods
    ]
    if rows:
        db.session.execute(insert(Absence), rows)


def note_failure(calendar: AbsenceCalendar, sentence: str) -> None:
    """Say why a calendar could not be read; what it said before stays."""
    calendar.problem = sentence[:PROBLEM_MAX]
    db.session.flush()


def forget_past(now: datetime) -> None:
    """Drop the absences that are over: nothing looks back at them."""
    db.session.execute(delete(Absence).where(Absence.ends_at <= now))
