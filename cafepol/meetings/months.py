"""Months as a planner reads them: weeks from Monday, and what was held and is planned against the target."""

import re
from calendar import Calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

MONTHS_A_YEAR = 12
FIRST_YEAR, LAST_YEAR = 2018, 2100  # the first CaféPol was held in 2018
LOOK_BACK = 12  # months
_WRITTEN = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


@dataclass(frozen=True, order=True)
class Month:
    """One month of the calendar."""

    year: int
    month: int

    @property
    def key(self) -> str:
        """As an address writes it: « 2027-02 »."""
        return f"{self.year}-{self.month:02d}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date.fromordinal(self.shifted(1).first.toordinal() - 1)

    @property
    def days(self) -> list[date]:
        """Its days, in order."""
        return [self.first.replace(day=number) for number in range(1, self.last.day + 1)]

    def shifted(self, months: int) -> "Month":
        """The month so many months later (or earlier, below 0)."""
        years, month = divmod(self.month - 1 + months, MONTHS_A_YEAR)
        return Month(self.year + years, month + 1)

    def weeks(self) -> list[list[date | None]]:
        """Its weeks, Monday first; None stands for a day of another month."""
        weeks = Calendar(firstweekday=0).monthdatescalendar(self.year, self.month)
        return [[day if day.month == self.month else None for day in week] for week in weeks]


def month_of(day: date) -> Month:
    """The month in which a day lies."""
    return Month(day.year, day.month)


def read_month(written: str, default: Month) -> Month:
    """The month that an address names; what is no month of our times is `default`."""
    match = _WRITTEN.fullmatch(written)
    if match is None:
        return default
    found = Month(int(match[1]), int(match[2]))
    known = 1 <= found.month <= MONTHS_A_YEAR and FIRST_YEAR <= found.year < LAST_YEAR
    return found if known else default


@dataclass(frozen=True)
class Pace:
    """The meetings of one commune in one month: begun or held, published to come, and drafts to come."""

    held: int = 0
    planned: int = 0
    drafts: int = 0

    @property
    def counted(self) -> int:
        """What counts towards the target: achieved and planned; a draft is no promise yet."""
        return self.held + self.planned


def months_behind(held: Iterable[int], *, target: int) -> int:
    """How many months in a row stayed below the target; `held` is counted per past month, newest first."""
    behind = 0
    for number in held:
        if number >= target:
            return behind
        behind += 1
    return behind


def past_months(today: date, first_ever: date | None) -> Sequence[Month]:
    """The whole months that are over, newest first: a year at most, none before a commune's first meeting."""
    if first_ever is None:
        return ()
    current = month_of(today)
    months = [current.shifted(-back) for back in range(1, LOOK_BACK + 1)]
    return [month for month in months if month >= month_of(first_ever)]


def behind_words(behind: int) -> str:
    """« Sous l’objectif depuis 3 mois. »; nothing when the last month reached it."""
    if behind == 0:
        return ""
    if behind == 1:
        return "Sous l’objectif le mois dernier."
    more = " ou plus" if behind >= LOOK_BACK else ""
    return f"Sous l’objectif depuis {behind} mois{more}."
