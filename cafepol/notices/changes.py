"""A meeting moved, or was cancelled: everyone concerned hears of it once, as it stands when the quiet time is over."""

from datetime import datetime

from cafepol.core.config import settings
from cafepol.core.db import db
from cafepol.invitations.answers import is_asked_again
from cafepol.invitations.mails import recipient as partner_recipient
from cafepol.invitations.models import Invitation
from cafepol.invitations.operations import answer_link, invite_anew, revoke
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import take_meeting_by_id
from cafepol.messages.drafts import Draft
from cafepol.messages.operations import withdraw
from cafepol.notices import mails
from cafepol.notices.ledger import News, claim, claim_everyone, tell
from cafepol.notices.mails import Listener
from cafepol.notices.queries import invitations_behind, registrations_behind
from cafepol.notices.quiet import is_new_day, is_quiet_over, is_restored, knows_of_end, last_change
from cafepol.registrations.models import Registration
from cafepol.registrations.telling import manage_link, recipient

KIND = "change"


def tell_change(meeting_id: int, *, now: datetime) -> int:
    """Tell everyone concerned how a meeting stands now, unless its quiet time runs; how many messages were written.

    The meeting's row is taken first: of two workers the second finds everyone told.
    """
    meeting = take_meeting_by_id(meeting_id)
    if not is_change_due(meeting, now=now):
        return 0
    news = News(meeting, KIND, meeting.sequence)
    if not claim_everyone(news, now=now):
        return 0
    residents = sum(_tell_resident(news, each, now=now) for each in registrations_behind(meeting))
    partners = sum(_tell_partner(news, each, now=now) for each in invitations_behind(meeting))
    db.session.flush()
    return residents + partners


def is_change_due(meeting: Meeting, *, now: datetime) -> bool:
    """Whether there is a change of a meeting that is not over, and its quiet time is."""
    changed_at = last_change(meeting.material_at, meeting.cancelled_at)
    if changed_at is None or meeting.is_over(now):
        return False
    quiet = settings().quiet_seconds
    return is_quiet_over(changed_at, starts_at=meeting.starts_at, now=now, quiet_seconds=quiet)


def _draft(news: News, listener: Listener, *, known: int, now: datetime) -> Draft:
    if news.meeting.is_cancelled:
        return mails.cancelled(news.meeting, listener, now=now)
    restored = is_restored(known_sequence=known, restored_sequence=news.meeting.restored_sequence)
    turn: mails.Turn = "restored" if restored else "details"
    if is_new_day(known_sequence=known, day_moved_sequence=news.meeting.day_moved_sequence):
        turn = "day"
    return mails.changed(news.meeting, listener, turn, restored=restored, now=now)


def _has_nothing_new(news: News, known: int) -> bool:
    return news.meeting.is_cancelled and knows_of_end(
        known_sequence=known, restored_sequence=news.meeting.restored_sequence
    )


def _tell_resident(news: News, registration: Registration, *, now: datetime) -> bool:
    """One registered person: what was not said yet of an earlier change is taken back."""
    subject, known = f"registration:{registration.id}", registration.known_sequence
    registration.known_sequence = news.version
    told = None if _has_nothing_new(news, known) else claim(news, subject, now=now)
    if told is None:
        return False
    withdraw(news.key(subject, known))
    listener = mails.resident(registration.name, manage_link(registration, news.meeting))
    return tell(news, told, _draft(news, listener, known=known, now=now), to=recipient(registration), now=now)


def _tell_partner(news: News, invitation: Invitation, *, now: datetime) -> bool:
    """One invited contact. Who never heard of the meeting yet is invited to it as it stands, or not at all."""
    subject, known, meeting = f"invitation:{invitation.id}", invitation.known_sequence, news.meeting
    told = None if _has_nothing_new(news, known) else claim(news, subject, now=now)
    if told is None:
        invitation.known_sequence = news.version
        return False
    unsaid = withdraw(invitation.message_key)
    withdraw(news.key(subject, known))
    if unsaid and meeting.is_cancelled:
        revoke(invitation, now=now)
        return False
    asked_again = is_asked_again(invitation.status, known_sequence=known, day_moved_sequence=meeting.day_moved_sequence)
    if not meeting.is_cancelled and (unsaid or asked_again):
        invite_anew(invitation, meeting, is_moved=not unsaid, now=now)
        return True
    invitation.known_sequence = news.version
    listener = mails.partner(invitation, answer_link(invitation, meeting))
    return tell(news, told, _draft(news, listener, known=known, now=now), to=partner_recipient(invitation), now=now)
