"""What boards and desks show: counted by the database; of the concerns themselves only those shown are read."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Row, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from cafepol.casework.lane_queries import in_lanes, is_there, nearest, owing_again, slip, slips_in
from cafepol.concerns.board import MOST, MOST_DUE, Board, Counted, Due, Named
from cafepol.concerns.deadlines import ONE_DAY, Lane
from cafepol.concerns.models import Concern
from cafepol.concerns.queries import PAGE, Scope, ways_into
from cafepol.concerns.records import Entry
from cafepol.concerns.transitions import ALIVE, State
from cafepol.core.db import db
from cafepol.staff.models import Officer
from cafepol.zone.models import Commune, Quarter, Theme

LISTENED = timedelta(days=90)  # to what a resident adds after the closing
_APART = (Lane.AGAIN, Lane.REOPENING)


def board_of(scope: Scope, *, today: date) -> Board:
    """The board of the open concerns that somebody sees, and of what lies apart from them."""
    ways = ways_into(scope)
    again = owing_again(ways)
    seen = in_lanes(ways, _alive(again), today=today, again=again)
    counts = _counts(seen)
    has_left = scope.chief_of and any(not each.owner_active for each in counts)
    return Board(
        counts=counts,
        first=tuple(map(slip, _first(seen))) if counts else (),
        orphans=tuple(map(slip, _left_behind(seen))) if has_left else (),
        today=today,
    )


def counts_of(scope: Scope, *, today: date) -> Board:
    """The same in numbers of open concerns alone."""
    return Board(counts=_counts(in_lanes(ways_into(scope), Concern.state.in_(ALIVE), today=today)), today=today)


def due_today(scope: Scope, *, today: date) -> Due:
    """What somebody has to do today (`Slip.reasons`), the nearest promise first; no names.

    An officer: in the concerns they answer for. A chief: also what somebody wants reopened in the commissariat.
    """
    mine, asked = Concern.owner_id == scope.officer_id, Concern.state == State.REOPEN_REQUESTED
    led = Concern.commune_id.in_(select(Commune.id).where(Commune.commissariat_id.in_(scope.chief_of)))
    ways = [and_(mine, Concern.state != State.REOPEN_REQUESTED), and_(led, asked)]
    again, noted = owing_again([mine]), _noted_since(mine, today - LISTENED)
    seen = in_lanes(ways, _alive([*again, *noted]), today=today, again=again)
    has_news = _has_news(seen)
    is_late = case((and_(seen.c.lane.not_in(_APART), seen.c.due_on < today), 1), else_=0)
    query = slips_in(
        seen, has_news.label("has_news"), func.count().over().label("total"), func.sum(is_late).over().label("late")
    ).where(or_(seen.c.lane.in_(_APART), seen.c.due_on <= today + ONE_DAY, seen.c.step_on <= today, has_news))
    query = query.order_by(seen.c.lane.not_in(_APART), *nearest(seen)).limit(MOST_DUE)
    rows = db.session.execute(query).all()
    return Due(tuple(map(slip, rows)), rows[0].total, int(rows[0].late)) if rows else Due()


def _alive(again: Sequence[int]) -> ColumnElement[bool]:
    return or_(Concern.state.in_(ALIVE), Concern.id.in_(again)) if again else Concern.state.in_(ALIVE)


def _has_news(seen: CTE) -> ColumnElement[bool]:
    """Whether the last line about it was written by somebody else than the staff: an answer, or that none came."""
    last = select(func.max(Entry.id)).where(Entry.concern_id == seen.c.id).correlate(seen).scalar_subquery()
    return exists(select(Entry.id).where(Entry.id == last, Entry.written_by != "staff"))


def _noted_since(mine: ColumnElement[bool], day: date) -> Sequence[int]:
    """Concerns closed since a day, of which the last line is what a resident added."""
    line = aliased(Entry)
    last = select(func.max(line.id)).where(line.concern_id == Concern.id).correlate(Concern).scalar_subquery()
    query = select(Concern.id).join(Entry, Entry.id == last).where(mine, Concern.state == State.CLOSED)
    closed_on = datetime.combine(day, time(), UTC)
    return db.session.scalars(query.where(Concern.closed_at >= closed_on, Entry.kind == "resident_note")).all()


def _counts(seen: CTE) -> tuple[Counted, ...]:
    keys = seen.c.owner_id, seen.c.theme_id, seen.c.commune_id, seen.c.quarter_id, seen.c.lane
    sums = func.count().label("concerns"), func.sum(seen.c.waiting).label("waiting")
    counted = select(*keys, *sums).group_by(*keys).subquery()
    where = func.coalesce(Quarter.name, Commune.name)
    columns = Officer.id, Officer.name, is_there(), Theme.label, Theme.id, where, counted.c.quarter_id, counted.c.lane
    query = select(*columns, counted.c.concerns, counted.c.waiting).select_from(counted)
    query = query.join(Officer, Officer.id == counted.c.owner_id).join(Theme, Theme.id == counted.c.theme_id)
    query = query.join(Commune, Commune.id == counted.c.commune_id)
    query = query.outerjoin(Quarter, Quarter.id == counted.c.quarter_id)
    return tuple(
        Counted(owner_id, owner, bool(there), Named(theme, theme_id), Named(where, quarter_id or 0), Lane(lane), *sums)
        for owner_id, owner, there, theme, theme_id, where, quarter_id, lane, *sums in db.session.execute(query)
    )


def _first(seen: CTE) -> list[Row[Any]]:
    """The first concerns of each lane, in their order."""
    nth = func.row_number().over(partition_by=seen.c.lane, order_by=tuple(nearest(seen)))
    ranked = select(seen, nth.label("nth")).cte("ranked")
    query = slips_in(ranked).where(ranked.c.nth <= MOST)
    return list(db.session.execute(query.order_by(*nearest(ranked))).all())


def _left_behind(seen: CTE) -> list[Row[Any]]:
    query = slips_in(seen).where(~is_there(), seen.c.lane != Lane.AGAIN)
    return list(db.session.execute(query.order_by(*nearest(seen)).limit(PAGE)).all())
