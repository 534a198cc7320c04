"""What the worker does with imports: it adds the meetings step by step, so that everybody sees how far it is."""

import logging
from collections.abc import Iterator
from datetime import datetime, tzinfo

from sqlalchemy.exc import OperationalError

from cafepol.core.db import transaction
from cafepol.history.matching import Settled
from cafepol.history.operations import add_meetings, claim_import, finish_import, note_done, plan_import
from cafepol.history.queries import next_import

STEP = 500  # meetings

logger = logging.getLogger("cafepol.history")


def run_import(*, now: datetime, tz: tzinfo) -> bool:
    """Do the whole of the import that waits longest: whether there was one.

    Needs an app context and no open transaction. After a crash the next worker goes on: what is there already is
    known, and skipped. What fails for any other reason than the database is taken back whole.
    """
    with transaction():
        found = next_import(now)
        if found is None:
            return False
        claim_import(found, now=now)
        import_id, data, account_id = found.id, found.file, found.created_by_id
    state = "done"
    try:
        with transaction():
            plan = plan_import(data, now=now, tz=tz)
        for rows in in_steps(plan.rows):
            with transaction():
                note_done(import_id, add_meetings(rows, by_account_id=account_id, now=now), now=now)
    except OperationalError:
        raise  # the database went away: another round goes on
    except Exception:
        logger.exception("an import failed and is taken back")
        state = "failed"
    with transaction():
        finish_import(import_id, state, now=now)
    return True


def in_steps(rows: list[Settled]) -> Iterator[list[Settled]]:
    """The cafés in steps of a size to be told in between."""
    for start in range(0, len(rows), STEP):
        yield rows[start : start + STEP]
