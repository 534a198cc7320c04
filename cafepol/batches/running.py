"""What the worker does with a job: it draws flyer after flyer, step by step, so that everybody sees how far it is."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import OperationalError

from cafepol.batches.drawing import Bundle, bundle_title
from cafepol.batches.models import PART_BYTES
from cafepol.batches.operations import ClaimLost, claim_job, finish_job, keep_parts, note_step, renew_claim
from cafepol.batches.papers import Edition, in_steps
from cafepol.batches.plan import GONE, Flyer, Plan, Sheet, Skipped, plan_of, sheets_of
from cafepol.batches.queries import is_one_to_do, take_next_job
from cafepol.batches.spool import Spool
from cafepol.batches.states import State
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from cafepol.meetings.months import Month, month_of
from cafepol.zone.queries import the_zone

Clock = Callable[[], datetime]

logger = logging.getLogger("cafepol.batches")


class Stopped(Exception):
    """Somebody wants it stopped."""


@dataclass
class Claim:
    """A job that this worker does, as long as nobody takes it for dead; `at`: when it last did something of it."""

    job_id: int
    month: Month
    commissariat_id: int | None
    paper: Edition
    language: str  # of all flyers; empty: of each meeting
    at: datetime

    def keep(self, spool: Spool, *, total: int, done: int, left_out: Sequence[Skipped], now: datetime) -> None:
        """Write down what was drawn since the last time. Raises ClaimLost, or Stopped: then nothing is written."""
        with transaction():
            if not renew_claim(self.job_id, since=self.at, now=now):
                raise Stopped
            _keep_parts(self.job_id, spool, spool.whole_parts())
            note_step(self.job_id, total=total, done=done, skipped=[each.as_row() for each in left_out])
        self.at = now

    def end(self, state: State, spool: Spool | None = None, *, now: datetime) -> None:
        """It is done, failed or stopped; what was to be stopped is not done. Raises ClaimLost."""
        with transaction():
            is_wanted = renew_claim(self.job_id, since=self.at, now=now)
            if spool is not None and is_wanted:
                _keep_parts(self.job_id, spool, spool.last_parts())
            size = spool.size if spool is not None else None
            finish_job(self.job_id, state if is_wanted else State.CANCELLED, size=size, now=now)


def _keep_parts(job_id: int, spool: Spool, parts: Sequence[bytes]) -> None:
    keep_parts(job_id, spool.taken - len(parts), parts)


def run_job(clock: Clock) -> bool:
    """Do the whole of the job whose turn it is: whether there was one.

    Needs an app context and no open transaction. After a crash the next worker does it anew.
    """
    claim = _claim(clock())
    if claim is None:
        return False
    try:
        _outcome(claim, clock)
    except ClaimLost:
        logger.warning("another worker prints", extra={"job": claim.job_id})
    return True


def _claim(now: datetime) -> Claim | None:
    """A look that finds nothing to do holds no writer up."""
    is_due = is_one_to_do(now)
    db.session.remove()
    if not is_due:
        return None
    with transaction():
        found = take_next_job(now)
        if found is None:
            return None
        claim_job(found, now=now)
        return Claim(
            found.id,
            month_of(found.month),
            found.commissariat_id,
            Edition.read(found.format),
            found.language or "",
            now,
        )


def _outcome(claim: Claim, clock: Clock) -> None:
    """Draw it all, and say what came of it. Raises ClaimLost, and OperationalError when the database went away."""
    try:
        spool = _draw(claim, clock)
    except (OperationalError, ClaimLost):
        raise
    except Stopped:
        claim.end(State.CANCELLED, now=clock())
    except Exception:
        logger.exception("printing failed", extra={"job": claim.job_id})
        claim.end(State.FAILED, now=clock())
    else:
        claim.end(State.DONE, spool, now=clock())


def _draw(claim: Claim, clock: Clock) -> Spool | None:
    """The file, of which what was whole is written down by now; None when there is no page."""
    plan, zone_name = _read_plan(claim, clock())
    spool, left_out, done = Spool(PART_BYTES), list(plan.left_out), 0
    bundle = Bundle(spool, claim.paper, title=bundle_title(claim.month), author=zone_name)
    claim.keep(spool, total=len(plan.flyers), done=0, left_out=left_out, now=clock())
    for flyers in in_steps(plan.flyers):
        left_out += _draw_step(bundle, claim, flyers, now=clock())
        done += len(flyers)
        claim.keep(spool, total=len(plan.flyers), done=done, left_out=left_out, now=clock())
    return spool if bundle.finish() else None


def _read_plan(claim: Claim, now: datetime) -> tuple[Plan, str]:
    try:
        return plan_of(claim.month, claim.commissariat_id, now=now), the_zone().name
    finally:
        db.session.remove()


def _draw_step(bundle: Bundle, claim: Claim, flyers: Sequence[Flyer], *, now: datetime) -> list[Skipped]:
    """Draw these; which of them do not print. They are read in one short transaction and drawn outside any."""
    sheets = list(sheets_of(flyers, paper=claim.paper, language=claim.language, now=now))
    db.session.remove()
    return [left for sheet in sheets if (left := _draw_sheet(bundle, sheet)) is not None]


def _draw_sheet(bundle: Bundle, sheet: Sheet) -> Skipped | None:
    if sheet.content is None:
        return sheet.skipped(GONE)
    try:
        bundle.add(sheet.content, sheet.verso)
    except Refused as refusal:
        return sheet.skipped(refusal.message, field=refusal.field or "")
    return None
