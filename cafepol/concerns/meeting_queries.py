"""The concerns that were noted at a meeting."""

from sqlalchemy import func, select

from cafepol.concerns.board import Slip
from cafepol.concerns.models import Concern
from cafepol.concerns.queries import slips_where
from cafepol.concerns.transitions import State
from cafepol.core.db import db


def concerns_of_meeting(meeting_id: int) -> list[Slip]:
    """The concerns that were noted at a meeting, voided ones left out, oldest first."""
    return list(slips_where(Concern.meeting_id == meeting_id, Concern.state != State.VOIDED))


def count_of_meeting(meeting_id: int) -> int:
    """How many concerns were noted at a meeting, voided ones left out."""
    counted = select(func.count(Concern.id)).where(Concern.meeting_id == meeting_id, Concern.state != State.VOIDED)
    return db.session.scalar(counted) or 0
