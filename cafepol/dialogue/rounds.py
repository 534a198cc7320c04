"""What the worker does between the team and residents: each concern, each person, in a transaction of its own."""

from datetime import datetime

from cafepol.core.clock import local
from cafepol.core.db import db
from cafepol.core.rounds import each_apart
from cafepol.dialogue import opinions, questioning
from cafepol.dialogue.queries import concerns_to_settle, get_raiser, get_whole_concern, raisers_to_consult

FAILED = "a round between the team and residents failed"


def run_dialogue(now: datetime) -> int:
    """End the questions that lapsed, and ask for opinions on what was closed; how many of both.

    Needs an app context and no open transaction. Where nothing is to be done nobody who writes is kept waiting.
    """
    today = local(now).date()
    lapsed, consulted = concerns_to_settle(today), raisers_to_consult(now)
    db.session.remove()
    done = each_apart(
        lapsed, lambda each: questioning.settle(get_whole_concern(each), now=now, today=today), failed=FAILED
    )
    return done + each_apart(consulted, lambda each: opinions.consult(get_raiser(each), now=now), failed=FAILED)
