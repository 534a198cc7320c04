"""What boards and desks show: counted by the database; of the concerns themselves only those shown are read."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, Row, Select, and_, case, func, or_, select

from cafepol.concerns.board import MOST, MOST_DUE, Board, Counted, Due, Slip
from cafepol.concerns.deadlines import Lane, end_of_week
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.owed import is_owed, owed_of, taken_back
from cafepol.concerns.queries import PAGE, Filters, Scope, of_place_and_theme, within
from cafepol.concerns.transitions import OPEN, State
from cafepol.core.db import db
from cafepol.staff.models import Officer
from cafepol.zone.models import Commune, Quarter, Theme


def board_of(scope: Scope, *, today: date, filters: Filters | None = None, page: int | None = 1) -> Board:
    """The board of the open concerns that somebody sees, and of the closed ones in which an answer is owed again.

    `page` of the list of open ones; None: without it.
    """
    conditions = (within(scope), *of_place_and_theme(filters or Filters()))
    seen = _lanes(today, *conditions, again=_owing_again(*conditions))
    counts = _counts(seen)
    shown = _shown(seen, page) if counts else []
    has_left = scope.chief_of and any(not each.owner_active for each in counts)
    return Board(
        counts=counts,
        first=tuple(_slip(row) for row in shown if row.nth <= MOST),
        slips=tuple(_slip(row) for row in shown if row.is_listed),
        orphans=_left_behind(seen) if has_left else (),
        today=today,
    )


def counts_of(scope: Scope, *, today: date) -> Board:
    """The same in numbers of open concerns alone."""
    return Board(counts=_counts(_lanes(today, within(scope))), today=today)


def owed_by(officer_id: int, *, today: date) -> Due:
    """What an owner has to do: answers to give anew, answers owed, steps whose day is over; the nearest promise first.

    No names.
    """
    whose = Concern.owner_id == officer_id
    mine = _lanes(today, whose, again=_owing_again(whose))
    is_late = func.sum(case((mine.c.due_on < today, 1), else_=0)).over()
    query = _slips(mine, func.count().over().label("total"), is_late.label("late"))
    query = query.where(or_(mine.c.waiting > 0, mine.c.is_step_late == 1))
    rows = db.session.execute(query.order_by(mine.c.lane != Lane.AGAIN, *_nearest(mine)).limit(MOST_DUE)).all()
    return Due(tuple(map(_slip, rows)), rows[0].total, rows[0].late) if rows else Due()


def _lanes(today: date, *conditions: ColumnElement[bool], again: Sequence[int] = ()) -> CTE:
    """Each open concern, and each closed one of `again`, in the lane that `deadlines.lane_of` gives it."""
    shown = or_(Concern.state.in_(OPEN), Concern.id.in_(again)) if again else Concern.state.in_(OPEN)
    owed = owed_of(shown, *conditions)
    told_by_promise = and_(Concern.state == State.FEEDBACK_DUE, owed.c.due_on.is_not(None))
    is_step_late = and_(Concern.state != State.CLOSED, Concern.next_on < today, ~told_by_promise)
    lane = case(
        (Concern.state == State.CLOSED, Lane.AGAIN),
        (or_(owed.c.due_on < today, is_step_late), Lane.LATE),
        (owed.c.due_on <= end_of_week(today), Lane.THIS_WEEK),
        (Concern.state == State.FEEDBACK_DUE, Lane.TO_TELL),
        else_=Lane.OPEN,
    )
    columns = (
        Concern.id, Concern.owner_id, Concern.theme_id, Commune.commissariat_id,
        Concern.next_on, owed.c.due_on, lane.label("lane"),
        func.coalesce(owed.c.waiting, 0).label("waiting"), case((is_step_late, 1), else_=0).label("is_step_late"),
    )  # fmt: skip
    query = select(*columns).join(Concern.commune).outerjoin(owed, owed.c.concern_id == Concern.id)
    return query.where(shown, *conditions).cte("seen")


def _owing_again(*conditions: ColumnElement[bool]) -> Sequence[int]:
    query = select(Concern.id).join(Raiser, Raiser.concern_id == Concern.id).join(Concern.commune)
    query = query.where(Concern.state == State.CLOSED, taken_back(), is_owed(), *conditions)
    return db.session.scalars(query.order_by(Concern.id).distinct()).all()


def _nearest(seen: CTE) -> Iterable[ColumnElement[Any]]:
    """The order of every list: the nearest promise first, then the nearest next step."""
    return func.coalesce(seen.c.due_on, date.max), func.coalesce(seen.c.next_on, date.max), seen.c.id


def _counts(seen: CTE) -> tuple[Counted, ...]:
    keys = (seen.c.owner_id, Officer.name, _is_there(seen), Theme.label, seen.c.lane)
    query = select(*keys, func.count(), func.sum(seen.c.waiting)).join(Officer, Officer.id == seen.c.owner_id)
    query = query.join(Theme, Theme.id == seen.c.theme_id).group_by(*keys)
    return tuple(
        Counted(owner_id, owner, bool(active), theme, Lane(lane), concerns, int(waiting))
        for owner_id, owner, active, theme, lane, concerns, waiting in db.session.execute(query)
    )


def _shown(seen: CTE, page: int | None) -> list[Row[Any]]:
    """The first concerns of each lane, and one page of all that are open, in their order."""
    is_again = case((seen.c.lane == Lane.AGAIN, 1), else_=0)
    nth = func.row_number().over(partition_by=seen.c.lane, order_by=tuple(_nearest(seen)))
    place = func.row_number().over(order_by=(is_again, *_nearest(seen)))
    ranked = select(seen, nth.label("nth"), place.label("place")).cte("ranked")
    before = PAGE * (page - 1) if page else 0
    on_page = and_(ranked.c.lane != Lane.AGAIN, ranked.c.place > before, ranked.c.place <= before + PAGE)
    listed = case((on_page, 1), else_=0) if page else case((ranked.c.place < 0, 1), else_=0)
    query = _slips(ranked, ranked.c.nth, listed.label("is_listed")).where(or_(ranked.c.nth <= MOST, listed == 1))
    return list(db.session.execute(query.order_by(ranked.c.place)).all())


def _is_there(seen: CTE) -> ColumnElement[bool]:
    """Whether the owner is there still: neither left nor working elsewhere by now (`Concern.is_orphan`)."""
    return and_(Officer.is_active.is_(True), Officer.commissariat_id == seen.c.commissariat_id)


def _left_behind(seen: CTE) -> tuple[Slip, ...]:
    query = _slips(seen).where(~_is_there(seen), seen.c.lane != Lane.AGAIN)
    return tuple(map(_slip, db.session.execute(query.order_by(*_nearest(seen)).limit(PAGE))))


def _slips(seen: CTE, *more: ColumnElement[Any]) -> Select[Any]:
    """What slips are made of, for rows of `seen`."""
    heard_on = select(func.min(Raiser.heard_on)).where(Raiser.concern_id == Concern.id).scalar_subquery()
    columns = (
        Concern.number, Concern.title, Theme.label.label("theme"), Commune.name.label("commune"),
        Quarter.name.label("quarter"), Concern.owner_id, Officer.name.label("owner"), _is_there(seen).label("is_there"),
        Concern.state,
        seen.c.waiting, seen.c.due_on, Concern.next_step, Concern.next_on, heard_on.label("heard_on"),
    )  # fmt: skip
    query = select(*columns, *more).select_from(seen).join(Concern, Concern.id == seen.c.id).join(Concern.commune)
    return query.join(Concern.theme).join(Concern.owner).outerjoin(Concern.quarter)


def _slip(row: Row[Any]) -> Slip:
    return Slip(
        number=row.number,
        title=row.title,
        theme=row.theme,
        where=row.quarter or row.commune,
        owner_id=row.owner_id,
        owner=row.owner,
        owner_active=bool(row.is_there),
        state=State(row.state),
        waiting=row.waiting,
        due_on=row.due_on,
        next_step=row.next_step,
        next_on=row.next_on,
        heard_on=row.heard_on,
    )
