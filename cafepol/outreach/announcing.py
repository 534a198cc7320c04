"""Announcing a café, once it is published and its quiet time is over, to those who want to be told."""

from datetime import datetime
from functools import partial

from sqlalchemy import delete

from cafepol.core.config import settings
from cafepol.core.db import db
from cafepol.core.links import Purpose, issue_link
from cafepol.core.rounds import each_apart
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import take_meeting_by_id
from cafepol.messages.drafts import Recipient
from cafepol.messages.operations import post_message, withdraw_of_kind
from cafepol.outreach import mails
from cafepol.outreach.subscribing import LEAVE_WITHIN
from cafepol.outreach.subscription_models import Announced, Subscription
from cafepol.outreach.subscription_queries import meetings_to_announce, subscribers_of

KIND = "announcement"


def announce_meetings(now: datetime) -> int:
    """Announce what was published since, each meeting in a transaction of its own; how many mails were written.

    Needs an app context and no open transaction.
    """
    due = meetings_to_announce(now, quiet_seconds=settings().quiet_seconds)
    db.session.remove()
    return each_apart(due, partial(announce, now=now), failed="announcing failed")


def announce(meeting_id: int, *, now: datetime) -> int:
    """Tell those who want the announcements of a meeting's commune, each once; how many there are.

    The meeting's row is taken first: of two workers the second finds it announced.
    """
    meeting = take_meeting_by_id(meeting_id)
    if not meeting.is_upcoming(now) or db.session.get(Announced, meeting_id) is not None:
        return 0
    db.session.add(Announced(meeting_id=meeting_id, announced_at=now))
    people = subscribers_of(meeting.commune_id)
    for subscription in people:
        _tell(subscription, meeting, now=now)
    db.session.flush()
    return len(people)


def take_back_announcement(meeting: Meeting) -> int:
    """A meeting moved, was called off or is a draft again: what was announced and has not left is not said.

    Those who have not read of it are told once, as it then stands, when it is to be announced. How many mails.
    """
    taken = withdraw_of_kind(meeting.id, KIND)
    if taken:
        db.session.execute(delete(Announced).where(Announced.meeting_id == meeting.id))
    return taken


def _tell(subscription: Subscription, meeting: Meeting, *, now: datetime) -> None:
    token = issue_link(Purpose.SUBSCRIPTION, subscription.id, expires_at=now + LEAVE_WITHIN)
    post_message(
        mails.announcement(subscription, meeting, token),
        to=Recipient(mail=subscription.mail),
        kind=KIND,
        unique_key=f"{KIND}:{subscription.id}:{meeting.id}",
        now=now,
        meeting_id=meeting.id,
        commissariat_id=meeting.commune.commissariat_id,
        expires_at=meeting.starts_at,
    )
