"""How many of those who answered a meeting are strangers: on the web, nothing of them proven yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from cafepol.core.config import settings
from cafepol.core.db import db, past_orm
from cafepol.meetings.models import Meeting
from cafepol.registrations.capacity import is_a_crowd, most_unproven
from cafepol.registrations.models import Approval, AskedAgain, Registration, RegistrationEvent
from cafepol.registrations.states import HOLD, Channel, Event, Kind, State

AN_HOUR, UNDO_WITHIN = timedelta(hours=1), timedelta(hours=24)
PAGE = 100  # answers


@dataclass(frozen=True)
class Strangers:
    """`people` of strangers who hold places at this instant; whether their answers wait for the host's « accepter ».

    `answers` of strangers in the last 24 hours, whether they hold places or not.
    """

    people: int
    answers: int
    need_approval: bool


def unproven() -> ColumnElement[bool]:
    """The condition on answers that a machine could have given: no address confirmed, no word of the host."""
    return and_(
        Registration.channel == Channel.WEB,
        Registration.state != State.CANCELLED,
        Registration.accepted_at.is_(None),
        or_(Registration.confirmed_at.is_(None), Registration.mail.is_(None)),
    )


def strangers_at(meeting_id: int, *, now: datetime) -> Strangers:
    """Who holds places of a meeting without having proven anything, in the last 24 hours, in one query."""
    db.session.flush()
    row = past_orm(_strangers(), {"meeting_id": meeting_id, "since": now - HOLD}).one()
    answers = int(row.answers) + int(row.answers_again)
    return Strangers(int(row.people) + int(row.again), answers, row.approval is not None)


@cache
def _strangers() -> Select[int, int, int, int, int | None]:
    meeting_id: BindParameter[int] = bindparam("meeting_id")
    since: BindParameter[datetime] = bindparam("since")
    holds = Registration.kind == Kind.GOING, Registration.state.in_((State.PENDING, State.CONFIRMED))
    recent = Registration.meeting_id == meeting_id, Registration.created_at > since
    people = select(func.coalesce(func.sum(Registration.party_size), 0)).where(*recent, *holds, unproven())
    answers = select(func.count()).select_from(Registration).where(*recent, unproven())
    typed = AskedAgain.meeting_id == meeting_id, AskedAgain.asked_at > since
    again = select(func.coalesce(func.sum(AskedAgain.people), 0)).where(*typed)
    answers_again = select(func.count()).select_from(AskedAgain).where(*typed)
    approval = select(Approval.meeting_id).where(Approval.meeting_id == meeting_id)
    return select(
        people.scalar_subquery().label("people"),
        again.scalar_subquery().label("again"),
        answers.scalar_subquery().label("answers"),
        answers_again.scalar_subquery().label("answers_again"),
        approval.scalar_subquery().label("approval"),
    )


@dataclass(frozen=True)
class SetAside:
    """Answers that were set aside together and can be brought back."""

    batch: str
    at: datetime
    answers: int


@dataclass(frozen=True)
class Crowd:
    """The answers of strangers that a host has to judge: how many there are, how many of them in the last hour.

    `held` wait for « accepter »; `people` hold places, of at most `most` (None: the room has no limit).
    """

    answers: int
    fresh: int
    held: int
    people: int
    most: int | None
    need_approval: bool
    aside: SetAside | None

    @property
    def is_alarming(self) -> bool:
        """Whether the host should look now."""
        return is_a_crowd(fresh=self.fresh, people=self.people, most=self.most)

    @property
    def needs_host(self) -> bool:
        """Whether anything is to be said of it on the meeting's page."""
        return bool(self.is_alarming or self.held or self.need_approval or self.aside)


def crowd_of(meeting: Meeting, *, now: datetime) -> Crowd:
    """The strangers of one meeting, and what was set aside last, if that can be undone."""
    counts = select(
        func.count(),
        func.count(case((Registration.created_at > now - AN_HOUR, 1))),
        func.count(case((and_(Registration.confirmed_at.is_(None), Registration.mail.is_(None)), 1))),
    ).where(Registration.meeting_id == meeting.id, unproven())
    answers, fresh, held = db.session.execute(counts).one()
    strangers = strangers_at(meeting.id, now=now)
    most = most_unproven(capacity=meeting.capacity, most=settings().unproven_people_per_meeting)
    aside = last_set_aside(meeting.id, since=now - UNDO_WITHIN)
    return Crowd(answers, fresh, held, strangers.people, most, strangers.need_approval, aside)


def strangers_of(meeting_id: int) -> list[Registration]:
    """Their answers, newest first: a page of them."""
    query = select(Registration).where(Registration.meeting_id == meeting_id, unproven())
    return list(db.session.scalars(query.order_by(Registration.created_at.desc(), Registration.id.desc()).limit(PAGE)))


def _is_aside() -> ColumnElement[bool]:
    """The condition on a setting aside that it was not undone: who cancelled since does not come by themselves."""
    later = aliased(RegistrationEvent)
    return ~exists().where(
        later.registration_id == RegistrationEvent.registration_id,
        later.id > RegistrationEvent.id,
        later.kind == Event.RESTORED,
    )


def last_set_aside(meeting_id: int, *, since: datetime) -> SetAside | None:
    """What was set aside last and not brought back."""
    of_meeting = Registration.id == RegistrationEvent.registration_id, Registration.meeting_id == meeting_id
    query = (
        select(RegistrationEvent.batch, func.max(RegistrationEvent.at), func.count())
        .join(Registration, and_(*of_meeting))
        .where(RegistrationEvent.kind == Event.VOIDED, RegistrationEvent.at >= since, _is_aside())
        .where(Registration.state == State.CANCELLED)
        .group_by(RegistrationEvent.batch)
        .order_by(func.max(RegistrationEvent.id).desc())
        .limit(1)
    )
    row = db.session.execute(query).first()
    return SetAside(row[0] or "", row[1], row[2]) if row else None


def set_aside_together(meeting_id: int, batch: str) -> list[tuple[Registration, str]]:
    """What was set aside together and still is, with the state that each had; in the order in which they came."""
    query = (
        select(Registration, RegistrationEvent.was)
        .join(RegistrationEvent, RegistrationEvent.registration_id == Registration.id)
        .where(Registration.meeting_id == meeting_id, RegistrationEvent.batch == batch)
        .where(Registration.state == State.CANCELLED, _is_aside())
        .order_by(Registration.created_at, Registration.id)
    )
    return [(registration, was or State.PENDING) for registration, was in db.session.execute(query)]
