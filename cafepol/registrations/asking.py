"""The mail that an answer on the web leads to: written by the worker, so that the answer itself takes the same work.

Whoever types an address may be a stranger: one address gets a few such mails in a day, over all meetings and however
its letters are written, and one meeting leads to so many in an hour. What is over waits, and lapses with its answer.
"""

from datetime import datetime, timedelta

from cafepol.core import limits
from cafepol.core.config import settings
from cafepol.core.db import db
from cafepol.core.limits import A_DAY, AN_HOUR
from cafepol.meetings.models import Meeting
from cafepol.registrations.models import Registration
from cafepol.registrations.places import take_registration
from cafepol.registrations.states import CONFIRM_WITHIN, HOLD
from cafepol.registrations.telling import call_unconfirmed, tell_answer

LATER = timedelta(minutes=30)
MOST_CALLS = 10  # about one meeting in a day


def answer_by_mail(registration: Registration, *, now: datetime) -> bool:
    """Write the mail that an answer on the web leads to, if it is due and not too many; whether it was written.

    Raises Gone if the registration was deleted meanwhile.
    """
    meeting = take_registration(registration)
    if registration.tell_at is None or registration.tell_at > now:
        return False
    over = registration.asked_at <= now - CONFIRM_WITHIN or not meeting.is_upcoming(now)
    if over or registration.is_cancelled:
        registration.tell_at = None
        return False
    if registration.is_pending and registration.phone and registration.asked_at <= now - HOLD:
        registration.tell_at = None
        return _call(registration, meeting, now=now)
    if not _may_write(registration, meeting, now=now):
        registration.tell_at = now + LATER
        return False
    registration.tell_at = registration.asked_at + HOLD if registration.is_pending and registration.phone else None
    tell_answer(registration, meeting, known=registration.confirmed_at is not None, now=now)
    db.session.flush()
    return True


def _call(registration: Registration, meeting: Meeting, *, now: datetime) -> bool:
    """The address may be mistyped: whoever left a number is called before the answer is deleted. A few in a day."""
    if not limits.take(f"answer-calls:{meeting.id}", most=MOST_CALLS, window_seconds=A_DAY, now=now):
        return False
    call_unconfirmed(registration, meeting, now=now)
    db.session.flush()
    return True


def _may_write(registration: Registration, meeting: Meeting, *, now: datetime) -> bool:
    current, who = settings(), f"answer-mail:{registration.mail_key}"
    if not limits.take(who, most=current.answer_mails_per_address_day, window_seconds=A_DAY, now=now):
        return False
    of_meeting = f"answer-mails:{meeting.id}"
    if limits.take(of_meeting, most=current.answer_mails_per_meeting_hour, window_seconds=AN_HOUR, now=now):
        return True
    limits.give_back(who, window_seconds=A_DAY, now=now)
    return False
