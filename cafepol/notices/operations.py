"""What has to be said, worked out from the state of the world. `messages` delivers it."""

import logging
from collections.abc import Callable
from datetime import datetime

from cafepol.core.db import transaction
from cafepol.notices.changes import tell_change
from cafepol.notices.contacts import tell_new_contact
from cafepol.notices.queries import changed_meetings, meetings_with_new_contact

logger = logging.getLogger("cafepol.notices")


def tell_changes(*, now: datetime) -> int:
    """Tell every change, cancellation and new contact that is due, in the caller's transaction.

    How many messages were written. Telling twice is telling once.
    """
    changes = sum(tell_change(meeting_id, now=now) for meeting_id in changed_meetings(now))
    return changes + sum(tell_new_contact(meeting_id, now=now) for meeting_id in meetings_with_new_contact(now))


def run_notices(now: datetime) -> int:
    """All notices that are due, each meeting in a transaction of its own; how many messages were written.

    Needs an app context and no open transaction. One meeting that cannot be told does not silence the others.
    """
    with transaction():
        changed = changed_meetings(now)
    written = sum(_apart(tell_change, meeting_id, now) for meeting_id in changed)
    with transaction():
        renamed = meetings_with_new_contact(now)
    return written + sum(_apart(tell_new_contact, meeting_id, now) for meeting_id in renamed)


def _apart(tell: Callable[..., int], meeting_id: int, now: datetime) -> int:
    try:
        with transaction():
            return tell(meeting_id, now=now)
    except Exception:  # whatever went wrong with one meeting is logged, and tried again in the next round
        logger.exception("notice failed", extra={"meeting": meeting_id})
        return 0
