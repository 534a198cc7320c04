"""What is read of concerns and meetings together: what was noted there, what can be said there, who was there."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from cafepol.concerns.board import Slip
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.queries import DEBTS, HEAD, Scope, concerns_where, slips_where, within
from cafepol.concerns.transitions import State
from cafepol.core.db import db
from cafepol.meetings.lifecycle import HELD
from cafepol.meetings.models import Meeting
from cafepol.registrations.models import Registration

_SAME: ColumnElement[bool] = or_(
    Registration.id == Raiser.registration_id,
    Registration.mail_key == func.lower(Raiser.mail),
    Registration.phone == Raiser.phone,
)


def concerns_of_meeting(meeting_id: int) -> list[Slip]:
    """The concerns that were noted at a meeting, voided ones left out, oldest first."""
    return list(slips_where(Concern.meeting_id == meeting_id, Concern.state != State.VOIDED))


def count_of_meeting(meeting_id: int) -> int:
    """How many concerns were noted at a meeting, voided ones left out."""
    counted = select(func.count(Concern.id)).where(Concern.meeting_id == meeting_id, Concern.state != State.VOIDED)
    return db.session.scalar(counted) or 0


def answers_to_say(meeting_id: int, scope: Scope) -> list[Concern]:
    """The concerns with an answer that is owed to somebody who is ticked at a meeting, the oldest first.

    They may have raised it there or before: they are known by their registration, their address or their number.
    """
    there = Registration.meeting_id == meeting_id, Registration.present > 0
    present = set(db.session.scalars(select(Raiser.id).join(Registration, _SAME).where(Raiser.wants_feedback, *there)))
    ready = Concern.state == State.FEEDBACK_DUE, Concern.raisers.any(Raiser.id.in_(present)), within(scope)
    found = db.session.scalars(concerns_where(*ready).options(*HEAD, DEBTS).order_by(Concern.id)) if present else ()
    return [concern for concern in found if any(raiser.id in present for raiser in concern.waiting)]


def attended_by(raiser: Raiser, *, today: date) -> Sequence[Registration]:
    """Where this person is ticked as present and can have been told what is owed now, the latest meeting first.

    One registration for each meeting that was held after the day of the promise, or is held today. They are known by
    the registration with which they raised it, by their address or by their number.
    """
    query = select(Registration).join(Raiser, _SAME).join(Registration.meeting)
    query = query.where(Raiser.id == raiser.id, Registration.present > 0, Meeting.state.in_(HELD))
    place = joinedload(Registration.meeting).options(joinedload(Meeting.quarter), joinedload(Meeting.commune))
    ordered = query.options(place).order_by(Meeting.starts_local.desc(), Registration.id.desc())
    since = raiser.promise.heard_on
    there = {
        each.meeting_id: each
        for each in db.session.scalars(ordered)
        if since < each.meeting.day <= today or each.meeting.day == today
    }
    return list(there.values())
