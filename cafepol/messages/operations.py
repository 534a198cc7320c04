"""Writing messages, in the transaction of the change that they tell; delivery.py sends them later."""

import secrets
from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, or_, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from cafepol.core.clock import local
from cafepol.core.config import settings
from cafepol.core.db import db
from cafepol.core.errors import NotFound, Refused
from cafepol.core.filters import day_medium, hour
from cafepol.core.languages import SOURCE
from cafepol.core.text import clean_line, clean_text
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.links import calendar_without_tokens, without_link_lines, without_tokens
from cafepol.messages.models import Message
from cafepol.messages.retries import UNARRIVED, channel_for
from cafepol.messages.searching import search_text

OUTCOME_MAX = 300


def post_message(
    draft: Draft,
    *,
    to: Recipient,
    kind: str,
    unique_key: str,
    now: datetime,
    meeting_id: int | None = None,
    commissariat_id: int | None = None,
    officer_id: int | None = None,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> Message | None:
    """Write a message: a mail, else a call to make, else a letter; None when there is no way at all.

    A key that was used before gives back the message that was written then, unless that was dropped: it said nothing,
    and is written anew. A mail leaves from `not_before` on; what has not left at `expires_at` never does.
    """
    channel = channel_for(mail=to.mail, phone=to.phone, address=to.address)
    if channel is None:
        return None
    start = not_before or now
    values = _content(draft, channel) | {
        "channel": channel,
        "state": "queued" if channel == "mail" else "to_do",
        "kind": kind,
        "unique_key": unique_key,
        "recipient_name": clean_line(to.name),
        "recipient_mail": to.mail,
        "recipient_phone": to.phone,
        "recipient_address": to.address,
        "recipient_search": search_text(name=clean_line(to.name), mail=to.mail, phone=to.phone),
        "language": SOURCE if channel == "call" else draft.language,
        "message_id": f"<{secrets.token_hex(16)}@{_mail_domain()}>",
        "created_at": now,
        "not_before": start,
        "next_try_at": start,
        "expires_at": expires_at,
        "meeting_id": meeting_id,
        "commissariat_id": commissariat_id,
        "officer_id": officer_id,
    }
    return _insert_once(values)


def post_spoken(mail: Message, said: str, *, unique_key: str, now: datetime) -> Message:
    """Write the call that is made instead of a mail: same person, same subject, same officer, until the same time."""
    kept = ("kind", "subject", "expires_at", "meeting_id", "commissariat_id", "officer_id", "recipient_name")
    same = {name: getattr(mail, name) for name in (*kept, "recipient_phone", "recipient_search", "message_id")}
    return _insert_once(
        same
        | {"channel": "call", "state": "to_do", "unique_key": unique_key, "language": SOURCE}
        | {"text": said, "spoken": "", "html": "", "created_at": now, "not_before": now, "next_try_at": now}
    )


def _insert_once(values: dict[str, Any]) -> Message:
    statement, key = _insertion(db.engine.dialect.name), values["unique_key"]
    written: Message = db.session.scalars(statement, values).one()
    if written.state != "dropped":
        return written
    written.unique_key = f"{key}:dropped:{written.id}"
    db.session.flush()
    return db.session.scalars(statement, values).one()


@cache
def _insertion(engine: str) -> ReturningInsert[Message]:
    """Built once: a message is written with nearly every answer. One statement, whether its key is new or known."""
    insert = postgresql.insert(Message) if engine == "postgresql" else sqlite.insert(Message)
    same = {"unique_key": insert.excluded.unique_key}
    once = insert.on_conflict_do_update(index_elements=["unique_key"], set_=same)
    written: ReturningInsert[Message] = once.returning(Message)
    return written


def _content(draft: Draft, channel: str) -> dict[str, str | None]:
    """What is stored of a draft: a call has no HTML, no calendar, and no link that carries a right."""
    subject = clean_line(draft.subject)
    if channel == "call":
        said = draft.spoken.strip() or without_tokens(without_link_lines(draft.text))
        bare = {"spoken": "", "html": "", "calendar": None, "calendar_method": None, "one_click": None}
        return {"subject": subject, "text": said, **bare}
    return {
        "subject": subject,
        "text": draft.text.strip() + "\n",
        "spoken": draft.spoken.strip(),
        "html": draft.html,
        "calendar": draft.calendar,
        "calendar_method": draft.calendar_method,
        "one_click": draft.one_click or None,
    }


def _mail_domain() -> str:
    return settings().mail_address.rpartition("@")[2]


def withdraw(unique_key: str) -> bool:
    """Take back what has not been said yet; whether there was such a message."""
    return _take_back(Message.unique_key.in_((unique_key, call_key(unique_key)))) > 0


def withdraw_all(beginning: str) -> int:
    """Take back what has not been said yet under every key that begins so; how many messages that was."""
    return _take_back(Message.unique_key.startswith(beginning, autoescape=True))


def withdraw_about(meeting_id: int, subject: str) -> int:
    """Take back what has not been said yet to one person (`invitation:12`) of the news of a meeting; how many."""
    end = f":{subject}"
    keys = [Message.unique_key.endswith(each, autoescape=True) for each in (end, call_key(end))]
    return _take_back(and_(Message.meeting_id == meeting_id, or_(*keys)))


def withdraw_of_kind(meeting_id: int, kind: str, addresses: Select[str | None] | None = None) -> int:
    """Take back what has not been said yet of one kind about a meeting; how many. A query may give the addresses."""
    to = true() if addresses is None else Message.recipient_mail.in_(addresses)
    return _take_back(and_(Message.meeting_id == meeting_id, Message.kind == kind, to))


def _take_back(which: ColumnElement[bool]) -> int:
    """Unsaid is also what did not arrive, until somebody dealt with it in another way.

    What is being handed over counts as said, but is not tried again if that fails: its time is over.
    """
    unsaid = or_(Message.state.in_(("queued", "to_do")), and_(Message.state.in_(UNARRIVED), Message.done_at.is_(None)))
    found = db.session.scalars(select(Message).where(which, unsaid).with_for_update()).all()
    for message in found:
        message.state = "dropped"
        forget_links(message)
    handing_over = update(Message).where(which, Message.state == "sending").values(expires_at=Message.created_at)
    db.session.execute(handing_over.execution_options(synchronize_session="fetch"))
    db.session.flush()
    return len(found)


def call_key(unique_key: str) -> str:
    """The key of the call that is made instead of a mail."""
    return f"{unique_key}:call"


def tick_call(
    message: Message, *, outcome: str, by_account_id: int | None, now: datetime, reached: bool = True
) -> None:
    """Tick off a call or a letter and note what came of it. What is ticked already stays as it is.

    Raises NotFound for a mail (nobody ticks mails) and Refused for an outcome that is too long.
    """
    if message.channel == "mail":
        raise NotFound
    noted = clean_text(outcome)
    if len(noted) > OUTCOME_MAX:
        raise Refused(f"C’est trop long : {OUTCOME_MAX} caractères au plus.", field="outcome")
    if message.state != "to_do":
        return
    message.state = "done" if reached else "failed"
    message.outcome = noted or None
    message.done_at = now
    message.done_by_id = by_account_id
    forget_links(message)
    db.session.flush()


def note_missed(call: Message, *, now: datetime) -> None:
    """Nobody picked up: the call stays to do, with how often it was tried and when last. Done already, nothing."""
    if call.channel == "call" and call.state == "to_do":
        call.attempts += 1
        call.outcome = f"Pas joint le {day_medium(local(now))} à {hour(local(now))}."
        db.session.flush()


def hand_over_calls(meeting_id: int, *, former_id: int | None, successor_id: int) -> None:
    """What an officer had still to call or to post about a meeting is another officer's now."""
    left = update(Message).where(
        Message.meeting_id == meeting_id, Message.officer_id == former_id, Message.state == "to_do"
    )
    db.session.execute(left.values(officer_id=successor_id))


def hand_over_messages(message_ids: Collection[int], *, successor_id: int) -> None:
    """These messages are another officer's to answer for now."""
    db.session.execute(update(Message).where(Message.id.in_(message_ids)).values(officer_id=successor_id))


def hold_back(meeting_id: int, kinds: Collection[str], *, until: datetime) -> int:
    """Let mails of these kinds about a meeting that have not left wait until a later instant; how many there were."""
    later = case((Message.next_try_at < until, until), else_=Message.next_try_at)
    waiting = (
        update(Message)
        .where(Message.meeting_id == meeting_id, Message.kind.in_(kinds), Message.channel == "mail")
        .where(Message.state == "queued", Message.not_before < until)
        .values(not_before=until, next_try_at=later)
        .returning(Message.id)
    )
    return len(db.session.scalars(waiting.execution_options(synchronize_session="fetch")).all())


def forget_links(message: Message) -> None:
    """Blank the links that carry a right: they left with the message and are not kept."""
    message.text = without_tokens(message.text)
    message.html = without_tokens(message.html)
    message.one_click = None
    if message.calendar is not None:
        message.calendar = calendar_without_tokens(message.calendar)


def record_as_left(*, before: datetime) -> int:
    """Record the mails that were due before an instant as handed over when they were due; how many there were.

    For a history that is written down afterwards (the demonstration's year): nothing is sent.
    """
    due = select(Message).where(Message.channel == "mail", Message.state == "queued", Message.not_before < before)
    mails = db.session.scalars(due).all()
    for message in mails:
        message.state, message.handed_over_at = "sent", message.not_before
        forget_links(message)
    db.session.flush()
    return len(mails)
