"""What the forecast reads: a meeting's registered people by group, closed meetings, what they taught."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, func, or_, select

from cafepol.core.db import db
from cafepol.distribution.queries import flyers_handed_out
from cafepol.forecast.fit import fit
from cafepol.forecast.inputs import Group, Heads, Reach, Record
from cafepol.forecast.memory import read
from cafepol.forecast.model import Fit, Forecast, forecast
from cafepol.forecast.models import AttendanceRecord, ForecastFit
from cafepol.forecast.words import Said, said
from cafepol.meetings.lifecycle import State as MeetingState
from cafepol.meetings.models import Meeting
from cafepol.outreach.models import OutreachCount
from cafepol.registrations.models import Registration
from cafepol.registrations.states import Channel, Kind, State

THE_ROW = 1
_WANTED = (
    Registration.kind,
    Registration.channel,
    Registration.state,
    Registration.party_size,
    Registration.present,
)
_OF_IMPORT = Reach().exposure  # nobody noted how people heard of a café of before CaféPol


@dataclass(frozen=True)
class Inputs:
    """What is known of one meeting. `ticked`: None when people are registered and nobody ticked any of them."""

    registered: Mapping[Group, Heads]
    ticked: Mapping[Group, int] | None
    reach: Reach


def inputs_of(meeting_id: int, noted: OutreachCount | None) -> Inputs:
    """A meeting as it stands, with what was `noted` of how people heard of it.

    Confirmed registrations count; a tick of anybody else says that the list was ticked.
    """
    rows = db.session.execute(
        select(*_WANTED)
        .where(Registration.meeting_id == meeting_id)
        .where(or_(Registration.state == State.CONFIRMED, Registration.present.is_not(None)))
    ).all()
    confirmed = [row for row in rows if row.state == State.CONFIRMED]
    parties: dict[Group, list[int]] = defaultdict(list)
    ticked: dict[Group, int] = defaultdict(int)
    for row in confirmed:
        parties[_group(row)].append(row.party_size)
        ticked[_group(row)] += min(row.present or 0, row.party_size)
    was_ticked = not confirmed or any(row.present is not None for row in rows)
    return Inputs(
        {group: Heads.of(sizes) for group, sizes in parties.items()},
        dict(ticked) if was_ticked else None,
        _reach(noted, flyers_handed_out([meeting_id]).get(meeting_id), confirmed),
    )


def _group(row: Row[*tuple[object, ...]]) -> Group:
    if row.kind == Kind.INTERESTED:
        return Group.INTERESTED
    return {Channel.WEB: Group.SELF, Channel.PARTNER: Group.PARTNER}.get(Channel(row.channel), Group.ASSISTED)


def _reach(noted: OutreachCount | None, flyers: int | None, confirmed: Sequence[Row[*tuple[object, ...]]]) -> Reach:
    web = [row.kind for row in confirmed if row.channel == Channel.WEB]
    return Reach(
        flyers=flyers,
        fb_interested=noted.interested if noted else None,
        fb_going=noted.going if noted else None,
        web_interested=web.count(Kind.INTERESTED),
        web_going=web.count(Kind.GOING),
    )


def known_fit() -> Fit:
    """What the closed meetings taught, as it was kept; cautious values before the first."""
    kept = db.session.get(ForecastFit, THE_ROW)
    return read(kept.content) if kept else fit([], today=date.min)


def forecast_of(meeting: Meeting, inputs: Inputs, *, days_left: int) -> Forecast:
    """How many people will come to a meeting."""
    return forecast(
        known_fit(),
        meeting.commune_id,
        inputs.registered,
        exposure=inputs.reach.exposure,
        days_left=days_left,
        capacity=meeting.capacity,
    )


def said_of(meeting: Meeting, noted: OutreachCount | None, *, today: date) -> Said:
    """How many people will come to a meeting, as its page says it."""
    inputs = inputs_of(meeting.id, noted)
    found = forecast_of(meeting, inputs, days_left=max(0, (meeting.day - today).days))
    return said(found, inputs.registered, inputs.reach, commune=meeting.commune.name, capacity=meeting.capacity)


def record_of(meeting_id: int) -> AttendanceRecord | None:
    """A closed meeting in figures; None while it is open."""
    query = select(AttendanceRecord).where(AttendanceRecord.meeting_id == meeting_id, AttendanceRecord.counts)
    return db.session.scalar(query)


def closed_meetings() -> list[Record]:
    """What every closed and counted meeting was; of those of before CaféPol the head count alone is known."""
    kept = db.session.scalars(select(AttendanceRecord).where(AttendanceRecord.counts)).all()
    older = db.session.execute(
        select(Meeting.starts_local, Meeting.commune_id, Meeting.head_count)
        .where(Meeting.state == MeetingState.CLOSED, Meeting.head_count.is_not(None))
        .where(Meeting.id.not_in(select(AttendanceRecord.meeting_id)))
    )
    return [
        *map(_record, kept),
        *(Record(row.starts_local.date(), row.commune_id, {}, None, row.head_count, _OF_IMPORT) for row in older),
    ]


def _record(kept: AttendanceRecord) -> Record:
    groups = {Group(group): numbers for group, numbers in kept.groups.items()}
    reach = Reach(kept.flyers, kept.fb_interested, kept.fb_going, kept.web_interested, kept.web_going)
    return Record(
        day=kept.day,
        commune=kept.commune_id,
        registered={group: Heads(people, squares) for group, (people, squares, _) in groups.items()},
        ticked={group: came for group, (_, _, came) in groups.items()} if kept.was_ticked else None,
        head_count=kept.head_count,
        exposure=reach.exposure,
    )


def present_mark(today: date) -> str:
    """What tells one history from another: which meetings are closed, and how old they are by now."""
    numbers = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Meeting.head_count), 0), func.max(Meeting.closed_at)).where(
            Meeting.state == MeetingState.CLOSED
        )
    ).one()
    return f"{today} {numbers[0]} {numbers[1]} {numbers[2]}"


def is_stale(today: date) -> bool:
    """Whether what was learnt is of other meetings, or of another day."""
    return db.session.scalar(select(ForecastFit.mark)) != present_mark(today)
