"""The cards of the agenda, read past the ORM: plain values, so that equal facts make equal pages."""

from datetime import date, datetime, time
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    case,
    extract,
    func,
    or_,
    select,
)

from cafepol.core.db import past_orm
from cafepol.front.agenda import Card, Tally
from cafepol.front.wanted import PAGE_SIZE, Wanted
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting, meeting_co_host
from cafepol.staff.models import Officer
from cafepol.zone.models import Commissariat, Commune, Quarter, Venue

Facts = tuple[Any, ...]
Rows = tuple[Facts, ...]
FIRST_OF_EACH = 4  # the meetings of a commune that a page may name beside its own
_STATE = 3  # where the state stands in a row
_BETWEEN = "\n"  # no name holds a line break

_station, _commune, _quarter = Commissariat.__table__.c, Commune.__table__.c, Quarter.__table__.c
_venue, _officer, _meeting = Venue.__table__.c, Officer.__table__.c, Meeting.__table__.c


def stored_page(wanted: Wanted, now: datetime) -> Rows:
    """One page of what was asked for, and the first of the next page if there is one.

    The published meetings that are not over, and the cancelled ones that were published, by date.
    """
    asked: dict[str, Any] = {"now": now, "skipped": (wanted.page - 1) * PAGE_SIZE}
    if wanted.slug:
        asked["slug"] = wanted.slug
    if wanted.days:
        asked["first"], asked["next"] = (datetime.combine(day, time()) for day in wanted.days)
    statement = _page(of_commune=bool(wanted.slug), of_month=bool(wanted.days), accessible=wanted.accessible)
    return tuple(tuple(row) for row in past_orm(statement, asked))


def takes_place(stored: Rows) -> bool:
    """Whether one of these is not cancelled."""
    return any(row[_STATE] == State.PUBLISHED for row in stored)


def first_of_each(now: datetime, *, accessible: bool = False) -> Rows:
    """The next meetings of every commune that take place, a few of each, by date."""
    return tuple(tuple(row) for row in past_orm(_first_of_each(accessible=accessible), {"now": now}))


def stored_tallies(now: datetime) -> Rows:
    """How many meetings the agenda holds, by commune, month and accessibility of the venue."""
    return tuple(tuple(row) for row in past_orm(_all_tallies(), {"now": now}))


def laid_out(stored: Rows) -> tuple[Card, ...]:
    """The cards of what is stored."""
    return tuple(_card(*each) for each in stored)


def tallies(stored: Rows) -> tuple[Tally, ...]:
    """The tallies of what is stored."""
    return tuple(
        Tally(slug, date(int(year), int(month), 1), accessible=bool(accessible), held=held, shown=shown)
        for slug, year, month, accessible, held, shown in stored
    )


def _on_the_agenda() -> ColumnElement[bool]:
    shown = or_(
        _meeting.state == State.PUBLISHED,
        and_(_meeting.state == State.CANCELLED, _meeting.first_published_at.is_not(None)),
    )
    return and_(shown, _meeting.ends_at > bindparam("now"))


def _all_cards() -> Select[Any]:
    columns = (_meeting.code, _meeting.starts_local, _meeting.ends_local, _meeting.state, _meeting.cancel_reason)
    where = (_commune.name, _commune.slug, _quarter.name, _venue.name, _venue.street, _venue.is_accessible)
    found = of_meetings(*columns, *where, _officer.name, co_hosts(_officer.name))
    return found.order_by(_meeting.starts_at, _meeting.id)


@cache
def _page(*, of_commune: bool, of_month: bool, accessible: bool) -> Select[Any]:
    found = _all_cards().where(_on_the_agenda())
    if of_commune:
        found = found.where(_commune.slug == bindparam("slug"))
    if of_month:
        found = found.where(_meeting.starts_local >= bindparam("first"), _meeting.starts_local < bindparam("next"))
    if accessible:
        found = found.where(_venue.is_accessible)
    return found.limit(PAGE_SIZE + 1).offset(bindparam("skipped"))


@cache
def _first_of_each(*, accessible: bool) -> Select[Any]:
    turn = func.row_number().over(partition_by=_meeting.commune_id, order_by=(_meeting.starts_at, _meeting.id))
    coming = (
        select(_meeting.id, turn.label("turn"))
        .join_from(Meeting.__table__, Venue.__table__, _venue.id == _meeting.venue_id)
        .where(_meeting.state == State.PUBLISHED, _meeting.ends_at > bindparam("now"))
    )
    if accessible:
        coming = coming.where(_venue.is_accessible)
    numbered = coming.subquery()
    return _all_cards().join(numbered, numbered.c.id == _meeting.id).where(numbered.c.turn <= FIRST_OF_EACH)


@cache
def _all_tallies() -> Select[Any]:
    groups = (
        _commune.slug,
        extract("year", _meeting.starts_local),
        extract("month", _meeting.starts_local),
        _venue.is_accessible,
    )
    held = func.count(case((_meeting.state == State.PUBLISHED, 1)))
    found = of_meetings(*groups, held, func.count()).where(_on_the_agenda())
    return found.group_by(*groups).order_by(*groups)


def of_meetings(*columns: SQLColumnExpression[Any]) -> Select[Any]:
    """Something of meetings, joined to where and with whom they are held."""
    return (
        select(*columns)
        .select_from(Meeting.__table__)
        .join(Commune.__table__, _commune.id == _meeting.commune_id)
        .join(Commissariat.__table__, _station.id == _commune.commissariat_id)
        .join(Venue.__table__, _venue.id == _meeting.venue_id)
        .join(Officer.__table__, _officer.id == _meeting.host_id)
        .outerjoin(Quarter.__table__, _quarter.id == _meeting.quarter_id)
    )


def names(words: SQLColumnExpression[str]) -> Select[Any]:
    """Several names as one value."""
    return select(func.aggregate_strings(words, _BETWEEN))


def co_hosts(words: SQLColumnExpression[str]) -> ScalarSelect[Any]:
    """What is asked of the co-hosts of a meeting, as one value."""
    helpers = names(words).join_from(meeting_co_host, Officer.__table__, meeting_co_host.c.officer_id == _officer.id)
    mine = (meeting_co_host.c.meeting_id == _meeting.id, _officer.id != _meeting.host_id)
    return helpers.where(*mine).correlate(Meeting.__table__).scalar_subquery()


def _card(code: str, starts: datetime, ends: datetime, state: str, reason: str | None, *where_and_who: Any) -> Card:
    commune, slug, quarter, venue, street, is_accessible, host, others = where_and_who
    hosts = (host, *sorted((others or "").split(_BETWEEN) if others else ()))
    place = (commune, slug, quarter or "", venue, street, bool(is_accessible))
    return Card(code, starts, ends, state == State.CANCELLED, reason or "", *place, hosts)
