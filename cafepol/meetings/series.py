"""« Proposer n dates »: the days that a rhythm gives. The rhythm itself is not stored: each day becomes a draft."""

from datetime import date, timedelta
from enum import StrEnum

from cafepol.meetings.months import month_of

FEWEST, MOST = 2, 12  # dates
EVERY_MAX = 12  # weeks or months
WEEK = 7
LAST = 5  # a fifth Tuesday is the last one: not every month has a fifth


class Rhythm(StrEnum):
    """Every so many weeks, or the same weekday of the month every so many months (« le 2e mardi »)."""

    WEEKS = "weeks"
    MONTHS = "months"


def series_days(first: date, rhythm: Rhythm, *, every: int, number: int) -> list[date]:
    """So many days from `first` on, `first` included: every `every` weeks, or months on the same weekday of the month.

    Days, not instants: the hours on the wall stay the same through both changes of the clock.
    """
    if rhythm is Rhythm.WEEKS:
        return [first + timedelta(weeks=every * step) for step in range(number)]
    return [_same_weekday(first, every * step) for step in range(number)]


def nth(day: date) -> int:
    """Which of its weekday's days in the month: 1 to 4, or LAST."""
    return (day.day - 1) // WEEK + 1


def _same_weekday(first: date, months: int) -> date:
    """The same weekday of the month, so many months later; a fifth one gives the last one of each month."""
    month = month_of(first).shifted(months)
    days = [day for day in month.days if day.weekday() == first.weekday()]
    return days[-1] if nth(first) == LAST else days[nth(first) - 1]
