"""What a planner reads of the meetings: those of a month, and how many each commune had month by month."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, case, extract, func, select

from cafepol.accounts.roles import Viewer
from cafepol.core.db import db
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting
from cafepol.meetings.months import Month, Pace
from cafepol.meetings.queries import LOADED, PLACED, visible_to
from cafepol.zone.models import Commune


def between(first: date, last: date) -> ColumnElement[bool]:
    """Begins on one of these days of the zone's wall calendar, both included."""
    start, end = (datetime.combine(day, time()) for day in (first, last + timedelta(days=1)))
    return and_(Meeting.starts_local >= start, Meeting.starts_local < end)


def meetings_between(viewer: Viewer, first: date, last: date, commune: Commune | None = None) -> list[Meeting]:
    """Every meeting that this person reads on these days, drafts and cancelled ones too, by date; without co-hosts."""
    query = (
        select(Meeting)
        .join(Meeting.commune)
        .options(*PLACED)
        .where(visible_to(viewer), between(first, last))
        .order_by(Meeting.starts_at, Meeting.id)
    )
    if commune is not None:
        query = query.where(Meeting.commune_id == commune.id)
    return list(db.session.scalars(query))


def paces(commune_ids: Collection[int], first: date, last: date, now: datetime) -> Mapping[tuple[int, Month], Pace]:
    """The meetings of these communes month by month; a month without any is absent."""
    begun = and_(Meeting.state.in_([State.PUBLISHED, State.CLOSED]), Meeting.starts_at <= now)
    planned = and_(Meeting.state == State.PUBLISHED, Meeting.starts_at > now)
    draft = and_(Meeting.state == State.DRAFT, Meeting.starts_at > now)
    month = (extract("year", Meeting.starts_local), extract("month", Meeting.starts_local))
    query = (
        select(Meeting.commune_id, *month, *(func.count(case((kind, 1))) for kind in (begun, planned, draft)))
        .where(Meeting.commune_id.in_(commune_ids), between(first, last))
        .group_by(Meeting.commune_id, *month)
    )
    return {
        (row[0], Month(int(row[1]), int(row[2]))): Pace(row[3], row[4], row[5]) for row in db.session.execute(query)
    }


def first_days(commune_ids: Collection[int]) -> dict[int, date]:
    """The day of each commune's first meeting that took place; communes without any are absent."""
    query = (
        select(Meeting.commune_id, func.min(Meeting.starts_local))
        .where(Meeting.commune_id.in_(commune_ids), Meeting.state.in_([State.PUBLISHED, State.CLOSED]))
        .group_by(Meeting.commune_id)
    )
    return {row[0]: row[1].date() for row in db.session.execute(query)}


def standing_between(first: date, last: date) -> list[Meeting]:
    """Every meeting of the zone on these days that is not cancelled, with its hosts, by date."""
    query = (
        select(Meeting)
        .options(*LOADED)
        .where(Meeting.state != State.CANCELLED, between(first, last))
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return list(db.session.scalars(query))


def held_in(commune_id: int) -> list[tuple[int | None, datetime, datetime]]:
    """Quarter, start and end (wall clock) of every meeting of a commune that is not cancelled, newest first."""
    query = (
        select(Meeting.quarter_id, Meeting.starts_local, Meeting.ends_local)
        .where(Meeting.commune_id == commune_id, Meeting.state != State.CANCELLED)
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]
