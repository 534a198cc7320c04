"""What residents, and officers for them, do with a registration. The meeting's row is taken first, each time."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from cafepol.core import receipts
from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.text import spoken_reference
from cafepol.meetings.models import Meeting
from cafepol.registrations.answers import Answer, Contact, normal_answer
from cafepol.registrations.capacity import fits, places_left
from cafepol.registrations.models import Registration
from cafepol.registrations.places import give_place, join_line, promote_waiting, take_meeting, take_registration
from cafepol.registrations.queries import find_by_mail, find_registration, meetings_with_a_line, occupancy
from cafepol.registrations.states import (
    CONFIRM_WITHIN,
    NOTICE_VERSION,
    Channel,
    Kind,
    State,
    check_open,
    check_party_size,
)
from cafepol.registrations.telling import manage_link, tell_answer, tell_confirmed

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
    """The same queries whether the address is new or known."""
    taken, line = occupancy(meeting.id, now=now)
    waits = answer.kind is Kind.GOING and not fits(
        answer.party_size, capacity=meeting.capacity, taken=taken, others_wait=line
    )
    for _ in range(TRIES):
        registration = find_by_mail(meeting.id, answer.key)
        known = registration is not None
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
                join_line(registration, now=now)


def confirm_registration(registration: Registration, *, now: datetime) -> bool:
    """The holder of the mailed link confirms the answer. False when that was done before.

    A place is held for 24 hours; afterwards it is only given if one is free, else the person waits. Raises Refused
    when the answer was cancelled, or the meeting is over or cancelled.
    """
    meeting = take_registration(registration)
    _check_not_cancelled(registration)
    if not registration.is_pending:
        return False
    check_open(meeting_state=meeting.state, ends_at=meeting.ends_at, now=now)
    if registration.kind == Kind.INTERESTED or _has_place(registration, meeting, now=now):
        give_place(registration)
    elif not registration.is_waiting:
        join_line(registration, now=now)
    registration.confirmed_at = now
    registration.version += 1
    tell_confirmed(registration, meeting, now=now)
    db.session.flush()
    return True


def _has_place(registration: Registration, meeting: Meeting, *, now: datetime) -> bool:
    taken, line = occupancy(meeting.id, now=now, besides=registration.id)
    passes = registration.holds_place(now)
    return fits(registration.party_size, capacity=meeting.capacity, taken=taken, others_wait=line and not passes)


def change_registration(registration: Registration, *, kind: str, party_size: int, now: datetime) -> bool:
    """Change the answer or the number of people. False when nothing changed.

    Who is going and brings more people than there are places keeps what they had: Refused. Who was only interested
    may have to wait. Places that come free go to those who wait.
    """
    check_party_size(party_size)
    meeting = take_registration(registration)
    _check_not_cancelled(registration)
    check_open(meeting_state=meeting.state, ends_at=meeting.ends_at, now=now)
    if registration.is_pending:
        raise Refused("Confirmez d’abord votre réponse par le lien de notre message.")
    if (registration.kind, registration.party_size) == (kind, party_size):
        return False
    _resettle(registration, meeting, kind=Kind(kind), party_size=party_size, now=now)
    registration.version += 1
    promote_waiting(meeting, now=now)
    db.session.flush()
    return True


def _resettle(registration: Registration, meeting: Meeting, *, kind: Kind, party_size: int, now: datetime) -> None:
    """Where a changed answer stands: with a place, or in line."""
    had_place = registration.holds_place(now)
    grows = party_size > registration.party_size
    if kind is Kind.GOING and not registration.is_waiting and (grows or not had_place):
        taken, line = occupancy(meeting.id, now=now, besides=registration.id)
        if not fits(party_size, capacity=meeting.capacity, taken=taken, others_wait=line):
            if had_place:
                left = places_left(capacity=meeting.capacity, taken=taken + registration.party_size)
                raise Refused(_too_many(0 if line else left or 0), field="party_size")
            join_line(registration, now=now)
    elif kind is Kind.INTERESTED:
        give_place(registration)
    registration.kind, registration.party_size = kind, party_size


def _too_many(left: int) -> str:
    rest = {0: "Il ne reste pas de place.", 1: "Il reste une seule place."}.get(left, f"Il reste {left} places.")
    return f"{rest} Votre réponse n’a pas changé. Appelez-nous."


def cancel_registration(registration: Registration, *, now: datetime) -> bool:
    """The person will not come: the place goes to those who wait. False when that was said before.

    Raises Refused when the meeting is over or cancelled.
    """
    meeting = take_registration(registration)
    if registration.is_cancelled:
        return False
    check_open(meeting_state=meeting.state, ends_at=meeting.ends_at, now=now)
    registration.state = State.CANCELLED
    registration.cancelled_at = now
    registration.waiting_since = None
    registration.present = registration.ticked_at = None
    registration.version += 1
    promote_waiting(meeting, now=now)
    db.session.flush()
    return True


def _check_not_cancelled(registration: Registration) -> None:
    if registration.is_cancelled:
        raise Refused("Cette réponse est annulée. Pour venir quand même, répondez à nouveau ou appelez-nous.")


def drop_unconfirmed(now: datetime) -> int:
    """Delete the answers whose address was not confirmed within 48 hours; returns how many.

    Places that came free, also those held for 24 hours only, go to those who wait.
    """
    dropped = db.session.scalars(
        delete(Registration)
        .where(
            Registration.confirmed_at.is_(None),
            Registration.state != State.CANCELLED,
            Registration.present.is_(None),
            Registration.asked_at <= now - CONFIRM_WITHIN,
        )
        .returning(Registration.id)
    ).all()
    for meeting in meetings_with_a_line(now):
        take_meeting(meeting)
        promote_waiting(meeting, now=now)
    return len(dropped)
