"""What machines read of the meetings: calendars, feeds, the programming interface."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.exc import SQLAlchemyError

from cafepol.core.config import settings
from cafepol.core.db import db, past_orm
from cafepol.core.errors import NotFound
from cafepol.core.links import Purpose, subject_of, subjects_with_link
from cafepol.meetings.asking import FIRST, Wanted
from cafepol.meetings.feed_mark import FeedMark
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting, meeting_co_host
from cafepol.meetings.queries import FEED_KEPT, LOADED
from cafepol.staff.models import Officer
from cafepol.zone.models import Commune, Venue
from cafepol.zone.queries import the_zone


@dataclass(frozen=True)
class FeedState:
    """What a feed's content depends on, besides the commune it is of. `changed_at` is the database's clock.

    `shown`: how long after its end, or after it was cancelled, a meeting is still in it.
    """

    number: int
    changed_at: datetime
    last_ended: datetime | None
    last_cancelled: datetime | None
    shown: timedelta

    @property
    def modified_at(self) -> datetime:
        """When a feed last changed: something was written, or a meeting left it by growing old."""
        left = [each + self.shown for each in (self.last_ended, self.last_cancelled) if each]
        return max(self.changed_at, *left) if left else self.changed_at


def feed_state(now: datetime, shown: timedelta) -> FeedState:
    """The state of all feeds: one row and two looks at an index, however many meetings there are."""
    number, changed_at, ended, cancelled = past_orm(_feed_state(), {"since": now - shown}).one()
    return FeedState(number, changed_at, ended, cancelled, shown)


@cache
def _feed_state() -> Select[*tuple[Any, ...]]:
    since = bindparam("since", type_=Meeting.ends_at.type)
    ended = select(func.max(Meeting.ends_at)).where(Meeting.ends_at <= since).scalar_subquery()
    cancelled = select(func.max(Meeting.cancelled_at)).where(Meeting.cancelled_at <= since).scalar_subquery()
    return select(FeedMark.number, FeedMark.changed_at, ended, cancelled)


def asked_meetings(wanted: Wanted, commune: Commune | None) -> tuple[list[Meeting], int]:
    """One page of the meetings that a program asked for, and how many there are in all."""
    conditions = [Meeting.first_published_at.is_not(None), Meeting.state != State.DRAFT]
    if commune is not None:
        conditions.append(Meeting.commune_id == commune.id)
    if wanted.since is not None:
        conditions.append(Meeting.starts_local >= datetime.combine(wanted.since, time.min))
    if wanted.until is not None:
        conditions.append(Meeting.starts_local <= datetime.combine(wanted.until, time.max))
    if wanted.accessible is not None:
        conditions.append(Meeting.venue.has(Venue.is_accessible.is_(wanted.accessible)))
    total = db.session.scalar(select(func.count()).select_from(Meeting).where(*conditions)) or 0
    order = (Meeting.starts_at, Meeting.id) if wanted.sort == FIRST else (Meeting.starts_at.desc(), Meeting.id.desc())
    query = select(Meeting).options(*LOADED).where(*conditions).order_by(*order)
    rows = db.session.scalars(query.offset((wanted.page - 1) * wanted.per_page).limit(wanted.per_page))
    return list(rows), total


def friendly_origins() -> list[str]:
    """The websites that may show our agenda and ask our interface: the zone's own, and those of a setting."""
    website = urlsplit(the_zone().website)
    own = [f"{website.scheme}://{website.netloc}"] if website.scheme in {"https", "http"} and website.netloc else []
    return [*own, *(each for each in settings().embed_origins if each not in own)]


def origins_if_known() -> list[str]:
    """The same; none while the database does not answer, so that the refusal itself gets out."""
    try:
        return friendly_origins()
    except SQLAlchemyError:
        return []


def own_meetings(officer: Officer, now: datetime) -> list[Meeting]:
    """What an officer hosts or co-hosts, by date, drafts too: the day is taken. Kept as long as in the public feeds."""
    co_hosted = select(meeting_co_host.c.meeting_id).where(meeting_co_host.c.officer_id == officer.id)
    since = now - FEED_KEPT
    called_off = Meeting.state == State.CANCELLED
    query = select(Meeting).options(*LOADED).order_by(Meeting.starts_at, Meeting.id)
    return list(
        db.session.scalars(
            query.where(
                or_(Meeting.host_id == officer.id, Meeting.id.in_(co_hosted)),
                or_(and_(~called_off, Meeting.ends_at > since), and_(called_off, Meeting.cancelled_at > since)),
            )
        )
    )


def calendar_owner(token: str, now: datetime) -> Officer:
    """The officer in service whose own calendar this secret opens. Raises NotFound, or Gone when its time is over."""
    officer = db.session.get(Officer, subject_of(token, Purpose.CALENDAR, now=now))
    if officer is None or not officer.is_active:
        raise NotFound
    return officer


def has_calendar(officer: Officer, now: datetime) -> bool:
    """Whether an address of this officer's own calendar was given out that still works."""
    return officer.id in subjects_with_link(Purpose.CALENDAR, now=now)
