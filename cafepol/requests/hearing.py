"""What who asked for a café was told of it last, read from the keys of what was said to them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from cafepol.core.db import db
from cafepol.meetings.models import EarlierStanding, Meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.standing import Standing
from cafepol.messages.models import Message

KINDS = PLANNED, CALLED_OFF, CHANGED = "request_planned", "request_cancelled", "request_changed"
UNSAID = ("queued", "to_do")


@dataclass(frozen=True)
class Heard:
    """The café that somebody heard of last: whether it was said to be off, and what was planned when it was said."""

    meeting: Meeting
    is_off: bool
    plan: Standing

    def is_gone(self, now: datetime) -> bool:
        """Whether they would come for nothing: they were told of it, and it is called off."""
        return self.meeting.is_cancelled and not self.is_off and not self.meeting.is_over(now)


def beginning(kind: str, request_id: int) -> str:
    """With what the key of every message of a kind begins; the meeting and its calendar sequence follow."""
    return f"{kind}:{request_id}:"


def _about(request_id: int) -> ColumnElement[bool]:
    return or_(*(Message.unique_key.startswith(beginning(kind, request_id), autoescape=True) for kind in KINDS))


def what_was_heard(request_id: int) -> Heard | None:
    """What was said last to who asked, or was tried to; what waits or was taken back does not count."""
    left = Message.state.not_in((*UNSAID, "dropped"))
    said = select(Message).where(_about(request_id), left).order_by(Message.id.desc())
    message = db.session.scalars(said.limit(1)).first()
    if message is None:
        return None
    kind, _, meeting_id, sequence, *_ = message.unique_key.split(":")
    meeting = get_meeting_by_id(int(meeting_id))
    return Heard(meeting, kind == CALLED_OFF, _plan_at(meeting, int(sequence)))


def _plan_at(meeting: Meeting, sequence: int) -> Standing:
    """What was planned under one of a meeting's sequences."""
    row = db.session.get(EarlierStanding, (meeting.id, sequence), populate_existing=True)
    return replace(row.standing if row else meeting.standing, is_cancelled=False)


def waits_until(request_id: int) -> datetime | None:
    """Until when what is to be said to who asked has to wait; None when there is nothing."""
    waiting = select(func.max(Message.not_before)).where(_about(request_id), Message.state.in_(UNSAID))
    return db.session.scalar(waiting)


def told_of(meeting_id: int) -> Collection[int]:
    """The ids of the requests whose people were told of a meeting, or are about to be."""
    keys = select(Message.unique_key).where(Message.meeting_id == meeting_id, Message.kind.in_(KINDS))
    return {int(key.split(":")[1]) for key in db.session.scalars(keys)}


def times_written(key: str) -> int:
    """How many messages there are whose key begins so."""
    return (
        db.session.scalar(select(func.count(Message.id)).where(Message.unique_key.startswith(key, autoescape=True)))
        or 0
    )
