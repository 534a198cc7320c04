"""How people may have heard of meetings."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cafepol.core.db import db
from cafepol.outreach.models import OutreachCount


def counts_of(meeting_id: int) -> OutreachCount | None:
    """The numbers of a meeting, with who noted them; None before anything is noted."""
    query = select(OutreachCount).options(joinedload(OutreachCount.noted_by))
    return db.session.scalar(query.where(OutreachCount.meeting_id == meeting_id))
