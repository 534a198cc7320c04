"""What machines read of the meetings: calendars, feeds, the programming interface."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from cafepol.core.db import past_orm
from cafepol.meetings.feed_mark import FeedMark
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import FEED_KEPT


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
