"""When a time zone changes its clocks, as a calendar must be told (RFC 5545, 3.6.5), worked out from the zone."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

FIRST_YEAR = 2000  # before every meeting
LAST_YEAR = 2037
WEEK = 7
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Observance:
    """From `starts` (the clock on the wall just before) the offset from UTC is `after`.

    `yearly` is (month, day of the week) when it comes back on the last such day of that month every year.
    """

    starts: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool
    yearly: tuple[int, str] | None = None


def observances(timezone: tzinfo) -> list[Observance]:
    """Every change of the clocks from 2000 on; those that come back each year once, with their rule."""
    groups: dict[tuple[timedelta, timedelta, str], list[Observance]] = defaultdict(list)
    for change in _changes(timezone):
        groups[change.before, change.after, change.name].append(change)
    return [each for group in groups.values() for each in _folded(group)] or [_never_changing(timezone)]


def _never_changing(timezone: tzinfo) -> Observance:
    return _observance(datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), timezone)


def _changes(timezone: tzinfo) -> Iterator[Observance]:
    day, end = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)
    while day < end:
        following = day + timedelta(days=1)
        if day.astimezone(timezone).utcoffset() != following.astimezone(timezone).utcoffset():
            yield _observance(day, _moment(day, following, timezone), timezone)
        day = following


def _moment(low: datetime, high: datetime, timezone: tzinfo) -> datetime:
    """The instant, to the minute, at which the offset changes between two instants."""
    offset = low.astimezone(timezone).utcoffset()
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) // timedelta(minutes=2) * timedelta(minutes=1)
        low, high = (middle, high) if middle.astimezone(timezone).utcoffset() == offset else (low, middle)
    return high


def _observance(before: datetime, instant: datetime, timezone: tzinfo) -> Observance:
    old, new = before.astimezone(timezone), instant.astimezone(timezone)
    offset = old.utcoffset() or timedelta(0)
    return Observance(
        starts=(instant + offset).replace(tzinfo=None),
        before=offset,
        after=new.utcoffset() or timedelta(0),
        name=new.tzname() or "",
        is_summer=bool(new.dst()),
    )


def _folded(group: list[Observance]) -> list[Observance]:
    """One observance with a rule, if it is the same last day of the same month in every year; else all of them."""
    first = group[0]
    habits = {(each.starts.month, each.starts.weekday(), each.starts.time()) for each in group}
    are_last = all((each.starts + timedelta(days=WEEK)).month != each.starts.month for each in group)
    if len(habits) > 1 or not are_last or len(group) != LAST_YEAR - FIRST_YEAR + 1:
        return group
    rule = (first.starts.month, DAYS[first.starts.weekday()])
    return [Observance(first.starts, first.before, first.after, first.name, first.is_summer, rule)]
