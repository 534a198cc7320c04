"""What residents, and officers for them, do with a registration. The meeting's row is taken first, each time."""

from datetime import datetime

from sqlalchemy import delete

from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.meetings.models import Meeting
from cafepol.registrations.capacity import fits, places_left
from cafepol.registrations.events import record
from cafepol.registrations.lapses import unconfirmed_too_long
from cafepol.registrations.models import AskedAgain, Registration
from cafepol.registrations.places import (
    forget_asked_again,
    give_place,
    promote_waiting,
    take_meeting,
    take_registration,
    wait_again,
)
from cafepol.registrations.queries import occupancy
from cafepol.registrations.states import HOLD, Event, Kind, State, check_open, check_party_size
from cafepol.registrations.telling import take_back_call, take_back_news, take_back_promotion, tell_confirmed


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
        wait_again(registration, now=now)
    registration.confirmed_at = now
    registration.version += 1
    registration.tell_at = None
    forget_asked_again(registration)
    record(registration.id, Event.CONFIRMED, now=now)
    take_back_call(registration)
    if registration.mail:  # who gave none was accepted by the host, and is told of what changes alone
        tell_confirmed(registration, meeting, now=now)
    promote_waiting(meeting, now=now)
    db.session.flush()
    return True


def _has_place(registration: Registration, meeting: Meeting, *, now: datetime) -> bool:
    taken, line = occupancy(meeting.id, now=now, besides=registration.id)
    passes = registration.holds_place(now)
    return fits(registration.party_size, capacity=meeting.capacity, taken=taken, others_wait=line and not passes)


def change_registration(
    registration: Registration, *, kind: str, party_size: int, now: datetime, by: int | None = None
) -> bool:
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
    record(registration.id, Event.CHANGED, now=now, by=by)
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
            wait_again(registration, now=now)
    elif kind is Kind.INTERESTED:
        give_place(registration)
    registration.kind, registration.party_size = kind, party_size


def _too_many(left: int) -> str:
    rest = {0: "Il ne reste pas de place.", 1: "Il reste une seule place."}.get(left, f"Il reste {left} places.")
    return f"{rest} Votre réponse n’a pas changé. Appelez-nous."


def cancel_registration(registration: Registration, *, now: datetime, by: int | None = None) -> bool:
    """The person will not come: the place goes to those who wait. False when that was said before.

    `by`: the account of whoever noted it for them.
    Raises Refused when the meeting is over or cancelled.
    """
    meeting = take_registration(registration)
    if registration.is_cancelled:
        return False
    check_open(meeting_state=meeting.state, ends_at=meeting.ends_at, now=now)
    registration.state = State.CANCELLED
    registration.cancelled_at = now
    registration.waiting_since = None
    registration.present = registration.ticked_at = registration.tell_at = None
    registration.version += 1
    record(registration.id, Event.CANCELLED, now=now, by=by)
    take_back_promotion(registration, now=now)
    take_back_news(registration, meeting)
    forget_asked_again(registration)
    promote_waiting(meeting, now=now)
    db.session.flush()
    return True


def _check_not_cancelled(registration: Registration) -> None:
    if registration.is_cancelled:
        raise Refused("Cette réponse est annulée. Pour venir quand même, répondez à nouveau ou appelez-nous.")


def drop_unconfirmed(meeting: Meeting, *, now: datetime) -> int:
    """Delete the answers to a meeting whose address was not confirmed within 48 hours; returns how many.

    Places that came free, also those held for 24 hours only, go to those who wait. The meeting's row is taken first, as
    by whoever answers at this moment: an address that is typed again meanwhile keeps its answer.
    """
    take_meeting(meeting)
    db.session.execute(delete(AskedAgain).where(AskedAgain.meeting_id == meeting.id, AskedAgain.asked_at <= now - HOLD))
    gone = delete(Registration).where(Registration.meeting_id == meeting.id, unconfirmed_too_long(now))
    dropped = db.session.scalars(gone.returning(Registration.id)).all()
    promote_waiting(meeting, now=now)
    return len(dropped)
