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
from cafepol.requests.hearing import told_of, waits_until
from cafepol.requests.models import CafeRequest
from cafepol.requests.queries import is_open, take_requests_concerned
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
from cafepol.requests.telling import tell_asker
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
    _take(request, meeting)
    check_meeting(is_upcoming=meeting.is_upcoming(now), same_commune=meeting.commune_id == request.commune_id)
    request.state, request.meeting = State.PLANNED, meeting
    request.answered_at, request.answered_by_id = now, by
    tell_asker(request, told_from=now, now=now)


def shelve_request(request: CafeRequest, *, reason: str, by: int | None, now: datetime) -> None:
    """Answer without a meeting, and say why; who is still to hear of a cancellation hears that only. Raises Refused."""
    _take(request)
    words = clean_text(reason)
    check_outcome(words)
    request.state, request.outcome = State.SHELVED, words
    request.answered_at, request.answered_by_id = now, by
    tell_asker(request, told_from=waits_until(request.id) or now, now=now)


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


def tell_askers(meeting: Meeting, *, told_from: datetime, now: datetime) -> None:
    """A meeting was called off, restored or moved, its row is taken: whoever asked and hears otherwise is told so.

    At `told_from`; what changes again until then is told once, or not at all.
    """
    for request in take_requests_concerned(meeting.id, told_of(meeting.id)):
        tell_asker(request, told_from=told_from, now=now)


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
