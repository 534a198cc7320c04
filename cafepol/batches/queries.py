"""Every read of the jobs that print for a month at once, and of their file."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import Session, joinedload

from cafepol.accounts.roles import Role, Viewer
from cafepol.batches.models import PrintJob, PrintPart
from cafepol.batches.papers import KEEP
from cafepol.batches.states import MOVING, State
from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.zone.models import Commissariat

LEASE = timedelta(minutes=5)  # a worker that did nothing of a job for so long has died
SHOWN = 10


def _readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """The jobs that somebody may see: their own, a chief those of the commissariat, communication all."""
    if viewer.has(Role.COMMUNICATION):
        return true()
    return or_(PrintJob.created_by_id == viewer.account_id, PrintJob.commissariat_id.in_(viewer.places(Role.CHIEF)))


def get_job(job_id: int, viewer: Viewer) -> PrintJob:
    """A job that this person may see. Raises NotFound."""
    found = db.session.scalar(_jobs(viewer).where(PrintJob.id == job_id))
    if found is None:
        raise NotFound
    return found


def recent_jobs(viewer: Viewer) -> list[PrintJob]:
    """The last jobs that this person may see, newest first."""
    return list(db.session.scalars(_jobs(viewer).order_by(PrintJob.id.desc()).limit(SHOWN)))


def _jobs(viewer: Viewer) -> Select[PrintJob]:
    placed = joinedload(PrintJob.commissariat).selectinload(Commissariat.communes)
    return select(PrintJob).options(placed, joinedload(PrintJob.created_by)).where(_readable_by(viewer))


def is_one_moving(commissariat_id: int | None) -> bool:
    """Whether something is printed, or waits to be, for a commissariat (None: for the whole zone at once)."""
    theirs = PrintJob.commissariat_id.is_not_distinct_from(commissariat_id)
    return db.session.scalar(select(PrintJob.id).where(theirs, PrintJob.state.in_(MOVING)).limit(1)) is not None


def _to_do(now: datetime) -> ColumnElement[bool]:
    left = and_(PrintJob.state == State.RUNNING, PrintJob.claimed_at <= now - LEASE)
    return or_(left, PrintJob.state == State.WAITING)


def is_one_to_do(now: datetime) -> bool:
    """Whether a job waits for a worker, or was left by one that died: a look that takes no row."""
    return db.session.scalar(select(PrintJob.id).where(_to_do(now)).limit(1)) is not None


def take_next_job(now: datetime) -> PrintJob | None:
    """The job to do: left by a worker that died, else the one that waits longest. Its row is taken.

    What another worker takes at this instant is not waited for.
    """
    query = select(PrintJob).where(_to_do(now)).order_by(PrintJob.state == State.WAITING, PrintJob.id).limit(1)
    return db.session.scalar(query.with_for_update(skip_locked=True))


def has_file(job: PrintJob, now: datetime) -> bool:
    """Whether there is something to fetch: it is done, something was drawn, and it is not too long ago."""
    return job.state == State.DONE and bool(job.size) and job.finished_at is not None and now < job.finished_at + KEEP


def parts_of(job_id: int) -> Iterator[bytes]:
    """The file of a job, part by part, each read by itself: whoever fetches slowly holds nothing open."""
    number = 0
    while (part := _part(job_id, number)) is not None:
        yield part
        number += 1


def _part(job_id: int, number: int) -> bytes | None:
    with Session(db.engine) as session:
        return session.scalar(select(PrintPart.content).where(PrintPart.job_id == job_id, PrintPart.number == number))
