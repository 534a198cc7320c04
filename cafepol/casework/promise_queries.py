"""What is read about the promises of a concern: how they were moved, and what was closed after they were made."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from cafepol.concerns.control_models import Extension
from cafepol.concerns.models import Raiser
from cafepol.concerns.promises import later_closures
from cafepol.concerns.records import Promise
from cafepol.core.db import db
from cafepol.zone.queries import closed_days


def extensions_of(promise: Promise) -> Sequence[Extension]:
    """How a promise was moved, the first time first; nothing is asked about one that never was."""
    if promise.extended_to is None:
        return ()
    return db.session.scalars(select(Extension).where(Extension.promise_id == promise.id).order_by(Extension.id)).all()


def closed_since(raiser: Raiser) -> list[tuple[date, str]]:
    """The days that counted in what is promised to somebody who waits, and were closed afterwards, with why."""
    promise = raiser.promise
    if not raiser.waits:
        return []
    known = {day for day, _ in promise.skipped_days}
    return later_closures(promise.heard_on, promise.due_on, known, closed_days(promise.heard_on, promise.due_on))
