"""Who of those who raised a concern was at a meeting: what can be said to them there, and what they were told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from cafepol.concerns.control_models import ReturnSheet
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.queries import DEBTS, HEAD, Scope, concerns_where, within
from cafepol.concerns.recognising import Known, Likeness, could_be_told, likeness
from cafepol.concerns.records import Entry
from cafepol.concerns.signing import given_name
from cafepol.concerns.transitions import Orientation, State
from cafepol.core.clock import local
from cafepol.core.db import db
from cafepol.meetings.lifecycle import HELD
from cafepol.meetings.models import Meeting
from cafepol.registrations.models import Registration
from cafepol.registrations.states import State as RegistrationState

_Own = aliased(Registration)  # with which it was raised
_SAME: ColumnElement[bool] = or_(
    Registration.id == Raiser.registration_id,
    Registration.mail_key == func.lower(Raiser.mail),
    Registration.phone == Raiser.phone,
)


@dataclass(frozen=True)
class Candidate:
    """Somebody who waits, and who was ticked at a meeting and may be them."""

    concern: Concern
    raiser: Raiser
    registration: Registration
    likeness: Likeness


def told_aloud() -> tuple[ColumnElement[bool], ...]:
    """The condition on concerns that a whole room may hear of: not what is on record elsewhere."""
    return Concern.orientation == Orientation.CONCERN, Concern.recorded_on.is_(None)


def answers_to_say(meeting_id: int, scope: Scope) -> list[Concern]:
    """The concerns with an answer that is owed to somebody who surely is ticked at a meeting, the oldest first."""
    present = raisers_present(meeting_id, Concern.state == State.FEEDBACK_DUE)
    ready = Concern.state == State.FEEDBACK_DUE, Concern.raisers.any(Raiser.id.in_(present)), *told_aloud()
    query = concerns_where(*ready, within(scope)).options(*HEAD, DEBTS).order_by(Concern.id)
    found = db.session.scalars(query) if present else ()
    return [concern for concern in found if any(is_to_tell(raiser, meeting_id, present) for raiser in concern.waiting)]


def is_to_tell(raiser: Raiser, meeting_id: int, present: dict[int, Registration]) -> bool:
    """Whether somebody who waits is there and was not told there: a tick taken back brings a debt back, once."""
    return raiser.id in present and not raiser.was_answered_at(meeting_id)


def raisers_present(meeting_id: int, *conditions: ColumnElement[bool]) -> dict[int, Registration]:
    """The raisers of such a concern who surely are ticked at a meeting, by id, each with the registration."""
    there = Registration.meeting_id == meeting_id, Registration.present > 0
    query = select(Raiser, Registration, _Own).join(Raiser.concern).join(Registration, _SAME)
    query = query.outerjoin(_Own, _Own.id == Raiser.registration_id).where(*there, *conditions)
    found: dict[int, Registration] = {}
    for raiser, registration, own in db.session.execute(query.order_by(Registration.id)):
        alike = _likeness(raiser, registration, own)
        if alike and alike.is_sure:
            found.setdefault(raiser.id, registration)
    return found


def attended_by(raiser: Raiser, *, today: date) -> Sequence[Registration]:
    """Where this person is ticked as present and can have been told what is owed now, the latest meeting first.

    One registration for each meeting that was held after the day of the promise, or is held today. They are known by
    the registration with which they raised it, by their address or by their number.
    """
    query = select(Registration, _Own).join(Raiser, _SAME).join(Registration.meeting)
    query = query.outerjoin(_Own, _Own.id == Raiser.registration_id)
    query = query.where(Raiser.id == raiser.id, Registration.present > 0, Meeting.state.in_(HELD))
    place = joinedload(Registration.meeting).options(joinedload(Meeting.quarter), joinedload(Meeting.commune))
    ordered = query.options(place).order_by(Meeting.starts_local.desc(), Registration.id.desc())
    since = raiser.promise.heard_on
    there = {
        each.meeting_id: each
        for each, own in db.session.execute(ordered)
        if could_be_told(each.meeting.day, since=since, today=today) and _likeness(raiser, each, own)
    }
    return list(there.values())


def candidates(meeting: Meeting, *conditions: ColumnElement[bool], today: date) -> list[Candidate]:
    """Who waits for an answer that was decided by the day of a meeting, and may be who was ticked there.

    The surest first; conditions on their concern.
    """
    query = concerns_where(Concern.state == State.FEEDBACK_DUE, Concern.commune_id == meeting.commune_id, *conditions)
    waiting = db.session.scalars(query.options(*HEAD, DEBTS).order_by(Concern.id)).all()
    ticked = _ticked(meeting.id) if waiting else ()
    decided = _decided_on([concern.id for concern in waiting]) if ticked else {}
    found = [
        Candidate(concern, raiser, registration, alike)
        for concern in waiting
        if decided.get(concern.id, date.max) <= meeting.day
        for raiser in concern.waiting
        if could_be_told(meeting.day, since=raiser.promise.heard_on, today=today)
        and not raiser.was_answered_at(meeting.id)
        for registration in ticked
        if (alike := _likeness(raiser, registration, raiser.registration))
    ]
    return sorted(found, key=lambda each: (not each.likeness.is_sure, each.concern.id, each.raiser.id))


def candidates_in(meeting: Meeting, scope: Scope, *, today: date) -> list[Candidate]:
    """The same in all that somebody sees."""
    return candidates(meeting, within(scope), today=today)


def sheet_told(meeting_id: int) -> ReturnSheet | None:
    """When the « fiche retour » of a meeting was told there, if it was."""
    return db.session.get(ReturnSheet, meeting_id)


def _ticked(meeting_id: int) -> Sequence[Registration]:
    query = select(Registration).where(Registration.meeting_id == meeting_id, Registration.present > 0)
    return db.session.scalars(query.order_by(Registration.id)).all()


def _decided_on(concern_ids: Iterable[int]) -> dict[int, date]:
    """The day on which the answer that stands was decided, by concern."""
    last = select(Entry.concern_id, func.max(Entry.at)).where(
        and_(Entry.kind == "decided", Entry.concern_id.in_(list(concern_ids)))
    )
    return {concern_id: local(at).date() for concern_id, at in db.session.execute(last.group_by(Entry.concern_id))}


def _likeness(raiser: Raiser, registration: Registration, own: Registration | None) -> Likeness | None:
    is_own_there = (
        own is not None and own.meeting_id == registration.meeting_id and own.state != RegistrationState.CANCELLED
    )
    return likeness(
        Known(given_name(raiser), raiser.mail or "", raiser.phone or ""),
        Known(registration.name or "", registration.mail or "", registration.phone or ""),
        is_own=registration.id == raiser.registration_id if is_own_there else None,
    )
