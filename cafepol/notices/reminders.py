"""A meeting is near: who registered before is reminded once, unless they heard of it since that was due."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from cafepol.core.db import db
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import take_meeting_by_id
from cafepol.messages.models import Message
from cafepol.notices.ledger import News, claim_everyone
from cafepol.notices.queries import (
    changed_meetings,
    is_everyone_told,
    meetings_with_new_contact,
    standing_at,
    told_since,
)
from cafepol.registrations.models import Registration
from cafepol.registrations.queries import registrations_to_tell
from cafepol.registrations.states import CALL_EARLY, REMIND_HOURS, State, is_reminded
from cafepol.registrations.telling import reminded_at, tell_reminder

# where the key of such a message names the meeting's sequence of which it tells
SAID_ALREADY = {"registration_reminder": 2, "registration_promoted": 3}


def _kind(hours: int) -> str:
    """In the ledger: who is to be reminded so many hours before, was."""
    return f"reminder_{hours}"


def meetings_to_remind(now: datetime) -> Sequence[int]:
    """The ids of published meetings, not begun yet, of which somebody may have to be reminded."""
    due = [
        and_(Meeting.starts_at <= now + timedelta(hours=hours), ~is_everyone_told(_kind(hours)))
        for hours in REMIND_HOURS
    ]
    near = select(Meeting.id).where(Meeting.state == "published", Meeting.starts_at > now, or_(*due))
    return db.session.scalars(near.order_by(Meeting.starts_at, Meeting.id)).all()


def tell_reminders(meeting_id: int, *, now: datetime) -> int:
    """Remind those whose time it is; how many messages were written.

    The meeting's row is taken first: of two workers the second finds everyone reminded. While a change waits to be
    told, nobody is: that message says when it is. A meeting that moves to a later day is one to remind of anew.
    """
    meeting = take_meeting_by_id(meeting_id)
    if not meeting.is_upcoming(now) or meeting.starts_at <= now or _has_news(meeting, now):
        return 0
    due = [hours for hours in REMIND_HOURS if meeting.starts_at - now <= timedelta(hours=hours)]
    return sum(_remind(meeting, hours, now=now) for hours in due)


def _has_news(meeting: Meeting, now: datetime) -> bool:
    """Whether something of it waits to be told to everyone."""
    return meeting.id in {*changed_meetings(now), *meetings_with_new_contact(now)}


def _remind(meeting: Meeting, hours: int, *, now: datetime) -> int:
    if not claim_everyone(News(meeting, _kind(hours), meeting.sequence), now=now):
        return 0
    heard = told_since(meeting, meeting.starts_at - timedelta(hours=hours)) | _said_since(meeting)
    people = [each for each in registrations_to_tell(meeting.id) if f"registration:{each.id}" not in heard]
    return sum(tell_reminder(each, meeting, now=now) for each in people if _is_due(each, meeting, hours))


def _is_due(registration: Registration, meeting: Meeting, hours: int) -> bool:
    to = reminded_at(registration)
    if to is None or registration.state != State.CONFIRMED or registration.confirmed_at is None:
        return False
    return is_reminded(
        hours=hours,
        by_call=to.mail is None,
        starts_at=meeting.starts_at,
        starts_local=meeting.starts_local,
        confirmed_at=registration.confirmed_at,
    )


def _said_since(meeting: Meeting) -> set[str]:
    """Who was reminded already, or told of a place, in these last days before it: of the day that it has now."""
    since = meeting.starts_at - timedelta(hours=CALL_EARLY)
    said = Message.meeting_id == meeting.id, Message.kind.in_(SAID_ALREADY), Message.created_at >= since
    rows = db.session.execute(select(Message.kind, Message.unique_key).where(*said, Message.state != "dropped"))
    found = [(key.split(":")[1], int(key.split(":")[SAID_ALREADY[kind]])) for kind, key in rows]
    days = {sequence: standing_at(meeting, sequence).day for sequence in {sequence for _, sequence in found}}
    return {f"registration:{number}" for number, sequence in found if days[sequence] == meeting.day}
