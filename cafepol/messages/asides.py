"""Calls that are owed to nobody while what they are about is set aside; they are owed again once it is brought back."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from cafepol.core.db import db
from cafepol.messages.models import Message
from cafepol.messages.operations import withdraw


def set_aside(calls: Iterable[Message], batch: str) -> None:
    """Take calls back that are still to be made; what is set aside together has one batch."""
    for call in calls:
        if withdraw(call.unique_key):
            call.unique_key += _mark(batch)
    db.session.flush()


def set_aside_with(meeting_id: int, batch: str) -> Sequence[Message]:
    """The calls about a meeting that were set aside with a batch, oldest first."""
    gone = Message.state == "dropped", Message.unique_key.endswith(_mark(batch), autoescape=True)
    return db.session.scalars(select(Message).where(Message.meeting_id == meeting_id, *gone).order_by(Message.id)).all()


def bring_back(calls: Iterable[Message], batch: str, *, now: datetime) -> None:
    """These calls are to be made again, as far as it is not too late."""
    for call in calls:
        if not call.is_over(now):
            call.unique_key = call.unique_key.removesuffix(_mark(batch))
            call.state = "to_do"
    db.session.flush()


def _mark(batch: str) -> str:
    return f":aside:{batch}"
