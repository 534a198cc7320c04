"""A meeting moved, or was cancelled: everyone concerned hears of it once, as it stands when the quiet time is over."""

from datetime import datetime

from cafepol.core.config import settings
from cafepol.core.db import db
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import take_meeting_by_id
from cafepol.notices.ledger import News, claim_everyone
from cafepol.notices.partners import tell_partner
from cafepol.notices.queries import invitations_behind, is_told, partners_to_tell_again, registrations_behind
from cafepol.notices.quiet import is_quiet_over, last_change
from cafepol.notices.residents import ask_unasked, tell_resident

KIND = "change"


def change_of(meeting: Meeting) -> News:
    """How a meeting stands now, as news of it."""
    return News(meeting, KIND, meeting.sequence)


def tell_change(meeting_id: int, *, now: datetime) -> int:
    """Tell everyone concerned how a meeting stands now, unless its quiet time runs; how many messages were written.

    The meeting's row is taken first: of two workers the second finds everyone told.
    """
    meeting = take_meeting_by_id(meeting_id)
    if not is_change_due(meeting, now=now):
        return 0
    news = change_of(meeting)
    if not claim_everyone(news, now=now):
        return 0
    residents = sum(tell_resident(news, each, now=now) for each in registrations_behind(meeting))
    unasked = ask_unasked(meeting, now=now)
    partners = sum(tell_partner(news, each, now=now) for each in invitations_behind(meeting))
    db.session.flush()
    return residents + unasked + partners


def tell_again(meeting_id: int, *, now: datetime) -> int:
    """Tell the partners whose news was taken back because they are reached elsewhere, and the residents who came late.

    How many messages.
    """
    meeting = take_meeting_by_id(meeting_id)
    news = change_of(meeting)
    partners = sum(tell_partner(news, each, now=now) for each in partners_to_tell_again(meeting))
    if not meeting.is_upcoming(now) or not is_told(meeting, kind=KIND, version=news.version):
        return partners
    return partners + sum(tell_resident(news, each, now=now) for each in registrations_behind(meeting))


def is_change_due(meeting: Meeting, *, now: datetime) -> bool:
    """Whether there is a change of a meeting that is not over, and its quiet time is."""
    changed_at = last_change(meeting.material_at, meeting.cancelled_at)
    if changed_at is None or meeting.is_over(now):
        return False
    quiet = settings().quiet_seconds
    return is_quiet_over(changed_at, starts_at=meeting.starts_at, now=now, quiet_seconds=quiet)
