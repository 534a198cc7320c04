"""What the worker does with registrations: each meeting in a transaction of its own."""

import logging
from datetime import datetime

from cafepol.core.db import db, transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations.lapses import meetings_to_tidy
from cafepol.registrations.operations import drop_unconfirmed

logger = logging.getLogger("cafepol.registrations")


def tidy_registrations(now: datetime) -> int:
    """Drop the answers that nobody confirmed and give the places that came free to those who wait; how many went.

    Needs an app context and no open transaction. A meeting that cannot be tidied is logged, and tried again in the
    next round; where nothing is to be done nobody who writes is kept waiting.
    """
    due = meetings_to_tidy(now)
    db.session.remove()
    return sum(_apart(meeting_id, now) for meeting_id in due)


def _apart(meeting_id: int, now: datetime) -> int:
    try:
        with transaction():
            return drop_unconfirmed(get_meeting_by_id(meeting_id), now=now)
    except Exception:  # whatever went wrong with one meeting does not hold the others up
        logger.exception("tidying failed", extra={"meeting": meeting_id})
        return 0
