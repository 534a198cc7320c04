"""What the worker does about questions to partners: each in a transaction of its own, once however often it looks."""

from datetime import datetime

from cafepol.core.db import db
from cafepol.core.rounds import each_apart
from cafepol.relays.queries import get_relay, relays_to_care_for
from cafepol.relays.upkeep import care

FAILED = "a round over questions to partners failed"


def run_relays(now: datetime) -> int:
    """Remind, let run out, end what nobody needs any more; about how many questions something was done.

    Needs an app context and no open transaction. A look that finds nothing to do holds no writer up.
    """
    due = relays_to_care_for(now)
    db.session.remove()
    return each_apart(due, lambda each: care(get_relay(each), now=now) is not None, failed=FAILED)
