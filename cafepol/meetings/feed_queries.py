"""What machines read of the meetings: calendars, feeds, the programming interface."""

from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Select, bindparam, func, select

from cafepol.core.config import settings
from cafepol.core.db import db, past_orm
from cafepol.meetings.asking import FIRST, Wanted
from cafepol.meetings.feed_mark import FeedMark
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import FEED_KEPT, LOADED
from cafepol.zone.models import Commune, Venue
from cafepol.zone.queries import the_zone


@dataclass(frozen=True)
class FeedState:
    """What a feed's content depends on, besides the commune it is of. `changed_at` is the database's clock."""

    number: int
    changed_at: datetime
    last_ended: datetime | None
    last_cancelled: datetime | None

    @property
    def modified_at(self) -> datetime:
        """When a feed last changed: something was written, or a meeting left it by growing old."""
        left = [each + FEED_KEPT for each in (self.last_ended, self.last_cancelled) if each]
        return max(self.changed_at, *left) if left else self.changed_at


def feed_state(now: datetime) -> FeedState:
    """The state of all feeds: one row and two looks at an index, however many meetings there are."""
    return FeedState(*past_orm(_feed_state(), {"since": now - FEED_KEPT}).one())


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
