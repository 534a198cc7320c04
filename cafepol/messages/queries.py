"""What is read of the messages."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.messages.models import CONCERN_KINDS, Message
from cafepol.messages.retries import SAID, UNARRIVED


def get_by_key(unique_key: str) -> Message:
    """The message of a unique key. Raises NotFound."""
    found = db.session.scalar(select(Message).where(Message.unique_key == unique_key))
    if found is None:
        raise NotFound
    return found


def is_said(beginning: str) -> bool:
    """Whether a message was said, or is being handed over, whose key begins so."""
    said = Message.unique_key.startswith(beginning, autoescape=True), Message.state.in_(SAID)
    return db.session.scalar(select(Message.id).where(*said).limit(1)) is not None


def is_dropped(unique_key: str) -> bool:
    """Whether a message of this key was taken back before it was said, and nothing was said instead."""
    dropped = Message.unique_key == unique_key, Message.state == "dropped"
    return db.session.scalar(select(Message.id).where(*dropped)) is not None


def is_outdated(message: Message) -> bool:
    """Whether a newer calendar of the same meeting was said to the same person: an older one must not follow it."""
    same = Message.meeting_id == message.meeting_id, Message.recipient_mail == message.recipient_mail
    newer = Message.id > message.id, Message.calendar.is_not(None), Message.state.in_(SAID)
    found = select(Message.id).where(*same, *newer).limit(1)
    return message.calendar is not None and db.session.scalar(found) is not None


def unsaid_about(meeting_id: int) -> Sequence[Message]:
    """What was written about a meeting and has neither left nor been said nor been settled; oldest first."""
    waits = or_(Message.state.in_(("queued", "to_do")), and_(Message.state.in_(UNARRIVED), Message.done_at.is_(None)))
    return db.session.scalars(select(Message).where(Message.meeting_id == meeting_id, waits).order_by(Message.id)).all()


def calls_about(meeting_id: int) -> Sequence[Message]:
    """The calls about a meeting that are still to be made, oldest first."""
    to_make = Message.meeting_id == meeting_id, Message.channel == "call", Message.state == "to_do"
    return db.session.scalars(select(Message).where(*to_make).order_by(Message.id)).all()


def put_off() -> ColumnElement[bool]:
    """The condition on mails that one recipient's server puts off (4xx): they wait alone.

    Only 421, our own server closing, is everybody's.
    """
    return and_(Message.last_error.startswith("4"), ~Message.last_error.startswith("421"))


def _to_do(
    channel: str, commissariat_ids: Collection[int], officer_id: int | None, chief_of: Collection[int]
) -> Select[Message]:
    here, concern = Message.commissariat_id, Message.kind.startswith(CONCERN_KINDS, autoescape=True)
    read = and_(here.in_(commissariat_ids), or_(~concern, here.in_(chief_of)))
    scope = read if officer_id is None else or_(Message.officer_id == officer_id, Message.officer_id.is_(None) & read)
    return (
        select(Message)
        .where(Message.channel == channel, Message.state == "to_do", scope)
        .order_by(Message.created_at, Message.id)
    )


def calls_to_do(
    commissariat_ids: Collection[int], officer_id: int | None = None, *, chief_of: Collection[int] = ()
) -> Sequence[Message]:
    """Calls to make in these commissariats, oldest first; with an officer: theirs and nobody’s.

    What is about a concern: by its own officer, and in the commissariats of a chief, alone.
    """
    return db.session.scalars(_to_do("call", commissariat_ids, officer_id, chief_of)).all()


def letters_to_do(
    commissariat_ids: Collection[int], officer_id: int | None = None, *, chief_of: Collection[int] = ()
) -> Sequence[Message]:
    """Letters to post in these commissariats, as `calls_to_do`."""
    return db.session.scalars(_to_do("letter", commissariat_ids, officer_id, chief_of)).all()


def get_task(message_id: int, commissariat_ids: Collection[int]) -> Message:
    """A call or a letter of these commissariats, ticked or not. Raises NotFound."""
    found = db.session.scalar(
        select(Message).where(
            Message.id == message_id, Message.channel != "mail", Message.commissariat_id.in_(commissariat_ids)
        )
    )
    if found is None:
        raise NotFound
    return found


def messages_of(meeting_id: int) -> Sequence[Message]:
    """Everything that was said or is to be said about a meeting, oldest first."""
    return db.session.scalars(
        select(Message).where(Message.meeting_id == meeting_id).order_by(Message.created_at, Message.id)
    ).all()


def message_counts() -> dict[str, int]:
    """How many messages are in each state."""
    rows = db.session.execute(select(Message.state, func.count()).group_by(Message.state))
    return {row[0]: row[1] for row in rows}


def waiting_since() -> datetime | None:
    """Since when the oldest mail that should have left is waiting, or None."""
    return db.session.scalar(select(func.min(Message.not_before)).where(Message.state.in_(("queued", "sending"))))


def get_message(message_id: int) -> Message:
    """A message by its id. Raises NotFound."""
    found = db.session.get(Message, message_id)
    if found is None:
        raise NotFound
    return found
