"""A venue is corrected: if its name or address is another, whoever comes to a meeting there has to hear of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, select, update

from cafepol.core.db import db
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting
from cafepol.meetings.standings import keep_standings_elsewhere
from cafepol.zone import rooms
from cafepol.zone.models import Quarter, Venue


def correct_venue(venue: Venue, facts: rooms.Facts, *, quarter: Quarter, version: int, now: datetime) -> int:
    """Correct a venue; how many published meetings to come have another place by that.

    Raises as edit_venue does. Does not commit.
    """
    there = _take_meetings_to_come(venue.id, now)
    before = _place(venue)
    rooms.edit_venue(venue, facts, quarter=quarter, version=version)
    after = _place(venue)
    return _note_new_place(venue.id, there, before=before, after=after, now=now) if after != before else 0


def _take_meetings_to_come(venue_id: int, now: datetime) -> Sequence[int]:
    """The meetings to come there, in whatever state, with their rows taken until the transaction ends.

    Meetings first, then the venue: who moves a meeting takes the two in that order. Not only the published ones: one
    that is being published or restored while we wait is published when we go on.
    """
    there = select(Meeting.id).where(Meeting.venue_id == venue_id, Meeting.starts_at > now).order_by(Meeting.id)
    return db.session.scalars(there.with_for_update(key_share=True)).all()


def _place(venue: Venue) -> str:
    """What residents know of where it is."""
    return f"{venue.name}\n{venue.street}\n{venue.postal_code} {venue.locality}"


def _note_new_place(venue_id: int, there: Sequence[int], *, before: str, after: str, now: datetime) -> int:
    """Count it as a material change of what is published; notices tell of each once its quiet time is over."""
    moved = and_(Meeting.id.in_(there), Meeting.state == State.PUBLISHED)
    keep_standings_elsewhere(venue_id, moved, before=before, after=after)
    raised = {"sequence": Meeting.sequence + 1, "version": Meeting.version + 1}
    told = (
        update(Meeting)
        .where(moved)
        .values(**raised, material_at=now, paper_changed_at=now, updated_at=now)
        .returning(Meeting.id)
        .execution_options(synchronize_session=False)
    )
    return len(db.session.scalars(told).all())
