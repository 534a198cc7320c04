"""What brings a meeting from one state to another. None commits; none sends anything (notices compares and tells)."""

from collections.abc import Collection
from datetime import datetime, tzinfo

from sqlalchemy import update

from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.text import clean_text
from cafepol.meetings import lifecycle
from cafepol.meetings.lifecycle import Audience, ClosingFacts, State, states_before
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import lock_meeting
from cafepol.meetings.reservations import plan_of, reserve
from cafepol.meetings.standings import keep_standing


def publish_meeting(meeting: Meeting, *, now: datetime) -> bool:
    """Show a draft to everybody. False when it was published already. Raises Refused with what is missing.

    A draft that was announced before comes back with a higher calendar sequence: a copy of it may be anywhere.
    """
    if lock_meeting(meeting).status is State.PUBLISHED:
        return False
    _check_from(meeting, [State.DRAFT])
    lifecycle.check_publishing(_missing(meeting), starts_at=meeting.starts_at, now=now)
    if meeting.withdrawn_at:
        keep_standing(meeting)
    anew = {"sequence": Meeting.sequence + 1, "material_at": now} if meeting.withdrawn_at else {}
    return _switch(
        meeting, State.PUBLISHED, before=[State.DRAFT], now=now, published_at=now, first_published_at=now, **anew
    )


def _missing(meeting: Meeting) -> list[str]:
    return lifecycle.missing_to_publish(
        has_place=meeting.venue.is_active, has_time=True, has_host=meeting.host.is_active, has_phone=bool(meeting.phone)
    )


def withdraw_meeting(meeting: Meeting, *, audience: Audience, now: datetime) -> bool:
    """Make a published meeting a draft again: it is announced to nobody any more. False when it was a draft already.

    Its page says only that. `audience` is what other rooms know of it, counted after its row was taken.
    Raises Refused once it has begun, or once anybody has answered or was invited.
    """
    if lock_meeting(meeting).status is State.DRAFT:
        return False
    _check_from(meeting, [State.PUBLISHED])
    lifecycle.check_withdrawing(audience, starts_at=meeting.starts_at, now=now)
    return _switch(
        meeting,
        State.DRAFT,
        before=[State.PUBLISHED],
        now=now,
        withdrawn_at=now,
        first_published_at=None,
        published_at=None,
    )


def cancel_meeting(meeting: Meeting, *, reason: str, now: datetime) -> bool:
    """Call a meeting off; the reason is told. False when it was cancelled already. Raises Refused.

    The calendar sequence of a draft that was never announced stays: nobody has anything to be told of it.
    """
    if lock_meeting(meeting).is_cancelled:
        return False
    _check_from(meeting, states_before(State.CANCELLED))
    lifecycle.check_cancelling(meeting.status, ends_at=meeting.ends_at, now=now)
    lifecycle.check_reason(reason)
    is_known = meeting.was_published or meeting.withdrawn_at is not None
    if is_known:
        keep_standing(meeting)
    return _switch(
        meeting,
        State.CANCELLED,
        before=states_before(State.CANCELLED),
        now=now,
        cancelled_at=now,
        cancel_reason=clean_text(reason),
        sequence=Meeting.sequence + int(is_known),
    )


def restore_meeting(meeting: Meeting, *, now: datetime, tz: tzinfo, override_soft: bool = False) -> bool:
    """Take a cancellation back: the meeting takes place as it was planned. False when that was done before.

    What the public never saw is a draft again. Its venue and people may be taken by now: they are reserved anew. The
    calendar sequence rises.
    Raises HardConflicts, SoftConflicts (unless overridden), NotReady when its host left or its venue is out of use, or
    Refused when it would have begun.
    """
    if lock_meeting(meeting).status in {State.PUBLISHED, State.DRAFT}:
        return False
    _check_from(meeting, [State.CANCELLED])
    if meeting.was_published:
        lifecycle.check_restoring(
            host=None if meeting.host.is_active else meeting.host.full_name,
            place=None if meeting.venue.is_active else meeting.venue.name,
            starts_at=meeting.starts_at,
            now=now,
        )
    reserve(plan_of(meeting), now=now, tz=tz, override_soft=override_soft, besides=meeting)
    if not meeting.was_published:
        kept = {"cancelled_at": None, "cancel_reason": None}
        return _switch(meeting, State.DRAFT, before=[State.CANCELLED], now=now, **kept)
    keep_standing(meeting)
    return _switch(
        meeting,
        State.PUBLISHED,
        before=[State.CANCELLED],
        now=now,
        sequence=Meeting.sequence + 1,
        material_at=now,
        cancelled_at=None,
        cancel_reason=None,
    )


def close_meeting(meeting: Meeting, *, facts: ClosingFacts, now: datetime) -> bool:
    """Close a meeting that took place. False when it was closed already. Raises Refused with the first obstacle."""
    if lock_meeting(meeting).status is State.CLOSED:
        return False
    _check_from(meeting, states_before(State.CLOSED))
    lifecycle.check_closing(facts, starts_at=meeting.starts_at, now=now)
    return _switch(
        meeting,
        State.CLOSED,
        before=states_before(State.CLOSED),
        now=now,
        closed_at=now,
        head_count=facts.head_count,
        no_concern=facts.no_concern,
    )


def reopen_meeting(meeting: Meeting, *, reason: str, now: datetime) -> bool:
    """Open a closed meeting again; what was counted stays. False when it is open already. Raises Refused."""
    if lock_meeting(meeting).status is State.PUBLISHED:
        return False
    _check_from(meeting, [State.CLOSED])
    lifecycle.check_reopening(reason)
    return _switch(
        meeting,
        State.PUBLISHED,
        before=[State.CLOSED],
        now=now,
        closed_at=None,
        no_concern=False,
        reopen_reason=clean_text(reason),
    )


def _check_from(meeting: Meeting, before: Collection[State]) -> None:
    if meeting.status not in before:
        raise Refused(_REFUSALS[meeting.status])


_REFUSALS = {
    State.DRAFT: "Cette rencontre n’est pas publiée.",
    State.PUBLISHED: "Cette rencontre est publiée.",
    State.CANCELLED: "Cette rencontre est annulée.",
    State.CLOSED: "Cette rencontre est clôturée.",
}


def _switch(meeting: Meeting, target: State, *, before: Collection[State], now: datetime, **values: object) -> bool:
    """Compare and swap the state in one statement: of two that try, one does it. False for the one who comes second.

    `before`: the states from which it may be done. Raises Refused when meanwhile the meeting went another way.
    """
    swapped = (
        update(Meeting)
        .where(Meeting.id == meeting.id, Meeting.state.in_(before))
        .values(state=target, updated_at=now, **values)
        .returning(Meeting.id)
        .execution_options(synchronize_session=False)
    )
    done = db.session.scalar(swapped) is not None
    db.session.refresh(meeting, list(Meeting.__table__.columns.keys()))
    if not done and meeting.status is not target:
        _check_from(meeting, before)
    return done
