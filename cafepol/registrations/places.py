"""Places and the line behind them: what every change of a registration shares. Called with the meeting's row taken."""

from datetime import datetime

from sqlalchemy import bindparam, delete, inspect, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm.attributes import set_committed_value

from cafepol.core.db import db, past_orm
from cafepol.core.errors import Gone
from cafepol.meetings.models import Meeting
from cafepol.registrations.capacity import next_in_line
from cafepol.registrations.events import record
from cafepol.registrations.models import AskedAgain, Registration
from cafepol.registrations.queries import occupancy, waiting_line
from cafepol.registrations.states import Event, State
from cafepol.registrations.telling import take_back_promotion, tell_promoted

_COLUMNS = ("state", "capacity", "sequence", "starts_local", "ends_local", "starts_at", "ends_at")
_ROW = (
    select(*(Meeting.__table__.c[name] for name in _COLUMNS))
    .where(Meeting.__table__.c.id == bindparam("meeting_id"))
    .with_for_update(key_share=True)
)


def take_meeting(meeting: Meeting) -> None:
    """Take the meeting's row until the transaction ends, with its newest values: who counts places queues here.

    On SQLite the writer has the database already (BEGIN IMMEDIATE).
    """
    db.session.flush()
    row = past_orm(_ROW, {"meeting_id": meeting.id}).one()
    for name, value in zip(_COLUMNS, row, strict=True):
        set_committed_value(meeting, name, value)


def take_registration(registration: Registration) -> Meeting:
    """Take the row of its (loaded) meeting, then read the registration anew; returns the meeting.

    Raises Gone if the registration was deleted meanwhile.
    """
    meeting = registration.meeting
    take_meeting(meeting)
    try:
        db.session.refresh(registration, [each.key for each in inspect(Registration).column_attrs])
    except InvalidRequestError as error:
        raise Gone("Cette réponse n’existe plus. Répondez à nouveau, ou appelez-nous.") from error
    return meeting


def join_line(registration: Registration, *, now: datetime) -> None:
    """Put a registration at the end of the line."""
    registration.state = State.WAITING
    registration.waiting_since = now


def wait_again(registration: Registration, *, now: datetime) -> None:
    """Put somebody at the end of the line who may have had a place: what was not said of that one is said no more."""
    join_line(registration, now=now)
    take_back_promotion(registration, now=now)


def give_place(registration: Registration) -> None:
    """Give a registration its places, its address being confirmed."""
    registration.state = State.CONFIRMED
    registration.waiting_since = None


def forget_asked_again(registration: Registration) -> None:
    """Its holder spoke: it was themselves who answered more than once, and what that held for a day is free."""
    db.session.execute(delete(AskedAgain).where(AskedAgain.registration_id == registration.id))


def promote_waiting(meeting: Meeting, *, now: datetime) -> list[Registration]:
    """Give the free places to those who wait, strictly in order, and tell each of them; returns them."""
    if not meeting.is_upcoming(now):
        return []
    db.session.flush()
    taken, _ = occupancy(meeting.id, now=now)
    promoted = next_in_line(waiting_line(meeting.id), capacity=meeting.capacity, taken=taken)
    for registration in promoted:
        give_place(registration)
        registration.version += 1
        record(registration.id, Event.PROMOTED, now=now)
        tell_promoted(registration, meeting, now=now)
    db.session.flush()
    return promoted
