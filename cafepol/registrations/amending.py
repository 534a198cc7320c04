"""What an officer changes of an answer while its holder is on the phone: as they would by themselves, and more."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.links import Purpose, revoke_links
from cafepol.core.versions import claim_version
from cafepol.distribution.code_queries import round_of_flyer
from cafepol.meetings.models import Meeting
from cafepol.messages.operations import withdraw_about, withdraw_all
from cafepol.registrations.answers import Answer, normal_answer
from cafepol.registrations.broadcasting import tell_again
from cafepol.registrations.capacity import fits
from cafepol.registrations.doubles import doubles_of, tell_apart
from cafepol.registrations.events import record
from cafepol.registrations.joining import Outcome, register_resident
from cafepol.registrations.models import Registration
from cafepol.registrations.operations import cancel_registration, change_registration, confirm_registration
from cafepol.registrations.places import give_place, take_registration
from cafepol.registrations.queries import find_by_mail, occupancy, people_going
from cafepol.registrations.states import Event, check_open
from cafepol.registrations.telling import call_elsewhere, remind_elsewhere, tell_confirmed, tell_promoted

_STALE = "Quelqu’un a changé cette inscription entre-temps. Comparez, puis enregistrez de nouveau."


def register_caller(
    meeting: Meeting, *, language: str, flyer_code: str = "", apart_from: Sequence[Registration] = (), **answer: Any
) -> Outcome:
    """Register somebody who is on the phone, as register_resident does, with the language that they read.

    `flyer_code` is what they read on their flyer. `apart_from`: registrations of the same number of which the caller
    says that they are somebody else's.
    """
    outcome = register_resident(meeting, **answer, round_id=round_of_flyer(meeting, flyer_code))
    if outcome.registration is not None:
        outcome.registration.language = language
        tell_apart(outcome.registration, [each for each in apart_from if each.id != outcome.registration.id])
    return outcome


def amend_registration(
    registration: Registration,
    *,
    version: int,
    kind: str,
    party_size: int,
    name: str,
    mail: str,
    phone: str,
    needs: str,
    call_back: bool,
    language: str,
    now: datetime,
    flyer_code: str = "",
    by: int | None = None,
) -> None:
    """Write down what somebody says of their own answer.

    An address that nobody confirmed is heard by this. A new address gets place, time and link, and the links that went
    to the former one die. `flyer_code` is what they read on their flyer, empty for none. `by`: the account of whoever
    writes it down. Raises Refused at the field to correct, Stale when `version` is not the present one.
    """
    meeting = _claim(registration, version, now=now)
    registration.round_id = round_of_flyer(meeting, flyer_code)
    answer = normal_answer(
        kind=kind,
        party_size=party_size,
        channel=registration.channel,
        name=name,
        mail=mail,
        phone=phone,
        call_back=call_back,
        needs=needs,
        subject="",
    )
    was_pending = registration.is_pending
    if was_pending:
        confirm_registration(registration, now=now)
    registration.name, registration.needs, registration.language = answer.name, answer.needs, language
    moves = _reach(registration, meeting, answer, now=now)
    _change(registration, kind=kind, party_size=party_size, now=now, by=by)
    if was_pending or moves:
        _take_back(registration, meeting)
        if registration.mail:
            tell_confirmed(registration, meeting, now=now, anew=True)
        tell_again(registration, meeting, now=now)
    db.session.flush()


def _reach(registration: Registration, meeting: Meeting, answer: Answer, *, now: datetime) -> bool:
    """Write down how they are reached; whether by another address. What was not said yet is said there."""
    former = registration.mail_key, registration.phone, registration.call_back
    moves = _moves(registration, meeting, answer, now=now)
    registration.phone, registration.call_back = answer.phone, answer.call_back
    db.session.flush()
    if former != (registration.mail_key, registration.phone, registration.call_back):
        remind_elsewhere(registration, meeting, now=now)
        call_elsewhere(registration, meeting)
    return moves


def _claim(registration: Registration, version: int, *, now: datetime) -> Meeting:
    """Take the meeting's row and the next version of an answer that may still be changed."""
    meeting = take_registration(registration)
    if registration.is_cancelled:
        raise Refused("Cette inscription est annulée. Inscrivez la personne à nouveau.")
    check_open(meeting_state=meeting.state, ends_at=meeting.ends_at, now=now)
    claim_version(registration, version, stale=_STALE)
    return meeting


def _moves(registration: Registration, meeting: Meeting, answer: Answer, *, now: datetime) -> bool:
    """Write the address down; whether it is another one: the links that went to the former one open nothing more."""
    if answer.key == registration.mail_key:
        registration.mail = answer.mail
        return False
    other = find_by_mail(meeting.id, answer.key)
    if other is not None:
        raise Refused(f"Cette adresse est déjà inscrite : référence {other.reference}.", field="mail")
    registration.mail, registration.mail_key, registration.tell_at = answer.mail, answer.key, None
    for purpose in (Purpose.REGISTRATION, Purpose.CONFIRMATION):
        revoke_links(purpose, registration.id, now=now)
    return True


def _take_back(registration: Registration, meeting: Meeting) -> None:
    """What has not left is not said any more: one message follows that says how it stands."""
    for event in ("confirm", "confirmed", "already", "promoted"):
        withdraw_all(f"registration_{event}:{registration.id}:")
    withdraw_about(meeting.id, f"registration:{registration.id}")


def _change(registration: Registration, *, kind: str, party_size: int, now: datetime, by: int | None) -> None:
    """The answer and the number of people, as its holder would change them; refused in words for an officer."""
    try:
        change_registration(registration, kind=kind, party_size=party_size, now=now, by=by)
    except Refused as refusal:
        raise Refused(
            "Il n’y a plus assez de places pour tout le groupe. Inscrivez à part ceux qui s’ajoutent : ils attendront.",
            field="party_size",
        ) from refusal


def cancel_for_caller(registration: Registration, *, version: int, now: datetime, by: int | None = None) -> bool:
    """Somebody says on the phone that they do not come. False when that was said before.

    Raises Stale when `version` is not the present one, Refused when the meeting is over or cancelled.
    """
    take_registration(registration)
    if registration.is_cancelled:
        return False
    _claim(registration, version, now=now)
    return cancel_registration(registration, now=now, by=by)


def offer_place(registration: Registration, *, version: int, now: datetime, by: int | None = None) -> int:
    """Give a place by hand to somebody who waits, past the line and the limit; they are told. How many are going then.

    Raises Refused for somebody who does not wait, Stale when `version` is not the present one.
    """
    meeting = _claim(registration, version, now=now)
    if not registration.is_waiting or registration.confirmed_at is None:
        raise Refused("Cette personne n’attend plus de place.")
    give_place(registration)
    record(registration.id, Event.PROMOTED, now=now, by=by)
    tell_promoted(registration, meeting, now=now)
    db.session.flush()
    return people_going(meeting.id, now=now)


def settle_double(kept: Registration, other: Registration, *, now: datetime, by: int | None = None) -> None:
    """« C’est la même personne »: one answer stands, the other one of the same number is cancelled.

    A place that the other one has stays theirs, and so does where they stood in line. Raises Refused when the two do
    not share a number at one meeting, and when the other one is the one to keep: its address is confirmed, or its
    place is too small for those who wait.
    """
    take_registration(kept)
    meeting = take_registration(other)
    if other.id not in {each.id for each in doubles_of(kept)}:
        raise Refused("Ces deux inscriptions ne se comparent plus.")
    if kept.is_pending and not other.is_pending:
        raise Refused(f"Cette inscription n’est pas confirmée. Gardez plutôt l’autre : {other.reference}.")
    if kept.is_waiting and other.confirmed_at is not None:
        _take_place_of(kept, other, meeting, now=now, by=by)
    kept.round_id = kept.round_id or other.round_id
    cancel_registration(other, now=now, by=by)


def _take_place_of(kept: Registration, other: Registration, meeting: Meeting, *, now: datetime, by: int | None) -> None:
    """Who waits has the place, or stands in line, where the other answer of the same person does."""
    if other.is_waiting:
        kept.waiting_since = min(kept.waiting_since or now, other.waiting_since or now)
        return
    if not other.holds_place(now):
        return
    taken, _ = occupancy(meeting.id, now=now, besides=other.id)
    if not fits(kept.party_size, capacity=meeting.capacity, taken=taken):
        raise Refused(f"L’autre inscription a une place, celle-ci attend. Gardez plutôt l’autre : {other.reference}.")
    give_place(kept)
    kept.version += 1
    record(kept.id, Event.PROMOTED, now=now, by=by)
    tell_promoted(kept, meeting, now=now)
