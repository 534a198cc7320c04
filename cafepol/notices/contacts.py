"""Another host or another phone number: told to everyone concerned, without a new calendar sequence."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from cafepol.core.config import settings
from cafepol.core.db import db
from cafepol.invitations.answers import EXPECTED
from cafepol.invitations.mails import recipient as partner_recipient
from cafepol.invitations.operations import answer_link
from cafepol.invitations.queries import invitations_of
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import take_meeting_by_id
from cafepol.messages.drafts import Recipient
from cafepol.notices import mails
from cafepol.notices.changes import KIND as CHANGE
from cafepol.notices.ledger import News, claim, claim_everyone, tell
from cafepol.notices.mails import Listener
from cafepol.notices.queries import is_told, told_since
from cafepol.notices.quiet import is_quiet_over
from cafepol.registrations.queries import registrations_to_tell
from cafepol.registrations.telling import manage_link, recipient

KIND: Final = "contact"


def tell_new_contact(meeting_id: int, *, now: datetime) -> int:
    """Tell everyone concerned whom to call now, unless the quiet time runs; how many messages were written.

    While a change waits to be told it is left to that message, which names the contact too.
    """
    meeting = take_meeting_by_id(meeting_id)
    changed_at = meeting.contact_changed_at
    if changed_at is None or not meeting.is_upcoming(now):
        return 0
    if meeting.sequence and not is_told(meeting, kind=CHANGE, version=meeting.sequence):
        return 0
    quiet = settings().quiet_seconds
    if not is_quiet_over(changed_at, starts_at=meeting.starts_at, now=now, quiet_seconds=quiet):
        return 0
    news = News(meeting, KIND, int(changed_at.timestamp()))
    if not claim_everyone(news, now=now):
        return 0
    written = _tell_all(news, changed_at, now=now)
    db.session.flush()
    return written


def _tell_all(news: News, changed_at: datetime, *, now: datetime) -> int:
    """Tell those who were told nothing since; how many messages were written."""
    knows = told_since(news.meeting, changed_at)
    written = 0
    for subject, listener, to in (*_residents(news.meeting, changed_at), *_partners(news.meeting, changed_at)):
        told = None if subject in knows else claim(news, subject, now=now)
        if told is not None and tell(news, told, mails.changed(news.meeting, listener, KIND, now=now), to=to, now=now):
            written += 1
    return written


def _residents(meeting: Meeting, changed_at: datetime) -> Iterator[tuple[str, Listener, Recipient]]:
    """Those who were registered before."""
    for registration in registrations_to_tell(meeting.id):
        if registration.created_at < changed_at:
            listener = mails.resident(registration.name, manage_link(registration, meeting))
            yield f"registration:{registration.id}", listener, recipient(registration)


def _partners(meeting: Meeting, changed_at: datetime) -> Iterator[tuple[str, Listener, Recipient]]:
    """Those who were invited before."""
    for invitation in invitations_of(meeting.id):
        if invitation.status in EXPECTED and (invitation.sent_at or changed_at) < changed_at:
            listener = mails.partner(invitation, answer_link(invitation, meeting))
            yield f"invitation:{invitation.id}", listener, partner_recipient(invitation)
