"""What brings a meeting from one state to another. None commits; none sends anything (notices compares and tells)."""

from datetime import datetime

from sqlalchemy import update

from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.text import clean_text
from cafepol.meetings import lifecycle
from cafepol.meetings.lifecycle import ClosingFacts, State
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import lock_meeting


def publish_meeting(meeting: Meeting, *, now: datetime) -> bool:
    """Show a draft to everybody. False when it was published already. Raises Refused with what is missing."""
    if lock_meeting(meeting).status is State.PUBLISHED:
        return False
    _check_transition(meeting, State.PUBLISHED)
    lifecycle.check_publishing(_missing(meeting), starts_at=meeting.starts_at, now=now)
    return _switch(meeting, State.PUBLISHED, now=now, published_at=now, first_published_at=now)


def _missing(meeting: Meeting) -> list[str]:
    return lifecycle.missing_to_publish(
        has_place=meeting.venue.is_active, has_time=True, has_host=meeting.host.is_active, has_phone=bool(meeting.phone)
    )


def cancel_meeting(meeting: Meeting, *, reason: str, now: datetime) -> bool:
    """Call a meeting off; the reason is told. False when it was cancelled already. Raises Refused."""
    if lock_meeting(meeting).is_cancelled:
        return False
    _check_transition(meeting, State.CANCELLED)
    lifecycle.check_reason(reason)
    return _switch(
        meeting,
        State.CANCELLED,
        now=now,
        cancelled_at=now,
        cancel_reason=clean_text(reason),
        sequence=Meeting.sequence + 1,
    )


def close_meeting(meeting: Meeting, *, facts: ClosingFacts, now: datetime) -> bool:
    """Close a meeting that took place. False when it was closed already. Raises Refused with the first obstacle."""
    if lock_meeting(meeting).status is State.CLOSED:
        return False
    _check_transition(meeting, State.CLOSED)
    lifecycle.check_closing(facts, starts_at=meeting.starts_at, now=now)
    return _switch(
        meeting, State.CLOSED, now=now, closed_at=now, head_count=facts.head_count, no_concern=facts.no_concern
    )


def _check_transition(meeting: Meeting, target: State) -> None:
    if not lifecycle.may_become(meeting.status, target):
        raise Refused(_REFUSALS[meeting.status])


_REFUSALS = {
    State.DRAFT: "Cette rencontre n’est pas publiée : elle ne se clôture pas.",
    State.CANCELLED: "Cette rencontre est annulée.",
    State.CLOSED: "Cette rencontre est clôturée.",
}


def _switch(meeting: Meeting, target: State, *, now: datetime, **values: object) -> bool:
    """Compare and swap the state in one statement: of two that try, one does it. False for the one who comes second.

    Raises Refused when meanwhile the meeting went another way.
    """
    swapped = (
        update(Meeting)
        .where(Meeting.id == meeting.id, Meeting.state.in_(lifecycle.states_before(target)))
        .values(state=target, updated_at=now, **values)
        .returning(Meeting.id)
        .execution_options(synchronize_session=False)
    )
    done = db.session.scalar(swapped) is not None
    db.session.refresh(meeting, list(Meeting.__table__.columns.keys()))
    if not done and meeting.status is not target:
        _check_transition(meeting, target)
    return done
