"""The words of what is on record elsewhere are wiped some time after; who waits for an answer still waits."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Column, ColumnElement, Select, Table, select, update
from sqlalchemy.orm import joinedload, selectinload

from cafepol.concerns.control_models import Extension
from cafepol.concerns.correcting import on_record
from cafepol.concerns.models import SEARCH, Concern, Raiser
from cafepol.concerns.naming import search_words
from cafepol.concerns.queries import lock_concern
from cafepol.concerns.records import Feedback, Promise
from cafepol.concerns.steps import WORKER, write
from cafepol.concerns.transitions import Outcome
from cafepol.concerns.versions import claim_version
from cafepol.core.clock import local
from cafepol.core.db import Base, db
from cafepol.core.personal import WORDS
from cafepol.core.rounds import each_apart

KEPT = timedelta(days=30)  # after the day on which it was put on record elsewhere
# which column leads from a row to what it belongs to, the nearest to the concern first
OWNERS = {"concern_id": "concern", "raiser_id": "raiser", "promise_id": "promise"}


def due_to_wipe(today: date) -> Sequence[int]:
    """The ids of concerns on record elsewhere whose words have been kept long enough."""
    over = Concern.recorded_on <= today - KEPT, Concern.outcome == Outcome.ON_RECORD, Concern.wiped_at.is_(None)
    return db.session.scalars(select(Concern.id).where(*over).order_by(Concern.id)).all()


def wipe_recorded(now: datetime) -> int:
    """Wipe what is due, each concern in a transaction of its own; how many. Needs no open transaction."""
    found = due_to_wipe(local(now).date())
    db.session.remove()
    return each_apart(found, lambda concern_id: wipe_words(concern_id, now=now), failed="texts could not be wiped")


def wipe_words(concern_id: int, *, now: datetime) -> int:
    """Wipe every word about a concern that is still on record elsewhere; 1, or 0 when that changed meanwhile.

    Its reference, the day, its place on the map of figures, and what is owed to whom stay. What was merged into it is
    the same situation and is wiped with it.
    """
    concern = _locked(concern_id)
    if concern.recorded_on is None or concern.outcome != Outcome.ON_RECORD or concern.wiped_at is not None:
        return 0
    concern.decided = on_record(concern.recorded_on)
    _wipe(concern, now=now)
    for each in _merged_into(concern_id):
        _wipe(_locked(each), now=now)
    return 1


def _locked(concern_id: int) -> Concern:
    whole = select(Concern).options(selectinload(Concern.entries), joinedload(Concern.theme))
    return lock_concern(db.session.scalars(whole.where(Concern.id == concern_id)).one())


def _merged_into(concern_id: int) -> Sequence[int]:
    """The ids of what was merged into a concern, and into those, and is not wiped yet."""
    into = select(Concern.id).where(Concern.merged_into_id == concern_id).cte("into", recursive=True)
    into = into.union(select(Concern.id).join(into, Concern.merged_into_id == into.c.id))
    found = select(Concern.id).where(Concern.id.in_(select(into.c.id)), Concern.wiped_at.is_(None))
    return db.session.scalars(found.order_by(Concern.id)).all()


def _wipe(concern: Concern, *, now: datetime) -> None:
    claim_version(concern, concern.version)
    theme = concern.theme.label
    concern.wiped_at, concern.facts, concern.summary, concern.place = now, "", "", ""
    concern.title, concern.search = theme, search_words(concern.number, theme, maximum=SEARCH)
    if concern.merged_into_id is not None:
        concern.decided = ""
    if concern.is_open:
        concern.next_step = "Donner les retours" if concern.waiting else "Clôturer"
    db.session.flush()
    for table, column, which in _words_about(concern.id):
        db.session.execute(update(table).where(which).values({column: ""}))
    _wipe_moved(concern)
    write(concern, "wiped", "", by=WORKER, now=now, written_by="system")


def _wipe_moved(concern: Concern) -> None:
    """What those who moved away with a merge had said and been told until then; what they are told there stays."""
    moved = select(Raiser.id).where(Raiser.moved_from_id == concern.id)
    until = max((each.at for each in concern.entries if each.kind == "merged"), default=None)
    if until is None:
        return
    promised = select(Promise.id).where(Promise.raiser_id.in_(moved))
    for statement in (
        update(Raiser).where(Raiser.moved_from_id == concern.id).values(words=""),
        update(Feedback).where(Feedback.raiser_id.in_(moved), Feedback.created_at <= until).values(text=""),
        update(Extension).where(Extension.promise_id.in_(promised), Extension.at <= until).values(reason=""),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))


def _words_about(concern_id: int) -> Iterator[tuple[Table, Column[str], ColumnElement[bool]]]:
    """Every column of words that hangs on a concern, in whichever package: their classes say which these are."""
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if column.info["privacy"] is WORDS]
        if columns and table.name != "concern":
            for name in OWNERS:
                if name in table.columns:
                    yield from ((table, column, table.c[name].in_(_rows(name, concern_id))) for column in columns)
                    break


def _rows(name: str, concern_id: int) -> Select[int]:
    """The ids of the rows that belong to a concern, of the kind that a column leads to."""
    owner = Base.metadata.tables[OWNERS[name]]
    if name == "concern_id":
        return select(owner.c.id).where(owner.c.id == concern_id)
    above = next(each for each in OWNERS if each in owner.columns)
    return select(owner.c.id).where(owner.c[above].in_(_rows(above, concern_id)))
