"""Times at which an officer is not there: what is kept of them (when, and nothing else), and how they are said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from cafepol.core.errors import Refused
from cafepol.core.local_time import instant_of

HORIZON = timedelta(days=549)  # 18 months: how far ahead absences are kept
MAX_PERIODS = 3000  # of one calendar, once what touches is joined
FULL_DAY = time(0)


@dataclass(frozen=True, order=True)
class Busy:
    """From one instant to another, both aware. `whole_days`: local midnights, said without hours."""

    starts_at: datetime
    ends_at: datetime
    whole_days: bool = False

    def overlaps(self, start: datetime, end: datetime) -> bool:
        """Whether it shares a moment with the time between two instants (end to start is no overlap)."""
        return self.starts_at < end and start < self.ends_at

    def days(self, tz: tzinfo) -> tuple[date, date]:
        """Its first and its last day on the wall calendar."""
        last = self.ends_at.astimezone(tz) - timedelta(microseconds=1)
        return self.starts_at.astimezone(tz).date(), last.date()


def joined(periods: Iterable[Busy]) -> list[Busy]:
    """The same times with fewer periods: what overlaps or touches is one, hours within whole days are left out."""
    every = sorted(periods)
    whole = _merged(each for each in every if each.whole_days)
    hours = _merged(each for each in every if not each.whole_days)
    outside, place = [], 0
    for each in hours:
        while place < len(whole) and whole[place].ends_at < each.ends_at:
            place += 1
        if place == len(whole) or each.starts_at < whole[place].starts_at:
            outside.append(each)
    return sorted(whole + outside)


def _merged(periods: Iterable[Busy]) -> list[Busy]:
    found: list[Busy] = []
    for each in periods:
        if found and each.starts_at <= found[-1].ends_at:
            ends = max(found[-1].ends_at, each.ends_at)
            found[-1] = Busy(found[-1].starts_at, ends, each.whole_days)
        else:
            found.append(each)
    return found


def typed_period(
    first: date, last: date | None, starts: time | None, ends: time | None, *, tz: tzinfo, now: datetime
) -> Busy:
    """An absence as it is typed: days, and hours if it is not for whole days (`last` empty: that day).

    Raises Refused at `last`, `starts` or `ends` when it ends before it begins, is over, or lies beyond the horizon,
    and for an hour that does not exist or comes twice.
    """
    last = last or first
    if (starts is None) != (ends is None):
        missing = "starts" if starts is None else "ends"
        raise Refused("Écrivez les deux heures, ou aucune.", field=missing)
    whole = starts is None or ends is None
    begin = instant_of(datetime.combine(first, starts or FULL_DAY), tz, field="starts")
    after = (last + timedelta(days=1), FULL_DAY) if ends is None else (last, ends)
    end = instant_of(datetime.combine(*after), tz, field="ends")
    if end <= begin:
        field = "last" if last < first else "ends"
        raise Refused("La fin vient avant le début.", field=field)
    if end <= now:
        raise Refused("Cette absence est déjà passée.", field="last")
    if end > now + HORIZON:
        raise Refused("C’est dans plus de 18 mois. Vérifiez l’année.", field="last")
    return Busy(begin, end, whole)
