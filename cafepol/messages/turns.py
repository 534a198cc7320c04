"""What was written to somebody about a meeting leaves in that order: whoever reads the last mail knows how it stands.

What was tried in vain waits, and what follows it waits with it; our own server's absence is everybody's.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, select, update
from sqlalchemy.orm import aliased

from cafepol.core.db import transaction
from cafepol.messages.models import Message
from cafepol.messages.queries import put_off


def _same_story(other: type[Message]) -> ColumnElement[bool]:
    return and_(other.meeting_id == Message.meeting_id, other.recipient_mail == Message.recipient_mail)


def has_turn(now: datetime) -> ColumnElement[bool]:
    """The condition on mails before which nothing else goes to the same person about the same meeting."""
    earlier = aliased(Message)
    under_way = and_(earlier.state.in_(("queued", "sending")), earlier.not_before <= now)
    return ~exists().where(_same_story(earlier), earlier.id < Message.id, under_way)


def hurry_earlier(*, now: datetime) -> None:
    """What was put off is tried at once when something newer is due after it: no cancellation waits two days."""
    later = aliased(Message)
    is_new = and_(later.state == "queued", later.attempts == 0, later.next_try_at <= now)
    followed = exists().where(_same_story(later), later.id > Message.id, is_new)
    waiting = and_(Message.state == "queued", Message.next_try_at > now, Message.not_before <= now)
    with transaction() as session:
        for message in session.scalars(select(Message).where(waiting, followed).with_for_update(skip_locked=True)):
            message.attempts, message.next_try_at = 0, now


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
    """Our server takes mails again: what waited because it did not, waits no longer."""
    waiting = and_(Message.state == "queued", Message.next_try_at > now, Message.last_error.is_not(None), ~put_off())
    with transaction() as session:
        session.execute(update(Message).where(waiting).values(next_try_at=now))
