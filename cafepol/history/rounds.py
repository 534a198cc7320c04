"""What the worker does with imports: it adds the meetings step by step, so that everybody sees how far it is."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy.exc import OperationalError

from cafepol.core.db import transaction
from cafepol.history.matching import Settled
from cafepol.history.operations import add_meetings, claim_import, finish_import, note_done, plan_import, renew_claim
from cafepol.history.queries import next_import

STEP = 500  # meetings

logger = logging.getLogger("cafepol.history")


class ClaimLost(Exception):
    """Another worker took this one for dead, and goes on with its import."""


@dataclass
class Claim:
    """An import that this worker does, as long as nobody takes it for dead; `at`: when it last did something of it."""

    import_id: int
    at: datetime
    data: bytes
    account_id: int | None

    @contextmanager
    def step(self, now: datetime) -> Iterator[None]:
        """A transaction of its own, with the import's row taken. Raises ClaimLost."""
        with transaction():
            if not renew_claim(self.import_id, since=self.at, now=now):
                raise ClaimLost
            yield
        self.at = now


def run_import(*, clock: Callable[[], datetime], tz: tzinfo) -> bool:
    """Do the whole of the import whose turn it is: whether there was one.

    Needs an app context and no open transaction. After a crash the next worker goes on: what is there already is
    known, and skipped. What fails for any other reason than the database is taken back, all but what is in use by then.
    """
    claim = _claim(clock())
    if claim is None:
        return False
    try:
        _finish(claim, _outcome(claim, clock=clock, tz=tz), now=clock())
    except ClaimLost:
        logger.warning("another worker goes on with an import", extra={"import": claim.import_id})
    return True


def _claim(now: datetime) -> Claim | None:
    with transaction():
        found = next_import(now)
        if found is None:
            return None
        claim_import(found, now=now)
        return Claim(found.id, now, found.file, found.created_by_id)


def _outcome(claim: Claim, *, clock: Callable[[], datetime], tz: tzinfo) -> str:
    """Add what is not there yet, a step at a time, each whole; the state that the import comes to."""
    try:
        with transaction():
            plan = plan_import(claim.data, now=clock(), tz=tz)
        for rows in in_steps(plan.rows):
            with claim.step(now := clock()):
                made = add_meetings(rows, by_account_id=claim.account_id, import_id=claim.import_id, now=now)
                note_done(claim.import_id, made)
    except (OperationalError, ClaimLost):
        raise  # the database went away, or this worker did for a while: another one goes on
    except Exception:
        logger.exception("an import failed and is taken back")
        return "failed"
    return "done"


def _finish(claim: Claim, state: str, *, now: datetime) -> None:
    with claim.step(now):
        finish_import(claim.import_id, state, now=now)


def in_steps(rows: list[Settled]) -> Iterator[list[Settled]]:
    """The cafés in steps of a size to be told in between."""
    for start in range(0, len(rows), STEP):
        yield rows[start : start + STEP]
