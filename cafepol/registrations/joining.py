"""Answering « je participe » or « ça m'intéresse »: by oneself on the web, or through an officer.

The meeting's row is taken first: who asks for the last place queues there.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from cafepol.core import receipts
from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.text import spoken_reference
from cafepol.meetings.models import Meeting
from cafepol.registrations.answers import Answer, Contact, normal_answer
from cafepol.registrations.capacity import fits
from cafepol.registrations.models import Registration
from cafepol.registrations.places import give_place, join_line, take_meeting, wait_again
from cafepol.registrations.queries import find_by_mail, find_registration, occupancy
from cafepol.registrations.states import NOTICE_VERSION, Channel, Kind, State, check_open
from cafepol.registrations.telling import manage_link, tell_answer

RECEIPT = "inscription."  # apart from the receipts of forms that lead to a page
TRIES = 3


@dataclass(frozen=True)
class Outcome:
    """What came of an answer. A page for the public may show `contact`, `is_waiting`, and `token` when it is there.

    `is_waiting` depends on the meeting and on what was asked, never on who asked. `token` opens the manage page: it is
    there only for an answer without contact.
    """

    contact: Contact
    is_waiting: bool
    registration: Registration | None = None
    token: str | None = None


def register_resident(
    meeting: Meeting,
    *,
    kind: str,
    party_size: int,
    name: str = "",
    mail: str = "",
    phone: str = "",
    call_back: bool = False,
    needs: str = "",
    subject: str = "",
    channel: str = Channel.WEB,
    now: datetime,
    key: str | None = None,
) -> Outcome:
    """Register somebody for a meeting; beyond its capacity they wait in line.

    With a mail address given on the web: pending until confirmed by the mailed link. Otherwise confirmed at once. An
    address that is registered already gets a mail that says so, and the outcome is the same; from interested to going
    is an update. `key` makes a resend of the same form harmless. Raises Refused at the field to correct.
    """
    answer = normal_answer(
        kind=kind,
        party_size=party_size,
        channel=channel,
        name=name,
        mail=mail,
        phone=phone,
        call_back=call_back,
        needs=needs,
        subject=subject,
    )
    earlier = receipts.claim(f"{RECEIPT}{key}", now=now) if key else None
    if earlier is not None:
        return _repeated(earlier, meeting)
    take_meeting(meeting)
    check_open(meeting_state=meeting.state, ends_at=meeting.ends_at, now=now)
    outcome = _register(meeting, answer, now=now)
    if key and outcome.registration:
        receipts.settle(f"{RECEIPT}{key}", f"{outcome.registration.id} {outcome.contact} {int(outcome.is_waiting)}")
    return outcome


def _repeated(receipt: str, meeting: Meeting) -> Outcome:
    """What the first post of the same form came to; whoever holds the form gets a new link, for none is stored."""
    number, contact, waiting = receipt.split(" ")
    registration = find_registration(int(number))
    token = manage_link(registration, meeting) if registration and contact == "none" else None
    return Outcome(cast("Contact", contact), waiting == "1", registration, token)


def _register(meeting: Meeting, answer: Answer, *, now: datetime) -> Outcome:
    """On the web the same queries whether the address is new or known."""
    taken, line = occupancy(meeting.id, now=now)
    waits = answer.kind is Kind.GOING and not fits(
        answer.party_size, capacity=meeting.capacity, taken=taken, others_wait=line
    )
    for _ in range(TRIES):
        registration = find_by_mail(meeting.id, answer.key)
        known = registration is not None
        if registration is not None and registration.is_pending and not answer.is_unheard:
            known, waits = False, _take_over(registration, meeting, answer, now=now)
            break
        if registration is not None:
            _ask_again(registration, meeting, answer, waits=waits, now=now)
            break
        registration = _new(meeting, answer, waits=waits, now=now)
        if _is_added(registration):
            break
    else:
        raise Refused("Cela n’a pas marché. Réessayez, ou appelez-nous.")
    tell_answer(registration, meeting, known=known, now=now)
    token = manage_link(registration, meeting) if answer.contact == "none" else None
    return Outcome(answer.contact, waits, registration, token)


def _new(meeting: Meeting, answer: Answer, *, waits: bool, now: datetime) -> Registration:
    unheard = answer.is_unheard and answer.mail is not None
    registration = Registration(
        meeting_id=meeting.id,
        meeting=meeting,
        kind=answer.kind,
        state=State.PENDING if unheard else State.CONFIRMED,
        confirmed_at=None if unheard else now,
        party_size=answer.party_size,
        channel=answer.channel,
        reference=spoken_reference(),
        name=answer.name,
        mail=answer.mail,
        mail_key=answer.key,
        phone=answer.phone,
        call_back=answer.call_back,
        language=meeting.language,
        needs=answer.needs,
        subject=answer.subject,
        notice_version=NOTICE_VERSION,
        created_at=now,
        asked_at=now,
        known_sequence=meeting.sequence,
    )
    if waits:
        join_line(registration, now=now)
    return registration


def _is_added(registration: Registration) -> bool:
    """Whether the row could be added: the database has the last word on « one per person » and on references."""
    try:
        with db.session.begin_nested():
            db.session.add(registration)
    except IntegrityError:
        return False
    return True


def _take_over(registration: Registration, meeting: Meeting, answer: Answer, *, now: datetime) -> bool:
    """What somebody tells the house takes the place of what was typed for their address and never confirmed.

    A place that is held stays theirs if all of them fit. Gives whether they wait.
    """
    passes = registration.holds_place(now)
    taken, line = occupancy(meeting.id, now=now, besides=registration.id)
    waits = answer.kind is Kind.GOING and not fits(
        answer.party_size, capacity=meeting.capacity, taken=taken, others_wait=line and not passes
    )
    for fact in ("kind", "party_size", "channel", "name", "mail", "phone", "call_back", "needs", "subject"):
        setattr(registration, fact, getattr(answer, fact))
    registration.confirmed_at = registration.asked_at = now
    registration.version += 1
    if not waits:
        give_place(registration)
    elif not registration.is_waiting:
        wait_again(registration, now=now)
    db.session.flush()
    return waits


def _ask_again(registration: Registration, meeting: Meeting, answer: Answer, *, waits: bool, now: datetime) -> None:
    """A known address answers once more: nothing changes, except that interested may become going.

    Not by the public form once it is confirmed: whoever types somebody's address there may be a stranger. The mail
    that tells its holder carries the link to change the answer.
    """
    grows = registration.kind == Kind.INTERESTED and answer.kind is Kind.GOING
    grows = grows and (registration.is_pending or not answer.is_unheard)
    if not answer.is_unheard and not grows:
        raise Refused(f"Cette adresse est déjà inscrite : référence {registration.reference}.", field="mail")
    with db.session.begin_nested():
        registration.asked_at = now
        flag_modified(registration, "asked_at")
        if grows:
            registration.kind = answer.kind
            registration.party_size = answer.party_size
            registration.version += 1
            registration.known_sequence = meeting.sequence
            if waits:
                wait_again(registration, now=now)
