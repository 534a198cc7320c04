"""What has to be said, worked out from the state of the world. `messages` delivers it."""

from datetime import datetime
from functools import partial

from cafepol.core.db import transaction
from cafepol.core.rounds import each_apart
from cafepol.notices.changes import tell_again, tell_change
from cafepol.notices.contacts import tell_new_contact
from cafepol.notices.nags import tell_nag
from cafepol.notices.queries import changed_meetings, meetings_to_nag, meetings_to_tell_again, meetings_with_new_contact
from cafepol.notices.reminders import meetings_to_remind, tell_reminders


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
    rounds = (
        (changed_meetings, tell_change),
        (meetings_to_tell_again, tell_again),
        (meetings_with_new_contact, tell_new_contact),
        (meetings_to_remind, tell_reminders),
        (meetings_to_nag, tell_nag),
    )
    written = 0
    for due, tell in rounds:
        with transaction():
            found = due(now)
        written += each_apart(found, partial(tell, now=now), failed="notice failed")
    return written
