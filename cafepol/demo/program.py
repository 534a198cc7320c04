"""On which days, where and with whom the cafés of a commune take place: a year back, six weeks ahead."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, auto

from cafepol.concerns.deadlines import end_of_week, promise_date
from cafepol.demo.diary import ONE_DAY, Diary
from cafepol.demo.people import Team
from cafepol.staff.models import Officer
from cafepol.zone.models import Quarter, Venue
from cafepol.zone.queries import day_notes, the_zone, venues

HOURS = ((time(14), time(16)), (time(18), time(20)), (time(15), time(17)), (time(18, 30), time(20, 30)))
EVENING = HOURS[1]
AFTERNOON = 16  # o'clock: until then today's café is still to come
LONG_UNCLOSED = 8  # days: its host was reminded twice, whatever the hour


class Kind(Enum):
    """What a café is there to show."""

    PAST = auto()  # all that was said is answered
    CALLED_OFF = auto()  # past, and did not take place
    LATE = auto()  # promises are over
    THIS_WEEK = auto()  # promises fall due this week
    FRESH = auto()  # held a few days ago
    TO_CLOSE = auto()  # held more than a week ago, and nobody closed it yet
    TODAY = auto()
    COMING = auto()
    FULL = auto()  # to come, with people who wait for a place
    CANCELLED = auto()  # to come, and will not take place
    DRAFT = auto()


HELD = frozenset({Kind.PAST, Kind.LATE, Kind.THIS_WEEK, Kind.FRESH, Kind.TO_CLOSE})


@dataclass(frozen=True)
class Plan:
    """One café of the year. `number` counts those of the commune, in time order."""

    team: Team
    kind: Kind
    number: int
    starts_local: datetime
    ends_local: datetime
    quarter: Quarter | None
    venue: Venue
    host: Officer

    @property
    def day(self) -> date:
        """The day on the wall calendar."""
        return self.starts_local.date()


class Program:
    """The cafés of one commune. `position` tells the communes of the zone apart: each has its own days."""

    def __init__(self, diary: Diary, team: Team, position: int) -> None:
        self.diary = diary
        self.team = team
        self.position = position
        self.zone = the_zone()
        self.venues = venues([team.commune.id])
        self._days: dict[date, Kind] = {}
        self._quarters: dict[int, list[date]] = {}

    def plans(self, *, special: frozenset[Kind]) -> list[Plan]:
        """Every café of the commune, in time order; `special` are the kinds that this commune alone shows."""
        self._hold_today(special)
        self._recent(special)
        self._past()
        self._coming(special)
        numbers = {day: number for number, day in enumerate(sorted(self._days))}
        # today's café chooses its place first: one must be able to open its room
        chosen = sorted(self._days, key=lambda day: (self._days[day] is not Kind.TODAY, day))
        plans = [self._plan(numbers[day], day, self._days[day]) for day in chosen]
        return sorted(plans, key=lambda plan: plan.number)

    def _hold_today(self, special: frozenset[Kind]) -> None:
        if Kind.TODAY in special:
            is_early = self.diary.now.astimezone(self.diary.zone).hour < AFTERNOON
            self._days[self.diary.today if is_early else self.diary.today + ONE_DAY] = Kind.TODAY

    def _recent(self, special: frozenset[Kind]) -> None:
        """Held a few days ago; so long ago that the promise falls due this week; and longer than that."""
        fresh = self.diary.workdays_before(self.diary.today, 3 + self.position % 2)[0]
        if Kind.TO_CLOSE in special:
            self._take(self._ago(LONG_UNCLOSED), -1, Kind.TO_CLOSE)
        else:
            self._take(fresh, -1, Kind.FRESH)
        self._take(self._due_soon(fresh), -1, Kind.THIS_WEEK)
        late = self.diary.today - timedelta(days=3 + self.position % 3)
        self._take(fresh, -1, Kind.LATE, lambda day: self._promised(day) <= late)

    def _due_soon(self, day: date) -> date:
        """The last free day before another whose promise falls due this week, from today on; else soon after."""
        workday = self.diary.workdays(self.diary.today - ONE_DAY, self.diary.today + timedelta(days=30))[0]
        found = day
        while self._promised(day) >= self.diary.today:
            if self._is_free(day):
                found = day
                if self._promised(day) <= end_of_week(workday):
                    return day
            day -= ONE_DAY
        return found

    def _past(self) -> None:
        for weeks in (49, 42, 35, 28, 22, 15, 9):
            self._take(self._ago(7 * weeks - 1 - self.position), 1, Kind.PAST)
        if self.position % 2 == 0:
            self._take(self._ago(7 * 18 - self.position), 1, Kind.CALLED_OFF)

    def _coming(self, special: frozenset[Kind]) -> None:
        """Two or three within six weeks, each commune on its own days."""
        self._take(self._ago(-8 - self.position), 1, Kind.FULL if Kind.FULL in special else Kind.COMING)
        self._take(self._ago(-22 - self.position), 1, Kind.COMING)
        if self.position % 2 == 0:
            self._take(self._ago(-35 - self.position % 3), 1, Kind.COMING)
        if Kind.CANCELLED in special:
            self._take(self._ago(-15), 1, Kind.CANCELLED)
        if Kind.DRAFT in special:
            self._take(self._ago(-29), 1, Kind.DRAFT)

    def _ago(self, days: int) -> date:
        return self.diary.today - timedelta(days=days)

    def _promised(self, heard_on: date) -> date:
        return promise_date(heard_on, self.zone.promise_days, self.diary.closed).due_on

    def _take(self, day: date, step: int, kind: Kind, fits: Callable[[date], bool] = lambda _: True) -> None:
        """Put a café on the nearest day, going that way, that is free, quiet, and fits."""
        while not (fits(day) and self._is_free(day)):
            day += step * ONE_DAY
        self._days[day] = kind

    def _is_free(self, day: date) -> bool:
        return self.diary.is_workday(day) and day not in self._days and not day_notes(day, self.team.commune.id)

    def _plan(self, number: int, day: date, kind: Kind) -> Plan:
        quarter, venue = self._place(number, day, kind)
        starts, ends = EVENING if kind is Kind.TODAY else HOURS[(number + self.position) % len(HOURS)]
        return Plan(
            team=self.team,
            kind=kind,
            number=number,
            starts_local=datetime.combine(day, starts),
            ends_local=datetime.combine(day, ends),
            quarter=quarter,
            venue=venue,
            host=self.team.officer_of(quarter),
        )

    def _place(self, number: int, day: date, kind: Kind) -> tuple[Quarter | None, Venue]:
        """The next venue in turn whose quarter had no café lately; else one for the whole commune."""
        turn = number % len(self.venues)
        in_turn: Sequence[Venue] = [*self.venues[turn:], *self.venues[:turn]]
        if kind is Kind.TODAY:
            in_turn = [venue for venue in in_turn if self.team.officer_of(venue.quarter) is self.team.officers[0]]
        for venue in in_turn:
            if venue.quarter is None or self._is_rested(venue.quarter, day):
                if venue.quarter is not None:
                    self._quarters.setdefault(venue.quarter.id, []).append(day)
                return venue.quarter, venue
        return None, self.venues[turn]

    def _is_rested(self, quarter: Quarter, day: date) -> bool:
        rest = self.zone.same_quarter_days
        return all(abs((day - other).days) > rest for other in self._quarters.get(quarter.id, []))
