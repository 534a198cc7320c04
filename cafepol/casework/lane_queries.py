"""Concerns in their lanes, as the database counts and orders them; what boards and lists show is read here."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, Row, Select, and_, case, false, func, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute

from cafepol.concerns.board import Slip
from cafepol.concerns.deadlines import Lane, end_of_week
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.owed import is_owed, owed_in, taken_back
from cafepol.concerns.transitions import ALIVE, State
from cafepol.core.clock import local
from cafepol.core.db import db
from cafepol.staff.models import Officer
from cafepol.zone.models import Commune, Quarter, Theme

_KEPT = (
    Concern.id, Concern.owner_id, Concern.theme_id, Concern.quarter_id, Concern.commune_id, Concern.state,
    Concern.next_on,
)  # fmt: skip


def in_lanes(
    ways: Iterable[ColumnElement[bool]], *conditions: ColumnElement[bool], today: date, again: Collection[int] = ()
) -> CTE:
    """The concerns to which one of these ways leads, each in the lane that `deadlines.lane_of` gives it.

    `again`: the closed ones that owe an answer again; of others that are closed nobody is asked who waits.
    """
    found = [select(*_KEPT).where(way, *conditions) for way in ways] or [select(*_KEPT).where(false())]
    concerns = union(*found).cte("found")
    is_asked = or_(concerns.c.state.in_(ALIVE), concerns.c.id.in_(again)) if again else concerns.c.state.in_(ALIVE)
    owed = owed_in(select(concerns.c.id).where(is_asked))
    told_by_promise = and_(concerns.c.state == State.FEEDBACK_DUE, owed.c.due_on.is_not(None))
    has_step = and_(concerns.c.state != State.CLOSED, ~told_by_promise)
    columns = (
        concerns, owed.c.due_on, func.coalesce(owed.c.waiting, 0).label("waiting"),
        _lane(concerns, owed.c.due_on, and_(has_step, concerns.c.next_on < today), today).label("lane"),
        case((has_step, concerns.c.next_on), else_=None).label("step_on"),
    )  # fmt: skip
    return select(*columns).outerjoin(owed, owed.c.concern_id == concerns.c.id).cte("seen")


def _lane(
    concerns: CTE, due_on: ColumnElement[date], is_step_late: ColumnElement[bool], today: date
) -> ColumnElement[str]:
    return case(
        (concerns.c.state == State.CLOSED, Lane.AGAIN),
        (concerns.c.state == State.REOPEN_REQUESTED, Lane.REOPENING),
        (or_(due_on < today, is_step_late), Lane.LATE),
        (due_on <= end_of_week(today), Lane.THIS_WEEK),
        (concerns.c.state == State.FEEDBACK_DUE, Lane.TO_TELL),
        (concerns.c.state == State.RELAYED, Lane.PARTNER),
        else_=Lane.OPEN,
    )


def owing_again(ways: Iterable[ColumnElement[bool]], *conditions: ColumnElement[bool]) -> Sequence[int]:
    """The closed concerns in which an answer is owed again."""
    candidates = taken_back()
    found = select(Concern.id).select_from(candidates).join(Raiser, Raiser.id == candidates.c.raiser_id)
    found = found.join(Concern, Concern.id == Raiser.concern_id).where(Concern.state == State.CLOSED, is_owed())
    return db.session.scalars(found.where(or_(false(), *ways), *conditions).order_by(Concern.id).distinct()).all()


def nearest(seen: CTE) -> Iterable[ColumnElement[Any]]:
    """The order of what is open: the nearest promise first, then the nearest next step."""
    return func.coalesce(seen.c.due_on, date.max), func.coalesce(seen.c.next_on, date.max), seen.c.id


def is_there() -> ColumnElement[bool]:
    """Whether the owner is there still: neither left nor working elsewhere by now (`Concern.is_orphan`)."""
    return and_(Officer.is_active.is_(True), Officer.commissariat_id == Commune.commissariat_id)


def slips_in(seen: CTE, *more: ColumnElement[Any] | InstrumentedAttribute[Any]) -> Select[Any]:
    """What slips are made of, for rows of `seen`."""
    heard_on = select(func.min(Raiser.heard_on)).where(Raiser.concern_id == Concern.id).scalar_subquery()
    columns = (
        Concern.number, Concern.title, Theme.label.label("theme"), Commune.name.label("commune"),
        Quarter.name.label("quarter"), Concern.owner_id, Officer.name.label("owner"), is_there().label("is_there"),
        Concern.state, seen.c.waiting, seen.c.due_on, Concern.next_step, Concern.next_on, heard_on.label("heard_on"),
        Concern.created_at,
    )  # fmt: skip
    query = select(*columns, *more).select_from(seen).join(Concern, Concern.id == seen.c.id).join(Concern.commune)
    return query.join(Concern.theme).join(Concern.owner).outerjoin(Concern.quarter)


def slip(row: Row[Any]) -> Slip:
    """One row of `slips_in`. Who raised what was merged is found elsewhere: that one keeps the day it was noted."""
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
        heard_on=row.heard_on or local(row.created_at).date(),
        has_news=bool(getattr(row, "has_news", False)),
    )
