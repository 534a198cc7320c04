"""How the venues are used."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select

from cafepol.core.db import db
from cafepol.meetings.lifecycle import HELD, State
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting_by_id

_STANDS = (State.DRAFT, State.PUBLISHED)


@dataclass(frozen=True)
class Use:
    """How often a venue was used, when last, when next, and how many meetings are planned there."""

    times: int = 0
    last: date | None = None
    next: date | None = None
    to_come: int = 0


def use_of_venues(venue_ids: Collection[int], now: datetime) -> dict[int, Use]:
    """The use of these venues by id; cancelled meetings do not count, drafts only as planned."""
    over = Meeting.ends_at <= now
    held = case(((over & Meeting.state.in_(HELD)), Meeting.starts_local))
    planned = case(((~over & Meeting.state.in_(_STANDS)), Meeting.starts_local))
    query = (
        select(Meeting.venue_id, func.count(held), func.max(held), func.min(planned), func.count(planned))
        .where(Meeting.venue_id.in_(venue_ids))
        .group_by(Meeting.venue_id)
    )
    found = {row[0]: Use(row[1], _day(row[2]), _day(row[3]), row[4]) for row in db.session.execute(query)}
    return {venue_id: found.get(venue_id, Use()) for venue_id in venue_ids}


def meetings_to_come_at(venue_id: int, now: datetime) -> Sequence[int]:
    """The ids of the published meetings to come at a venue."""
    there = Meeting.venue_id == venue_id, Meeting.state == State.PUBLISHED, Meeting.starts_at > now
    return db.session.scalars(select(Meeting.id).where(*there).order_by(Meeting.id)).all()


def next_meeting_at(venue_id: int, now: datetime) -> Meeting | None:
    """The next meeting at a venue, draft or published, with what its papers say."""
    there = Meeting.venue_id == venue_id, Meeting.state.in_(_STANDS), Meeting.starts_at > now
    found = db.session.scalar(select(Meeting.id).where(*there).order_by(Meeting.starts_at, Meeting.id).limit(1))
    return get_meeting_by_id(found) if found else None


def _day(found: datetime | None) -> date | None:
    return found.date() if found else None
