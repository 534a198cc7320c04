"""Asking for a café, and answering: with a meeting, or with a reason. None commits."""

from datetime import datetime

from sqlalchemy import select, update

from cafepol.core import receipts
from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.text import clean_line, clean_text, normal_mail, normal_phone
from cafepol.meetings.models import Meeting
from cafepol.messages.drafts import Recipient
from cafepol.messages.operations import post_message
from cafepol.requests import mails
from cafepol.requests.models import CafeRequest
from cafepol.requests.states import (
    CONTACT_KEPT,
    UNANSWERED_KEPT,
    WHY_FORGOTTEN,
    WHY_KEPT,
    Channel,
    State,
    check_meeting,
    check_open,
    check_outcome,
    check_why,
)
from cafepol.zone.models import Commune, Quarter

RECEIPT = "demande."  # apart from the receipts of forms that lead to a page


def ask_for_cafe(
    commune: Commune,
    *,
    quarter: Quarter | None,
    why: str,
    name: str = "",
    mail: str = "",
    phone: str = "",
    channel: str = Channel.WEB,
    by: int | None = None,
    now: datetime,
    key: str,
) -> bool:
    """Note that somebody asks for a café; once, however often the form of that `key` is sent (False for a resend).

    `by` is the account of who took the call. Raises Refused at the field to correct.
    """
    words = clean_text(why)
    check_why(words)
    if quarter is not None and quarter.commune_id != commune.id:
        raise Refused("Ce quartier n’est pas dans cette commune.", field="place")
    address = normal_mail(mail) if mail.strip() else None
    number = normal_phone(phone) if phone.strip() else None
    if receipts.claim(f"{RECEIPT}{key}", now=now) is not None:
        return False
    db.session.add(
        CafeRequest(
            state=State.OPEN, channel=channel, commune_id=commune.id, quarter_id=quarter.id if quarter else None,
            why=words, name=clean_line(name) or None, mail=address, phone=number, created_at=now, created_by_id=by,
        )
    )  # fmt: skip
    db.session.flush()
    return True


def plan_request(request: CafeRequest, meeting: Meeting, *, by: int | None, now: datetime) -> None:
    """Answer with a published meeting of the same commune; who left a contact is told by mail, or called.

    Raises Refused when it was answered already, or when people cannot come to that meeting.
    """
    _take(request)
    check_open(request.state)
    check_meeting(is_upcoming=meeting.is_upcoming(now), same_commune=meeting.commune_id == request.commune_id)
    request.state, request.meeting = State.PLANNED, meeting
    request.answered_at, request.answered_by_id = now, by
    post_message(
        mails.planned(meeting),
        to=Recipient(name=request.name or "", mail=request.mail, phone=request.phone),
        kind="request_planned",
        unique_key=f"request_planned:{request.id}",
        now=now,
        meeting_id=meeting.id,
        commissariat_id=meeting.commune.commissariat_id,
        officer_id=meeting.host_id,
        expires_at=meeting.ends_at,
    )
    db.session.flush()


def shelve_request(request: CafeRequest, *, reason: str, by: int | None, now: datetime) -> None:
    """Answer without a meeting, and say why. Raises Refused."""
    _take(request)
    check_open(request.state)
    words = clean_text(reason)
    check_outcome(words)
    request.state, request.outcome = State.SHELVED, words
    request.answered_at, request.answered_by_id = now, by
    db.session.flush()


def _take(request: CafeRequest) -> None:
    """Take the row until the transaction ends, with what somebody else may have answered meanwhile."""
    taken = select(CafeRequest.state).where(CafeRequest.id == request.id).with_for_update()
    request.state = db.session.scalars(taken).one()


def forget_contacts(now: datetime) -> int:
    """Forget who asked, 30 days after the answer or a year after asking in vain; how many people that were."""
    forgotten = (
        update(CafeRequest)
        .where(
            (CafeRequest.answered_at < now - CONTACT_KEPT)
            | (CafeRequest.answered_at.is_(None) & (CafeRequest.created_at < now - UNANSWERED_KEPT)),
            CafeRequest.name.is_not(None) | CafeRequest.mail.is_not(None) | CafeRequest.phone.is_not(None),
        )
        .values(name=None, mail=None, phone=None)
        .returning(CafeRequest.id)
    )
    return len(db.session.scalars(forgotten.execution_options(synchronize_session="fetch")).all())


def forget_words(now: datetime) -> int:
    """Forget why people asked, 12 months after the answer; how many requests that were. They are counted as before."""
    forgotten = (
        update(CafeRequest)
        .where(CafeRequest.answered_at < now - WHY_KEPT, CafeRequest.why != WHY_FORGOTTEN)
        .values(why=WHY_FORGOTTEN)
        .returning(CafeRequest.id)
    )
    return len(db.session.scalars(forgotten.execution_options(synchronize_session="fetch")).all())
