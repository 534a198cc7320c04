"""Every write of what is printed for a month at once. None commits: each step of the worker is its own transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from cafepol.batches.models import PrintJob, PrintPart
from cafepol.batches.papers import KEEP, Edition, check_number
from cafepol.batches.queries import is_one_moving
from cafepol.batches.states import MOVING, State
from cafepol.core.db import Base, db
from cafepol.core.errors import Refused
from cafepol.meetings.months import Month
from cafepol.zone.models import Commissariat, Zone

JOBS_KEPT = timedelta(days=30)  # who had what printed; the audit trail knows it longer
_QUIETLY = {"synchronize_session": False}


class ClaimLost(Exception):
    """Another worker took this one for dead, and does its job anew."""


def start_job(
    *,
    month: Month,
    commissariat_id: int | None,
    paper: Edition,
    language: str | None,
    flyers: int,
    by_account_id: int,
    now: datetime,
) -> PrintJob:
    """Let the worker print the flyers of a month, of a commissariat or (None) of the zone; `flyers`: how many they are.

    One at a time for each. Raises Refused for none, for too many, and while one is being printed.
    """
    _take_turn(commissariat_id)
    check_number(flyers)
    if is_one_moving(commissariat_id):
        raise Refused("Une impression est déjà en cours ici. Attendez qu’elle soit finie, ou arrêtez-la.")
    made = PrintJob(
        month=month.first,
        commissariat_id=commissariat_id,
        format=paper.key,
        language=language,
        state=State.WAITING,
        total=flyers,
        created_at=now,
        created_by_id=by_account_id,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _take_turn(commissariat_id: int | None) -> None:
    """Of two who start at once the second finds the first one's job: a row stands for the turn."""
    whose = select(Commissariat.id).where(Commissariat.id == commissariat_id)
    place = select(Zone.id) if commissariat_id is None else whose
    db.session.execute(place.with_for_update(key_share=True))


def cancel_job(job: PrintJob, *, now: datetime) -> None:
    """Stop it: at once while it waits, else after the step that the worker is at. Twice is once.

    Raises Refused for one that has ended.
    """
    db.session.refresh(job, list(PrintJob.__table__.columns.keys()), with_for_update=True)
    if not job.is_moving:
        raise Refused("Cette impression est déjà finie.")
    job.cancel_asked_at = job.cancel_asked_at or now
    if job.state == State.WAITING:
        job.state, job.finished_at = State.CANCELLED, now
    db.session.flush()


def claim_job(job: PrintJob, *, now: datetime) -> None:
    """A worker begins, or begins anew what another one left: of that nothing is kept."""
    _delete(PrintPart, PrintPart.job_id == job.id)
    job.state, job.claimed_at, job.done, job.skipped, job.size = State.RUNNING, now, 0, [], None
    db.session.flush()


def renew_claim(job_id: int, *, since: datetime, now: datetime) -> bool:
    """The worker that claimed a job at `since` goes on with it: its row is taken until the transaction ends.

    False when somebody wants it stopped. Raises ClaimLost when the worker was so slow that another one took it for
    dead, or the job ended without it.
    """
    mine = (
        update(PrintJob)
        .where(PrintJob.id == job_id, PrintJob.state == State.RUNNING, PrintJob.claimed_at == since)
        .values(claimed_at=now)
        .returning(PrintJob.cancel_asked_at)
    )
    found = db.session.execute(mine.execution_options(**_QUIETLY)).first()
    if found is None:
        raise ClaimLost
    return found.cancel_asked_at is None


def note_step(job_id: int, *, total: int, done: int, skipped: Sequence[dict[str, Any]]) -> None:
    """So far it is, and these do not print."""
    values = {"total": total, "done": done, "skipped": list(skipped)}
    _update(job_id, **values)


def keep_parts(job_id: int, first: int, parts: Sequence[bytes]) -> None:
    """Go on writing down its file; `first`: the number of the first of these parts."""
    if parts:
        rows = [{"job_id": job_id, "number": first + place, "content": part} for place, part in enumerate(parts)]
        db.session.execute(insert(PrintPart), rows)


def finish_job(job_id: int, state: State, *, size: int | None = None, now: datetime) -> None:
    """It is done, or failed, or was stopped: of one that is not done no part stays. `size`: bytes of its file."""
    if state is not State.DONE:
        _delete(PrintPart, PrintPart.job_id == job_id)
    _update(job_id, state=state, size=size, finished_at=now)


def _update(job_id: int, **values: Any) -> None:
    found = update(PrintJob).where(PrintJob.id == job_id).values(**values)
    db.session.execute(found.execution_options(**_QUIETLY))


def forget_files(now: datetime) -> None:
    """Forget files after a day, jobs after a month; what did not come to an end in a day never will."""
    stuck = update(PrintJob).where(PrintJob.state.in_(MOVING), PrintJob.created_at <= now - KEEP)
    db.session.execute(stuck.values(state=State.FAILED, finished_at=now).execution_options(**_QUIETLY))
    old = select(PrintJob.id).where(or_(PrintJob.finished_at <= now - KEEP, PrintJob.state == State.FAILED))
    _delete(PrintPart, PrintPart.job_id.in_(old))
    _delete(PrintJob, PrintJob.created_at <= now - JOBS_KEPT)


def _delete(table: type[Base], which: ColumnElement[bool]) -> None:
    db.session.execute(delete(table).where(which).execution_options(**_QUIETLY))
