"""Answering « je participe » or « ça m'intéresse »: by oneself on the web, or through an officer.

The meeting's row is taken first: who asks for the last place queues there.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from cafepol.core import receipts
from cafepol.core.config import settings
from cafepol.core.errors import Refused, TooMany
from cafepol.distribution.code_queries import round_of_link
from cafepol.meetings.models import Meeting
from cafepol.outreach.subscriptions import subscribe
from cafepol.registrations.answers import Answer, Contact, normal_answer
from cafepol.registrations.capacity import fits, most_unproven
from cafepol.registrations.models import Registration
from cafepol.registrations.places import take_meeting
from cafepol.registrations.queries import find_by_mail, find_registration, occupancy
from cafepol.registrations.settling import Asked, add, ask_again, take_over
from cafepol.registrations.states import Channel, Kind, check_call_back, check_open
from cafepol.registrations.strangers import strangers_at
from cafepol.registrations.telling import manage_link, tell_answer
from cafepol.zone.queries import get_commune

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


def answer_on_web(
    meeting: Meeting,
    *,
    kind: str,
    party_size: int,
    mail: str,
    phone: str,
    announce: bool,
    by_machine: bool,
    now: datetime,
    key: str,
    flyer: str = "",
    **words: Any,
) -> Outcome:
    """Register somebody who answers on the meeting's page, as register_resident does; raises what it raises.

    `announce`: a wish of its own, for which another mail asks whether it was really them. `by_machine`: the outcome
    is what a person who typed the same would be shown, and nothing is stored. `flyer`: the code of a round, if the
    address of the page carried one; any other word there counts for no round, and nobody is told.
    """
    typed: dict[str, Any] = {"kind": kind, "party_size": party_size, "mail": mail, "phone": phone}
    if by_machine:
        return _would_come_to(meeting, **typed, now=now)
    brought_by = round_of_link(meeting.id, flyer)
    outcome = register_resident(meeting, **typed, **words, channel=Channel.WEB, round_id=brought_by, now=now, key=key)
    if announce:
        subscribe(get_commune(meeting.commune_id), mail=mail, now=now, key=key)
    return outcome


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
    by: int | None = None,
    round_id: int | None = None,
) -> Outcome:
    """Register somebody for a meeting; beyond its capacity they wait in line.

    With a mail address given on the web: pending until confirmed by the mailed link, which the worker writes. Otherwise
    confirmed at once, unless so many strangers answer that the host has to accept it. An address that is registered
    already gets a mail that says so, and the outcome is the same; from interested to going is an update. `key` makes a
    resend of the same form harmless; `by` is the account of who answers for somebody; `round_id` is the round whose
    flyer brought them, and the first one counts. Raises Refused at the field to correct, and TooMany when so many
    strangers answered that no more of their answers are taken today.
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
    check_call_back(wanted=answer.call_back, has_number=answer.phone is not None)
    earlier = receipts.claim(f"{RECEIPT}{key}", now=now) if key else None
    if earlier is not None:
        return _repeated(earlier, meeting)
    take_meeting(meeting)
    check_open(meeting_state=meeting.state, ends_at=meeting.ends_at, now=now)
    outcome = _register(meeting, answer, by=by, round_id=round_id, now=now)
    if key and outcome.registration:
        receipts.settle(f"{RECEIPT}{key}", f"{outcome.registration.id} {outcome.contact} {int(outcome.is_waiting)}")
    return outcome


def was_taken(key: str) -> bool:
    """Whether the form of this key was acted on."""
    return receipts.settled(f"{RECEIPT}{key}") is not None


def _repeated(receipt: str, meeting: Meeting) -> Outcome:
    """What the first post of the same form came to; whoever holds the form gets a new link, for none is stored."""
    number, contact, waiting = receipt.split(" ")
    registration = find_registration(int(number))
    token = manage_link(registration, meeting) if registration and contact == "none" else None
    return Outcome(cast("Contact", contact), waiting == "1", registration, token)


def _register(meeting: Meeting, answer: Answer, *, by: int | None, round_id: int | None, now: datetime) -> Outcome:
    """On the web the same queries whether the address is new or known."""
    taken, line = occupancy(meeting.id, now=now)
    waits = answer.kind is Kind.GOING and not fits(
        answer.party_size, capacity=meeting.capacity, taken=taken, others_wait=line
    )
    held = answer.is_unheard and _is_one_too_many(meeting, answer, now=now)
    asked = Asked(answer, waits=waits, held=held, by=by, now=now, round_id=round_id)
    for _ in range(TRIES):
        registration = find_by_mail(meeting.id, answer.key)
        known = registration is not None
        if registration is not None and registration.is_pending and not answer.is_unheard:
            known, waits = False, take_over(registration, meeting, asked)
            break
        if registration is not None:
            ask_again(registration, meeting, asked)
            break
        registration = add(meeting, asked)
        if registration is not None:
            break
    else:
        raise Refused("Cela n’a pas marché. Réessayez, ou appelez-nous.")
    if not answer.is_unheard:
        tell_answer(registration, meeting, known=known, now=now)
    token = manage_link(registration, meeting) if answer.contact == "none" else None
    return Outcome(answer.contact, waits, registration, token)


def _would_come_to(meeting: Meeting, *, kind: str, party_size: int, mail: str, phone: str, now: datetime) -> Outcome:
    """What such an answer would show, for a machine whose answer is not stored."""
    contact: Contact = ("phone" if phone else "none") if not mail else "mail"
    taken, line = occupancy(meeting.id, now=now)
    has_place = fits(party_size, capacity=meeting.capacity, taken=taken, others_wait=line)
    return Outcome(contact, is_waiting=kind == Kind.GOING and not has_place)


def _is_one_too_many(meeting: Meeting, answer: Answer, *, now: datetime) -> bool:
    """Whether a stranger gets no place before an address is confirmed or the host accepts: so many hold some already.

    It depends on the meeting alone, on nothing that is stored about a person. Raises TooMany when no more are taken.
    """
    strangers = strangers_at(meeting.id, now=now)
    if strangers.answers >= settings().unproven_answers_per_meeting:
        raise TooMany("Trop de réponses arrivent pour cette rencontre. Appelez-nous, nous vous inscrivons.")
    most = most_unproven(capacity=meeting.capacity, most=settings().unproven_people_per_meeting)
    is_over = most is not None and strangers.people + answer.party_size > most
    return answer.kind is Kind.GOING and (strangers.need_approval or is_over)
