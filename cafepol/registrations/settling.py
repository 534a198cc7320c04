"""Where an answer ends in the database: a new row, the row of a caller who wrote before, or a known address once more.

Called with the meeting's row taken. Each way on the web is two statements: nobody can tell them apart from outside.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Executable, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import flag_modified, set_committed_value

from cafepol.core.db import db, past_orm
from cafepol.core.errors import Refused
from cafepol.core.text import spoken_reference
from cafepol.meetings.models import Meeting
from cafepol.registrations.answers import Answer
from cafepol.registrations.capacity import fits
from cafepol.registrations.events import record
from cafepol.registrations.models import AskedAgain, Registration
from cafepol.registrations.places import forget_asked_again, give_place, join_line, promote_waiting, wait_again
from cafepol.registrations.queries import occupancy
from cafepol.registrations.states import NOTICE_VERSION, Event, Kind, State
from cafepol.registrations.telling import take_back_call

_AGAIN = insert(AskedAgain)
_NEW = {"version": 1, "place_untold": False} | dict.fromkeys(("cancelled_at", "present", "ticked_at", "accepted_at"))


@dataclass(frozen=True)
class Asked:
    """An answer as it meets a meeting: whether there is no room (`waits`), whether too many strangers came (`held`)."""

    answer: Answer
    waits: bool
    held: bool
    by: int | None
    now: datetime
    round_id: int | None = None  # whose flyer brought them


def add(meeting: Meeting, asked: Asked) -> Registration | None:
    """The new row, or None: the database has the last word on « one per person » and on references."""
    answer, now = asked.answer, asked.now
    unheard = answer.is_unheard and (answer.mail is not None or asked.held)
    stands = asked.waits or asked.held
    state = State.PENDING if unheard else State.CONFIRMED
    values = _NEW | {
        "meeting_id": meeting.id,
        "kind": answer.kind,
        "state": State.WAITING if stands else state,
        "waiting_since": now if stands else None,
        "confirmed_at": None if unheard else now,
        "tell_at": now if answer.is_unheard and answer.mail else None,
        "party_size": answer.party_size,
        "channel": answer.channel,
        "reference": spoken_reference(),
        "name": answer.name,
        "mail": answer.mail,
        "mail_key": answer.key,
        "phone": answer.phone,
        "call_back": answer.call_back,
        "round_id": asked.round_id,
        "language": meeting.language,
        "needs": answer.needs,
        "subject": answer.subject,
        "notice_version": NOTICE_VERSION,
        "created_at": now,
        "asked_at": now,
        "known_sequence": meeting.sequence,
    }
    number = past_orm(_insertion(db.engine.dialect.name), values).scalar()
    if number is None:
        return None
    registration = _stored(Registration(id=number, **values))
    set_committed_value(registration, "meeting", meeting)
    record(registration.id, Event.CREATED, now=now, by=asked.by)
    return registration


@cache
def _insertion(dialect: str) -> Executable:
    insert = postgresql.insert(Registration) if dialect == "postgresql" else sqlite.insert(Registration)
    return insert.on_conflict_do_nothing().returning(Registration.id)


def _stored(registration: Registration) -> Registration:
    """The object of a row that is in the database already."""
    make_transient_to_detached(registration)
    db.session.add(registration)
    return registration


def take_over(registration: Registration, meeting: Meeting, asked: Asked) -> bool:
    """What somebody tells the house takes the place of what was typed for their address and never confirmed.

    A place that is held stays theirs if all of them fit; what they need no more goes to those who wait. Gives whether
    they wait.
    """
    answer, now = asked.answer, asked.now
    passes = registration.holds_place(now)
    taken, line = occupancy(meeting.id, now=now, besides=registration.id)
    waits = answer.kind is Kind.GOING and not fits(
        answer.party_size, capacity=meeting.capacity, taken=taken, others_wait=line and not passes
    )
    for fact in ("kind", "party_size", "channel", "name", "mail", "phone", "call_back", "needs", "subject"):
        setattr(registration, fact, getattr(answer, fact))
    registration.confirmed_at = registration.asked_at = now
    registration.tell_at = None
    registration.round_id = registration.round_id or asked.round_id
    registration.version += 1
    if not waits:
        give_place(registration)
    elif not registration.is_waiting:
        wait_again(registration, now=now)
    db.session.flush()
    record(registration.id, Event.CONFIRMED, now=now, by=asked.by)
    take_back_call(registration)
    forget_asked_again(registration)
    promote_waiting(meeting, now=now)
    return registration.is_waiting


def ask_again(registration: Registration, meeting: Meeting, asked: Asked) -> None:
    """A known address answers once more: nothing changes, except that interested may become going.

    Not by the public form once it is confirmed: whoever types somebody's address there may be a stranger. The mail
    that tells its holder carries the link to change the answer.
    """
    answer, now, was_pending = asked.answer, asked.now, registration.is_pending
    grows = registration.kind == Kind.INTERESTED and answer.kind is Kind.GOING
    grows = grows and (was_pending or not answer.is_unheard)
    if not answer.is_unheard and not grows:
        raise Refused(f"Cette adresse est déjà inscrite : référence {registration.reference}.", field="mail")
    registration.asked_at = now
    flag_modified(registration, "asked_at")
    if answer.is_unheard:
        registration.tell_at = now
    if grows:
        _grow(registration, meeting, asked)
    db.session.flush()
    if grows:
        record(registration.id, Event.CHANGED, now=now, by=asked.by)
    else:
        people = answer.party_size if answer.kind is Kind.GOING and not (asked.waits or asked.held) else 0
        row = {"meeting_id": meeting.id, "registration_id": registration.id, "people": people, "asked_at": now}
        past_orm(_AGAIN, row)


def _grow(registration: Registration, meeting: Meeting, asked: Asked) -> None:
    """From interested to going: one row. Whoever never confirmed holds the place for as long as a new answer does.

    What somebody tells the house with it is written down; what they do not speak of stays.
    """
    registration.kind = asked.answer.kind
    registration.party_size = asked.answer.party_size
    registration.version += 1
    registration.known_sequence = meeting.sequence
    if not asked.answer.is_unheard:
        _write_down(registration, asked.answer)
        registration.round_id = registration.round_id or asked.round_id
    if registration.is_pending:
        registration.created_at = asked.now
        if asked.waits or asked.held:
            join_line(registration, now=asked.now)
    elif asked.waits:
        wait_again(registration, now=asked.now)


def _write_down(registration: Registration, answer: Answer) -> None:
    for fact in ("name", "phone", "call_back", "needs", "subject"):
        setattr(registration, fact, getattr(answer, fact) or getattr(registration, fact))
