"""Every read of registrations and attendance. Counts are people, never rows, unless they say so."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import joinedload

from cafepol.core.db import db, past_orm
from cafepol.core.errors import NotFound
from cafepol.meetings import queries as meetings
from cafepol.meetings.models import Meeting
from cafepol.registrations.attendance import RoomCount
from cafepol.registrations.models import AskedAgain, Attendance, AttendanceStep, Registration
from cafepol.registrations.states import HOLD, Kind, State
from cafepol.zone.models import Commune

_WITH_MEETING = joinedload(Registration.meeting).options(*meetings.LOADED)
_ACTIVE = Registration.state != State.CANCELLED
_HAS_CONTACT = or_(Registration.mail.is_not(None), Registration.phone.is_not(None))


@dataclass(frozen=True)
class Counts:
    """How many people of a meeting stand where; `registrations` counts rows that are not cancelled."""

    going: int = 0
    interested: int = 0
    waiting: int = 0
    pending: int = 0
    registrations: int = 0


def holding(now: datetime) -> ColumnElement[bool]:
    """The condition on registrations that take places: going, confirmed or pending for less than 24 hours."""
    return _held(Registration.created_at > now - HOLD)


def _held(is_recent: ColumnElement[bool]) -> ColumnElement[bool]:
    held = and_(Registration.state == State.PENDING, is_recent)
    return and_(Registration.kind == Kind.GOING, or_(Registration.state == State.CONFIRMED, held))


def in_line() -> ColumnElement[bool]:
    """The condition on registrations that wait for a place, their address confirmed."""
    return and_(Registration.state == State.WAITING, Registration.confirmed_at.is_not(None))


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, Registration.party_size), else_=0)), 0)


def people_going(meeting_id: int, *, now: datetime, besides: int | None = None) -> int:
    """How many people take places; `besides` is the id of a registration left out of the count."""
    query = select(_sum(holding(now))).where(Registration.meeting_id == meeting_id, Registration.id != (besides or 0))
    return db.session.scalar(query) or 0


def occupancy(meeting_id: int, *, now: datetime, besides: int | None = None) -> tuple[int, bool]:
    """How many people take places, and whether somebody waits in line; `besides` as in people_going.

    With those for whom a known address was given once more: they take places for a day, as a new address does.
    """
    asked = {"meeting_id": meeting_id, "since": now - HOLD, "besides": besides or 0}
    db.session.flush()
    taken, waiting = past_orm(_occupancy(), asked).one()
    return int(taken), bool(waiting)


@cache
def _occupancy() -> Select[int, int]:
    """Built once: every visit of a meeting's page and every answer asks it."""
    meeting_id: BindParameter[int] = bindparam("meeting_id")
    since: BindParameter[datetime] = bindparam("since")
    again = select(func.coalesce(func.sum(AskedAgain.people), 0)).where(
        AskedAgain.meeting_id == meeting_id,
        AskedAgain.asked_at > since,
        AskedAgain.registration_id != bindparam("besides"),
    )
    taken = _sum(_held(Registration.created_at > since)) + again.scalar_subquery()
    return select(taken, func.count(case((in_line(), 1)))).where(
        Registration.meeting_id == bindparam("meeting_id"), Registration.id != bindparam("besides")
    )


def people_confirmed(meeting_id: int) -> int:
    """How many people have a confirmed place: what a capacity may not be lowered below."""
    confirmed = and_(Registration.kind == Kind.GOING, Registration.state == State.CONFIRMED)
    return db.session.scalar(select(_sum(confirmed)).where(Registration.meeting_id == meeting_id)) or 0


def registrations_ever(meeting_id: int) -> int:
    """How many answers a meeting ever had, those that were taken back too (rows, not people)."""
    return db.session.scalar(select(func.count()).where(Registration.meeting_id == meeting_id)) or 0


def counts_of(meeting_ids: Collection[int], *, now: datetime) -> dict[int, Counts]:
    """The counts of several meetings in one query, by meeting id; each asked meeting is there."""
    query = (
        select(
            Registration.meeting_id,
            _sum(holding(now)),
            _sum(and_(Registration.kind == Kind.INTERESTED, Registration.state == State.CONFIRMED)),
            _sum(Registration.state == State.WAITING),
            _sum(Registration.state == State.PENDING),
            func.count(case((_ACTIVE, 1))),
        )
        .where(Registration.meeting_id.in_(meeting_ids))
        .group_by(Registration.meeting_id)
    )
    found = {row[0]: Counts(*(int(value) for value in row[1:])) for row in db.session.execute(query)}
    return {meeting_id: found.get(meeting_id, Counts()) for meeting_id in meeting_ids}


def registrations_of(meeting_id: int) -> list[Registration]:
    """The registrations of a meeting that are not cancelled, in the order in which they came."""
    query = select(Registration).where(Registration.meeting_id == meeting_id, _ACTIVE)
    return list(db.session.scalars(query.order_by(Registration.created_at, Registration.id)))


def registrations_to_tell(meeting_id: int) -> list[Registration]:
    """Who hears of a change or a cancellation: confirmed or waiting, going or interested, with a contact."""
    query = select(Registration).where(Registration.meeting_id == meeting_id, is_told_of_changes())
    return list(db.session.scalars(query.order_by(Registration.id)))


def is_told_of_changes() -> ColumnElement[bool]:
    """The condition on registrations whose people hear of a change or a cancellation."""
    told = Registration.state.in_([State.CONFIRMED, State.WAITING])
    return and_(told, Registration.confirmed_at.is_not(None), _HAS_CONTACT)


def unconfirmed(meeting_id: int) -> list[Registration]:
    """Who is asked by mail whether it was really them, and has not confirmed yet, whether they have a place or not."""
    unheard = Registration.mail.is_not(None), Registration.confirmed_at.is_(None)
    asked = Registration.meeting_id == meeting_id, _ACTIVE, *unheard
    return list(db.session.scalars(select(Registration).where(*asked).order_by(Registration.id)))


def waiting_line(meeting_id: int) -> list[Registration]:
    """Who waits for a place, first come first."""
    query = select(Registration).where(Registration.meeting_id == meeting_id, in_line())
    return list(db.session.scalars(query.order_by(Registration.waiting_since, Registration.id)))


_BY_MAIL = select(Registration).where(
    Registration.meeting_id == bindparam("meeting_id"), Registration.mail_key == bindparam("key"), _ACTIVE
)


def find_by_mail(meeting_id: int, key: str | None) -> Registration | None:
    """The registration of a mail address (its comparison key) that is not cancelled; None for no address."""
    if key is None:
        return None
    return db.session.scalar(_BY_MAIL, {"meeting_id": meeting_id, "key": key})


def find_by_reference(reference: str, commissariat_ids: Collection[int] | None = None) -> Registration | None:
    """The registration of a spoken reference (« k7m 9rt » is « K7M-9RT »), with its meeting, or None.

    `commissariat_ids` are those of the asker; None asks in the whole zone.
    """
    letters = "".join(sign for sign in reference.upper() if sign.isalnum())
    query = _loaded().where(Registration.reference == f"{letters[:3]}-{letters[3:]}")
    if commissariat_ids is not None:
        ids = select(Meeting.id).join(Meeting.commune)
        query = query.where(Registration.meeting_id.in_(ids.where(Commune.commissariat_id.in_(commissariat_ids))))
    return db.session.scalar(query)


def _loaded() -> Select[Registration]:
    return select(Registration).options(_WITH_MEETING)


def find_registration(registration_id: int) -> Registration | None:
    """A registration with its meeting and all that its page shows, or None."""
    return db.session.scalar(_loaded().where(Registration.id == registration_id))


def get_registration(registration_id: int) -> Registration:
    """A registration with its meeting and all that its page shows. Raises NotFound."""
    found = find_registration(registration_id)
    if found is None:
        raise NotFound
    return found


def registration_of(meeting_id: int, registration_id: int) -> Registration:
    """A registration of this very meeting, with its meeting. Raises NotFound for any other."""
    found = db.session.scalar(
        _loaded().where(Registration.id == registration_id, Registration.meeting_id == meeting_id)
    )
    if found is None:
        raise NotFound
    return found


def present_people(meeting_id: int) -> int:
    """How many registered people were ticked, with those who came along."""
    query = select(func.coalesce(func.sum(Registration.present), 0)).where(Registration.meeting_id == meeting_id)
    return db.session.scalar(query) or 0


def attendance_of(meeting_id: int) -> Attendance | None:
    """What was counted in the room, or None before the first count."""
    return db.session.get(Attendance, meeting_id)


def room_count(meeting_id: int) -> RoomCount:
    """Who is in the room: what was typed, tapped and ticked."""
    found, ticked = attendance_of(meeting_id), present_people(meeting_id)
    return RoomCount(found.head_count, found.walk_ins, ticked) if found else RoomCount(ticked=ticked)


def is_step_done(meeting_id: int, key: str) -> bool:
    """Whether a tap with this key was counted already."""
    query = select(AttendanceStep.id).where(AttendanceStep.meeting_id == meeting_id, AttendanceStep.key == key)
    return db.session.scalar(query) is not None
