"""What was written to somebody about a meeting leaves in that order: whoever reads the last mail knows how it stands.

What was tried in vain waits, and what follows it waits with it; our own server's absence is everybody's.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, case, select, update

from cafepol.core.db import db, transaction
from cafepol.messages.models import Message
from cafepol.messages.queries import put_off


def take_next(*, now: datetime) -> Message | None:
    """Take the row of the mail that is due and whose turn it is, the oldest first; in the transaction that is open.

    What was put off is tried at once when something newer is due after it: no cancellation waits two days.
    """
    passed: list[int] = []
    while True:
        message = _oldest(passed, now=now)
        if message is None:
            return None
        before_id = _goes_before(message, now=now)
        if before_id is None:
            return message
        first = _take_queued(before_id)
        if first is not None:
            first.attempts = 0 if first.next_try_at > now else first.attempts
            return first
        passed.append(message.id)  # another worker hands the earlier one over


def _oldest(passed: Collection[int], *, now: datetime) -> Message | None:
    """What was left behind by a worker whose time is over, else what waits and is due; the oldest that nobody holds.

    Found by its id, along an index: what all the others say is not read, however many wait.
    """
    left_behind = and_(Message.state == "sending", Message.lease_until <= now)
    waiting = and_(Message.state == "queued", Message.next_try_at <= now)
    for due in (left_behind, waiting):
        oldest = select(Message.id).where(due, Message.id.not_in(passed)).order_by(Message.next_try_at, Message.id)
        found = db.session.scalar(oldest.limit(1).with_for_update(skip_locked=True))
        if found is not None:
            return db.session.get(Message, found)
    return None


def _goes_before(message: Message, *, now: datetime) -> int | None:
    """The id of the first mail on its way to the same person about the same meeting, if one was written earlier."""
    if message.meeting_id is None:
        return None
    return db.session.scalar(
        select(Message.id)
        .where(Message.meeting_id == message.meeting_id, Message.recipient_mail == message.recipient_mail)
        .where(Message.id < message.id, Message.not_before <= now, Message.state.in_(("queued", "sending")))
        .order_by(Message.id)
        .limit(1)
    )


def _take_queued(message_id: int) -> Message | None:
    row = select(Message).where(Message.id == message_id, Message.state == "queued")
    return db.session.scalar(row.with_for_update(skip_locked=True))


def hold_later(message: Message, *, until: datetime, reason: str) -> None:
    """What follows a mail that was not taken waits as long, for the same reason."""
    later = update(Message).where(
        Message.meeting_id == message.meeting_id,
        Message.meeting_id.is_not(None),
        Message.recipient_mail == message.recipient_mail,
        Message.id > message.id,
        Message.state == "queued",
        Message.next_try_at < until,
    )
    with transaction() as session:
        session.execute(later.values(next_try_at=until, last_error=reason))


def wake_up(*, now: datetime) -> None:
    """Our server takes mails again: what waited because it did not, waits no longer than its own quiet time."""
    waiting = and_(Message.state == "queued", Message.next_try_at > now, Message.last_error.is_not(None), ~put_off())
    at_once = case((Message.not_before > now, Message.not_before), else_=now)
    with transaction() as session:
        session.execute(update(Message).where(waiting).values(next_try_at=at_once))
