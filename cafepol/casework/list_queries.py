"""Concerns looked for and listed: narrowed by `wanted`, within what the person who asks may see."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, Row, Select, exists, func, or_, select

from cafepol.casework.lane_queries import in_lanes, is_there, nearest, owing_again, slip, slips_in
from cafepol.casework.wanted import Wanted
from cafepol.concerns.board import Slip
from cafepol.concerns.deadlines import Lane
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.queries import PAGE, Scope, ways_into
from cafepol.concerns.transitions import ALIVE, State
from cafepol.core.clock import local
from cafepol.core.db import db
from cafepol.zone.models import Commune, Theme

CLOSED_ONCE = frozenset({State.CLOSED, State.REOPEN_REQUESTED})  # where an outcome is more than proposed


@dataclass(frozen=True)
class Found:
    """One page of what was looked for, and how many there are in all."""

    slips: tuple[Slip, ...] = ()
    total: int = 0

    @property
    def numbers(self) -> list[str]:
        """The numbers of those on the page."""
        return sorted(each.number for each in self.slips)


@dataclass(frozen=True)
class Unnamed:
    """One concern without a word of it: what a directorate reads."""

    number: str
    heard_on: date
    commune: str
    theme: str
    state: str
    outcome: str | None

    @property
    def is_decided(self) -> bool:
        """Whether the outcome is more than proposed."""
        return self.state in CLOSED_ONCE


def find_concerns(scope: Scope, wanted: Wanted, *, today: date) -> Found:
    """One page of the concerns that are wanted: what is open by its nearest promise, the rest newest first."""
    query = _ordered(scope, wanted, today=today)
    rows = db.session.execute(query.limit(PAGE).offset(PAGE * (wanted.page - 1))).all()
    return Found(tuple(map(slip, rows)), rows[0].total) if rows else Found()


def exported(scope: Scope, wanted: Wanted, *, today: date) -> Sequence[Row[Any]]:
    """All of them, in the same order, as rows of `slips_in` with id, outcome and the instant of the closing."""
    return db.session.execute(_ordered(scope, wanted, today=today)).all()


def _ordered(scope: Scope, wanted: Wanted, *, today: date) -> Select[Any]:
    seen = _seen(scope, wanted, today=today)
    more = func.count().over().label("total"), Concern.id, Concern.outcome, Concern.closed_at, seen.c.lane
    query = slips_in(seen, *more)
    if wanted.in_lane:
        query = query.where(seen.c.lane == wanted.in_lane)
    if wanted.wants_ownerless:
        query = query.where(~is_there())
    return query.order_by(*(nearest(seen) if wanted.states <= ALIVE else (seen.c.id.desc(),)))


def _seen(scope: Scope, wanted: Wanted, *, today: date) -> CTE:
    ways, conditions = ways_into(scope), [Concern.state.in_(wanted.states), *_narrowing(wanted)]
    again = owing_again(ways) if wanted.in_lane is Lane.AGAIN else ()
    if wanted.in_lane is Lane.AGAIN:
        conditions.append(Concern.id.in_(again))
    return in_lanes(ways, *conditions, today=today, again=again)


def _narrowing(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    columns = (
        (Concern.commune_id, wanted.commune), (Concern.quarter_id, wanted.quarter),
        (Concern.theme_id, wanted.theme), (Concern.owner_id, wanted.owner),
    )  # fmt: skip
    yield from (column == value for column, value in columns if value)
    heard_on = select(func.min(Raiser.heard_on)).where(Raiser.concern_id == Concern.id).correlate(Concern)
    if wanted.since:
        yield heard_on.scalar_subquery() >= wanted.since
    if wanted.until:
        yield heard_on.scalar_subquery() <= wanted.until
    if wanted.number:
        yield Concern.number == wanted.number
    else:
        yield from map(_is_found, wanted.words)


def _is_found(word: str) -> ColumnElement[bool]:
    """Whether a word is in a concern's number, title, place or theme, or in the name or address of who raised it."""
    said = Raiser.search.contains(word, autoescape=True)
    raised = exists(select(Raiser.id).where(Raiser.concern_id == Concern.id, said).correlate(Concern))
    return or_(Concern.search.contains(word, autoescape=True), raised)


def unnamed(wanted: Wanted) -> tuple[list[Unnamed], int]:
    """One page of the whole zone's concerns without a word of them, newest first, and how many there are.

    By commune, theme and state alone: what else is wanted is not asked.
    """
    heard_on = select(func.min(Raiser.heard_on)).where(Raiser.concern_id == Concern.id).scalar_subquery()
    columns = (
        Concern.number,
        heard_on.label("heard_on"),
        Concern.created_at,
        Commune.name,
        Theme.label,
        Concern.state,
        Concern.outcome,
    )
    query = select(*columns, func.count().over().label("total")).join(Concern.commune).join(Concern.theme)
    query = query.where(
        Concern.state.in_(wanted.states), *_narrowing(Wanted(commune=wanted.commune, theme=wanted.theme))
    )
    query = query.order_by(Concern.id.desc()).limit(PAGE).offset(PAGE * (wanted.page - 1))
    rows = db.session.execute(query).all()
    found = [Unnamed(row.number, row.heard_on or local(row.created_at).date(), *row[3:7]) for row in rows]
    return found, rows[0].total if rows else 0
