"""A venue's name or address was corrected: whoever comes to a meeting there has to hear of it."""

from datetime import datetime

from sqlalchemy import and_, update

from cafepol.core.db import db
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting
from cafepol.meetings.standings import keep_standings_elsewhere


def note_new_place(venue_id: int, *, now: datetime) -> int:
    """Count a venue's new name or address as a material change of what is published there and has not begun.

    How many meetings that is; notices tell of each once its quiet time is over. Does not commit.
    """
    moved = and_(Meeting.venue_id == venue_id, Meeting.state == State.PUBLISHED, Meeting.starts_at > now)
    keep_standings_elsewhere(venue_id, moved)
    raised = {"sequence": Meeting.sequence + 1, "version": Meeting.version + 1}
    told = (
        update(Meeting)
        .where(moved)
        .values(**raised, material_at=now, paper_changed_at=now, updated_at=now)
        .returning(Meeting.id)
        .execution_options(synchronize_session=False)
    )
    return len(db.session.scalars(told).all())
