"""Asking for a café, and answering: with a meeting, or with a reason. None commits."""

from datetime import datetime

from sqlalchemy import select, update

from cafepol.core import receipts
from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.text import clean_line, clean_text, normal_mail, normal_phone
from cafepol.meetings.lifecycle import State as MeetingState
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import lock_meeting
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.operations import post_message, withdraw_all
from cafepol.messages.queries import was_said
from cafepol.requests import mails
from cafepol.requests.models import CafeRequest
from cafepol.requests.queries import is_open, requests_promised
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
    standing,
)
from cafepol.zone.models import Commune, Quarter

RECEIPT = "demande."  # apart from the receipts of forms that lead to a page
PLANNED, CALLED_OFF = "request_planned", "request_cancelled"  # what a person is told


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
    _take(request, meeting)
    check_meeting(is_upcoming=meeting.is_upcoming(now), same_commune=meeting.commune_id == request.commune_id)
    former = request.called_off
    unsaid = former is not None and withdraw_all(_key(CALLED_OFF, request, former))
    request.state, request.meeting = State.PLANNED, meeting
    request.answered_at, request.answered_by_id = now, by
    _tell(request, meeting, mails.planned(meeting, instead_of=former if unsaid else None), PLANNED, now=now)
    db.session.flush()


def shelve_request(request: CafeRequest, *, reason: str, by: int | None, now: datetime) -> None:
    """Answer without a meeting, and say why. Raises Refused."""
    _take(request)
    words = clean_text(reason)
    check_outcome(words)
    request.state, request.outcome = State.SHELVED, words
    request.answered_at, request.answered_by_id = now, by
    db.session.flush()


def _take(request: CafeRequest, *meetings: Meeting) -> None:
    """Take the meetings that matter to a request, then its row, until the transaction ends.

    Raises Refused for what is not open, or not any more: somebody else may have answered meanwhile.
    """
    for meeting in sorted({*meetings, *filter(None, [request.meeting])}, key=lambda each: each.id):
        lock_meeting(meeting)
    taken = (
        select(CafeRequest.state, Meeting.state)
        .outerjoin(CafeRequest.meeting)
        .where(CafeRequest.id == request.id)
        .with_for_update(of=CafeRequest)
    )
    state, of_meeting = db.session.execute(taken).one()
    check_open(standing(State(state), is_cancelled=of_meeting == MeetingState.CANCELLED))


def call_off_answers(meeting: Meeting, *, told_from: datetime, now: datetime) -> None:
    """A meeting is called off: who was promised it for their request is told so, at `told_from`; its row is taken.

    Who has not heard of it yet never will.
    """
    for request in requests_promised(meeting.id):
        if not withdraw_all(_key(PLANNED, request, meeting)):
            _tell(request, meeting, mails.called_off(meeting), CALLED_OFF, now=now, not_before=told_from)


def renew_answers(meeting: Meeting, *, now: datetime) -> None:
    """It takes place after all, its row is taken: told to those who heard otherwise, or have not heard of it at all."""
    for request in requests_promised(meeting.id):
        if not withdraw_all(_key(CALLED_OFF, request, meeting)):
            knows_otherwise = was_said(_key(CALLED_OFF, request, meeting))
            _tell(request, meeting, mails.planned(meeting, restored=knows_otherwise), PLANNED, now=now)


def _key(kind: str, request: CafeRequest, meeting: Meeting) -> str:
    """With what every message of this kind begins; what follows is the meeting's sequence, which each turn raises."""
    return f"{kind}:{request.id}:{meeting.id}:"


def _tell(
    request: CafeRequest,
    meeting: Meeting,
    draft: Draft,
    kind: str,
    *,
    now: datetime,
    not_before: datetime | None = None,
) -> None:
    post_message(
        draft,
        to=Recipient(name=request.name or "", mail=request.mail, phone=request.phone),
        kind=kind,
        unique_key=f"{_key(kind, request, meeting)}{meeting.sequence}",
        now=now,
        meeting_id=meeting.id,
        commissariat_id=meeting.commune.commissariat_id,
        officer_id=meeting.host_id,
        not_before=not_before,
        expires_at=meeting.ends_at,
    )


def forget_contacts(now: datetime) -> int:
    """Forget who asked, 30 days after the answer or a year after asking in vain; how many people that were."""
    forgotten = (
        update(CafeRequest)
        .where(
            (~is_open() & (CafeRequest.answered_at < now - CONTACT_KEPT))
            | (is_open() & (CafeRequest.created_at < now - UNANSWERED_KEPT)),
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
        .where(~is_open(), CafeRequest.answered_at < now - WHY_KEPT, CafeRequest.why != WHY_FORGOTTEN)
        .values(why=WHY_FORGOTTEN)
        .returning(CafeRequest.id)
    )
    return len(db.session.scalars(forgotten.execution_options(synchronize_session="fetch")).all())
