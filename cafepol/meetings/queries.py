"""Every read of the meetings, with all that their pages show: commune, quarter, venue, hosts, topics."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, false, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from cafepol.accounts.roles import Viewer
from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.core.text import public_code
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting, meeting_co_host
from cafepol.meetings.withdrawals import nothing_at
from cafepol.zone.models import Commune

FEED_KEPT = timedelta(days=30)
PAGE_SIZE = 30

PLACED = (
    joinedload(Meeting.commune).joinedload(Commune.commissariat),
    joinedload(Meeting.quarter),
    joinedload(Meeting.venue),
    joinedload(Meeting.host),
)
LOADED = (*PLACED, selectinload(Meeting.co_hosts), selectinload(Meeting.topics))
_ONCE_PUBLISHED = Meeting.first_published_at.is_not(None)


def _meetings(*conditions: ColumnElement[bool]) -> Select[Meeting]:
    return (
        select(Meeting)
        .join(Meeting.commune)
        .options(*LOADED)
        .where(*conditions)
        .order_by(Meeting.starts_at, Meeting.id)
    )


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on a query joined to Commune: meetings that this person reads."""
    return true() if viewer.sees_whole_zone else Commune.commissariat_id.in_(viewer.commissariat_ids)


def find_by_code(code: str) -> Meeting | None:
    """The meeting of a code, typed in capitals or not, in any state, or None."""
    return db.session.scalar(_meetings(Meeting.code == code.upper()))


def get_public_meeting(code: str, *, whole: bool = True) -> Meeting:
    """A meeting that the public may see. Raises Gone for one that was announced and is a draft again, else NotFound.

    `whole`: with all around it that pages and mails show; an answer is held against the bare row.
    """
    found = db.session.scalar(_public_meeting(whole=whole), {"code": code.upper()})
    if found is None:
        raise nothing_at(code)
    return found


@cache
def _public_meeting(*, whole: bool) -> Select[Meeting]:
    query = select(Meeting).options(*(LOADED if whole else ()))
    return query.where(Meeting.code == bindparam("code"), _ONCE_PUBLISHED)


def get_meeting(code: str, viewer: Viewer) -> Meeting:
    """A meeting that this person reads. Raises NotFound when there is none, or none for them."""
    found = db.session.scalar(_meetings(Meeting.code == code.upper(), visible_to(viewer)))
    if found is None:
        raise NotFound
    return found


def get_meeting_by_id(meeting_id: int) -> Meeting:
    """A meeting whatever its state, for whoever holds a right on it (a link, a row of their own). Raises NotFound."""
    found = db.session.scalar(_meetings(Meeting.id == meeting_id))
    if found is None:
        raise NotFound
    return found


def meetings_by_ids(ids: Collection[int]) -> dict[int, Meeting]:
    """Several meetings by id, whatever their state."""
    return {each.id: each for each in db.session.scalars(_meetings(Meeting.id.in_(ids)))}


def meetings_by_codes(codes: Collection[str]) -> dict[str, Meeting]:
    """Several meetings by code, whatever their state."""
    return {each.code: each for each in db.session.scalars(_meetings(Meeting.code.in_(codes)))}


def lock_meeting(meeting: Meeting) -> Meeting:
    """Take the meeting's row until the transaction ends, with its newest values (on SQLite the writer has the lock)."""
    db.session.flush()  # reading the row anew would drop what is not written yet
    db.session.refresh(meeting, list(Meeting.__table__.columns.keys()), with_for_update={"key_share": True})
    return meeting  # refreshed by column: what was loaded around it stays loaded


def take_meeting_by_id(meeting_id: int) -> Meeting:
    """Take a meeting's row first, then read it with all around it: as whoever had the row left it. Raises NotFound.

    What is read before the row is taken may be of before an edit that is being saved, its place and its host too.
    """
    db.session.execute(select(Meeting.id).where(Meeting.id == meeting_id).with_for_update(key_share=True))
    found = db.session.scalar(_meetings(Meeting.id == meeting_id).execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def _upcoming(now: datetime) -> ColumnElement[bool]:
    return and_(Meeting.state == State.PUBLISHED, Meeting.ends_at > now)


def _in(commune: Commune | None) -> ColumnElement[bool]:
    return true() if commune is None else Meeting.commune_id == commune.id


def agenda(now: datetime, commune: Commune | None = None, *, most: int | None = None) -> list[Meeting]:
    """What residents look at: published meetings to come, and those cancelled after publication, by date.

    `most`: how many at most, else all of them.
    """
    cancelled = and_(Meeting.state == State.CANCELLED, _ONCE_PUBLISHED, Meeting.ends_at > now)
    return list(db.session.scalars(_meetings(or_(_upcoming(now), cancelled), _in(commune)).limit(most)))


def upcoming_counts(now: datetime) -> dict[int, int]:
    """How many published meetings are to come, by commune id (communes without any are absent)."""
    counted = select(Meeting.commune_id, func.count()).where(_upcoming(now)).group_by(Meeting.commune_id)
    return {row[0]: row[1] for row in db.session.execute(counted)}


def _in_feed(since: Any, where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Once published; kept 30 days after its end, or after it was cancelled."""
    kept = or_(
        and_(Meeting.state != State.CANCELLED, Meeting.ends_at > since),
        and_(Meeting.state == State.CANCELLED, Meeting.cancelled_at > since),
    )
    return and_(_ONCE_PUBLISHED, Meeting.state != State.DRAFT, kept, where)


def feed_meetings(now: datetime, commune: Commune | None = None) -> list[Meeting]:
    """What a calendar feed holds, by date: of the zone or of one commune."""
    return list(db.session.scalars(_meetings(_in_feed(now - FEED_KEPT, _in(commune)))))


def coming_meetings(
    viewer: Viewer, now: datetime, *, commune: Commune | None = None, states: Collection[State] = tuple(State)
) -> list[Meeting]:
    """The meetings that this person reads and that are not over, drafts and cancelled ones too, by date."""
    query = _meetings(visible_to(viewer), _in(commune), Meeting.state.in_(states), Meeting.ends_at > now)
    return list(db.session.scalars(query))


def past_meetings(
    viewer: Viewer,
    now: datetime,
    *,
    commune: Commune | None = None,
    states: Collection[State] = tuple(State),
    page: int = 1,
) -> tuple[list[Meeting], bool]:
    """One page of those that are over, newest first, and whether an older page follows."""
    query = _meetings(visible_to(viewer), _in(commune), Meeting.state.in_(states), Meeting.ends_at <= now)
    newest = query.order_by(None).order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    found = list(db.session.scalars(newest.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE + 1)))
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def meetings_hosted_by(officer_id: int, since: datetime) -> list[Meeting]:
    """The meetings of a host or co-host that end after `since`, whatever their state but cancelled, by date."""
    return list(
        db.session.scalars(
            _meetings(hosted_by([officer_id]), Meeting.ends_at > since, Meeting.state != State.CANCELLED)
        )
    )


def meetings_to_close(viewer: Viewer, now: datetime) -> list[Meeting]:
    """The meetings that this person reads, that are over and that nobody closed yet, oldest first."""
    return list(
        db.session.scalars(_meetings(visible_to(viewer), Meeting.state == State.PUBLISHED, Meeting.ends_at <= now))
    )


def hosted_by(officer_ids: Collection[int]) -> ColumnElement[bool]:
    """The condition on a query: meetings of which one of these officers is host or co-host."""
    helped = select(meeting_co_host.c.meeting_id).where(meeting_co_host.c.officer_id.in_(officer_ids))
    return or_(Meeting.host_id.in_(officer_ids), Meeting.id.in_(helped))


def meetings_around(
    start: datetime,
    end: datetime,
    *,
    officer_ids: Collection[int],
    venue_id: int,
    quarter_id: int | None,
    besides: int | None,
) -> list[Meeting]:
    """The meetings between two instants that share a person, the venue or the quarter; cancelled ones do not count."""
    same_quarter = false() if quarter_id is None else Meeting.quarter_id == quarter_id
    shares = or_(hosted_by(officer_ids), Meeting.venue_id == venue_id, same_quarter)
    query = _meetings(
        Meeting.state != State.CANCELLED,
        Meeting.ends_at > start,
        Meeting.starts_at < end,
        shares,
        Meeting.id != (besides or 0),
    )
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def free_code() -> str:
    """A random public code that no meeting has. There are 64 million."""
    code = public_code()
    while db.session.scalar(select(Meeting.id).where(Meeting.code == code)) is not None:
        code = public_code()
    return code


def month_counts(today: date, now: datetime, *, commissariat_ids: Collection[int]) -> list[tuple[Commune, int, int]]:
    """The meetings in the month of `today` by commune of these commissariats: (commune, begun or held, planned)."""
    first = datetime(today.year, today.month, 1)  # noqa: DTZ001 -- the wall clock, as starts_local is kept
    begun = and_(Meeting.state.in_([State.PUBLISHED, State.CLOSED]), Meeting.starts_at <= now)
    planned = and_(Meeting.state == State.PUBLISHED, Meeting.starts_at > now)
    in_month = and_(Meeting.starts_local >= first, Meeting.starts_local < _next_month(first))
    query = (
        select(Commune, func.count(case((begun, 1))), func.count(case((planned, 1))))
        .outerjoin(Meeting, and_(Meeting.commune_id == Commune.id, in_month))
        .where(Commune.commissariat_id.in_(commissariat_ids))
        .group_by(Commune.id)
        .order_by(Commune.position)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def _next_month(first: datetime) -> datetime:
    return (first + timedelta(days=31)).replace(day=1)
