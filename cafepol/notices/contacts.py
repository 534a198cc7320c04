"""Another host or another phone number: told to everyone concerned, without a new calendar sequence."""

from datetime import datetime
from typing import Final

from cafepol.core.config import settings
from cafepol.core.db import db
from cafepol.invitations.answers import EXPECTED
from cafepol.invitations.mails import REMINDER
from cafepol.invitations.models import Invitation
from cafepol.invitations.operations import answer_link
from cafepol.invitations.queries import invitations_of
from cafepol.invitations.rewriting import reached, write_anew
from cafepol.invitations.waiting import asked
from cafepol.meetings.queries import take_meeting_by_id
from cafepol.messages.operations import withdraw, withdraw_all
from cafepol.notices import mails
from cafepol.notices.changes import KIND as CHANGE
from cafepol.notices.changes import change_of
from cafepol.notices.ledger import News, claim, claim_everyone, tell
from cafepol.notices.models import Told
from cafepol.notices.partners import tell_partner
from cafepol.notices.queries import is_told, told_since, unheard_contacts, unsaid_changes
from cafepol.notices.quiet import is_quiet_over
from cafepol.notices.residents import tell_resident
from cafepol.registrations.models import Registration
from cafepol.registrations.queries import registrations_to_tell
from cafepol.registrations.telling import manage_link, recipient, take_back_promotion, tell_promoted

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
    unheard = unheard_contacts(meeting, changed_at)  # they are reached elsewhere since
    if claim_everyone(news, now=now):
        withdraw_all(f"{KIND}:{meeting_id}:")  # they name another one
    elif not unheard:
        return 0
    for told in unheard:
        db.session.delete(told)
    db.session.flush()
    written = _tell_all(news, changed_at, now=now)
    db.session.flush()
    return written


def _tell_all(news: News, changed_at: datetime, *, now: datetime) -> int:
    """Tell those who were told nothing since; how many messages were written.

    What nobody said yet is said anew with the new contact, in one message.
    """
    meeting = news.meeting
    knows, untold = told_since(meeting, changed_at), unsaid_changes(meeting)
    written = 0
    for registration in registrations_to_tell(meeting.id):
        subject = f"registration:{registration.id}"
        if registration.created_at < changed_at and subject not in knows:
            told = claim(news, subject, now=now)
            written += told is not None and _tell_resident(
                news, registration, told, has_change=subject in untold, now=now
            )
    for invitation in invitations_of(meeting.id):
        subject = f"invitation:{invitation.id}"
        is_concerned = invitation.status in EXPECTED and (invitation.sent_at or changed_at) < changed_at
        if is_concerned and subject not in knows:
            told = claim(news, subject, now=now)
            written += told is not None and _tell_partner(news, invitation, told, has_change=subject in untold, now=now)
    return written


def _tell_resident(news: News, registration: Registration, told: Told, *, has_change: bool, now: datetime) -> bool:
    meeting = news.meeting
    if has_change:
        return tell_resident(change_of(meeting), registration, now=now)
    take_back_promotion(registration, now=now)
    if registration.place_untold:
        tell_promoted(registration, meeting, now=now)
        return True
    listener = mails.resident(registration.name, manage_link(registration, meeting))
    return tell(news, told, mails.changed(meeting, listener, KIND, now=now), to=recipient(registration), now=now)


def _tell_partner(news: News, invitation: Invitation, told: Told, *, has_change: bool, now: datetime) -> bool:
    """A reminder gives way: this asks, too. What did not arrive waits for somebody, if there is no number to call."""
    meeting, found, to = news.meeting, asked(invitation), reached(invitation)
    if has_change:
        return tell_partner(change_of(meeting), invitation, now=now)
    if found.lost is not None and to.mail is not None:
        return False
    unheard = found.unsaid or found.lost
    if unheard is not None and unheard.kind != REMINDER:
        return write_anew(invitation, meeting, at_once=True, now=now)
    withdraw(invitation.message_key)
    listener = mails.partner(invitation, answer_link(invitation, meeting))
    return tell(news, told, mails.changed(meeting, listener, KIND, now=now), to=to, now=now)
