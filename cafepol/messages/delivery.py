"""Sending what is due: take a lease and commit, hand over outside any transaction, record what came of it.

A worker that dies in between leaves a lease that runs out; the mail goes again, with the same Message-ID.
"""

import logging
from datetime import datetime
from email.message import EmailMessage
from time import monotonic

from sqlalchemy import and_, case, or_, select, update

from cafepol.core.config import settings
from cafepol.core.db import transaction
from cafepol.core.text import clean_line
from cafepol.messages.faults import UNWRITTEN
from cafepol.messages.mime import build_mail
from cafepol.messages.models import Message
from cafepol.messages.operations import forget_links
from cafepol.messages.retries import KEEP_UNARRIVED, LEASE, UNARRIVED, delay_after
from cafepol.messages.smtp import Never, NotNow, Transport, Unreachable
from cafepol.messages.turns import hold_later, take_next, wake_up

ROUND = 50  # mails handed over by one call; a worker that is told to stop finishes its round
ROUND_SECONDS = 60.0  # a slow server ends it sooner: its leases count from its beginning, and must outlast it
ERROR_MAX = 300

logger = logging.getLogger("cafepol.mail")


def deliver_due(*, now: datetime, transport: Transport, owner: str, limit: int = ROUND) -> int:
    """Hand over the mails that are due, oldest first, and say how many the server took.

    Needs an app context and no open transaction. `owner` names the process that holds the leases: any number
    of them may run at once. The round ends early when the server cannot be reached, or takes its time.
    """
    drop_expired(now=now)
    sent, ends = 0, monotonic() + ROUND_SECONDS
    for _ in range(limit):
        if monotonic() >= ends:
            break
        message = _lease_next(now=now, owner=owner)
        if message is None:
            break
        try:
            is_taken = _hand_over(message, transport, now=now)
        except Unreachable as error:
            _record_failure(message, _in_one_line(error), now=now)
            break
        if is_taken and not sent:
            wake_up(now=now)
        sent += is_taken
    return sent


def drop_expired(*, now: datetime) -> int:
    """Give up what is no longer worth saying (the meeting is over): mails and calls alike. Says how many."""
    left_behind = and_(Message.state == "sending", Message.lease_until <= now)
    gone = and_(or_(Message.state.in_(("queued", "to_do")), left_behind), Message.expires_at <= now)
    with transaction() as session:
        expired = session.scalars(select(Message).where(gone).with_for_update(skip_locked=True)).all()
        for message in expired:
            message.state = "dropped"
            forget_links(message)
    _let_go(now=now)
    return len(expired)


def _let_go(*, now: datetime) -> None:
    """What did not arrive keeps its links while it may be tried again: not when its time is over, nor for ever."""
    too_late = or_(Message.expires_at <= now, Message.created_at <= now - KEEP_UNARRIVED)
    left = and_(Message.state.in_(UNARRIVED), Message.done_at.is_(None), too_late)
    with transaction() as session:
        for message in session.scalars(select(Message).where(left).with_for_update(skip_locked=True)):
            message.done_at = now
            forget_links(message)


def _lease_next(*, now: datetime, owner: str) -> Message | None:
    """Take the next mail for ourselves; committed before anything is sent, so that no one else takes it."""
    with transaction():
        message = take_next(now=now)
        if message is None:
            return None
        message.state = "sending"
        message.attempts += 1
        message.tried_at = now
        message.lease_owner = owner
        message.lease_until = now + LEASE
    return message


def _hand_over(message: Message, transport: Transport, *, now: datetime) -> bool:
    """Send one leased mail and record the result. Raises Unreachable when there is no server to talk to."""
    try:
        mail = _build(message, now)
    except Exception as error:  # whatever cannot be written: no later attempt will do better, and the others wait
        logger.exception("mail cannot be written", extra={"mail": message.id})
        return _record(message, state="dead", last_error=f"{UNWRITTEN}: {type(error).__name__}")
    try:
        recipient = settings().mail_redirect_to or message.recipient_mail or ""
        transport.send(mail, sender=settings().mail_address, recipient=recipient)
    except Unreachable:
        raise
    except NotNow as error:
        return _record_failure(message, _in_one_line(error), now=now)
    except Never as error:
        logger.warning("mail bounced", extra={"mail": message.id})
        return _record(message, state="bounced", last_error=_in_one_line(error))
    return _record(message, state="sent", handed_over_at=now, last_error=None)


def _in_one_line(error: Exception) -> str:
    """What a server said, as it can be stored: on PostgreSQL no text holds a NUL."""
    return clean_line(str(error))[:ERROR_MAX]


def _build(message: Message, now: datetime) -> EmailMessage:
    """The mail of a message, written once to see that it can be."""
    current = settings()
    mail = build_mail(
        message,
        sender=current.mail_from,
        reply_to=current.mail_reply_to,
        sender_name="CaféPol",
        now=now,
        redirect_to=current.mail_redirect_to,
    )
    mail.as_bytes()
    return mail


def _record_failure(message: Message, reason: str, *, now: datetime) -> bool:
    """Note a failed attempt: the mail waits longer each time, until it is dead; dropped, if its time is over now."""
    delay = delay_after(message.attempts)
    if delay is None:
        logger.error("mail given up", extra={"mail": message.id})
        return _record(message, state="dead", last_error=reason)
    hold_later(message, until=now + delay, reason=reason)
    again = case((Message.expires_at <= now, "dropped"), else_="queued")  # it may have been withdrawn meanwhile
    return _record(message, state=again, next_try_at=now + delay, last_error=reason)


def _record(message: Message, **values: object) -> bool:
    """Write the result, unless the lease ran out and another took the mail over; whether it was sent."""
    with transaction() as session:
        mine = session.scalar(
            update(Message)
            .where(
                Message.id == message.id,
                Message.state == "sending",
                Message.lease_owner == message.lease_owner,
            )
            .values(lease_owner=None, lease_until=None, **values)
            .returning(Message)
        )
        if mine is not None and mine.state in ("sent", "dropped"):
            forget_links(mine)
        return mine is not None and mine.state == "sent"
