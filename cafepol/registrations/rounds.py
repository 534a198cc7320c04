"""What the worker does with registrations: each meeting, and each mail to write, in a transaction of its own."""

from datetime import datetime

from cafepol.core.db import db
from cafepol.core.rounds import each_apart
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations.asking import answer_by_mail
from cafepol.registrations.lapses import mails_to_write, meetings_to_tidy
from cafepol.registrations.operations import drop_unconfirmed
from cafepol.registrations.queries import get_registration

FAILED = "a round over registrations failed"


def tidy_registrations(now: datetime) -> int:
    """Drop the answers that nobody confirmed and give the places that came free to those who wait; how many went.

    Needs an app context and no open transaction. A meeting that cannot be tidied is logged, and tried again in the
    next round; where nothing is to be done nobody who writes is kept waiting.
    """
    due = meetings_to_tidy(now)
    db.session.remove()
    return each_apart(due, lambda each: drop_unconfirmed(get_meeting_by_id(each), now=now), failed=FAILED)


def answer_by_mails(now: datetime) -> int:
    """Write the mails that answers on the web lead to, oldest first; how many. The same conditions."""
    due = mails_to_write(now)
    db.session.remove()
    return each_apart(due, lambda each: answer_by_mail(get_registration(each), now=now), failed=FAILED)
