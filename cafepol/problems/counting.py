"""Before and after a response: how many concerns were heard in two windows of the same length."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

LEFT_OUT = ("voided", "merged")  # a concern that was none, or that counts as another


@dataclass(frozen=True)
class Comparison:
    """Two counts; None where the window is not complete (« NC »). `window`: days on each side."""

    before: int | None
    after: int | None
    window: int

    @property
    def is_complete(self) -> bool:
        """Whether the two can be compared."""
        return self.before is not None and self.after is not None

    @property
    def n(self) -> int | None:
        """How many concerns the comparison rests on; None when it cannot be made."""
        if self.before is None or self.after is None:
            return None
        return self.before + self.after


def windows(response_from: date, days: int) -> tuple[date, date]:
    """The first day of the window before, and the first day after the window that begins with the response."""
    length = timedelta(days=days)
    return response_from - length, response_from + length


def before_after(
    heard_days: Iterable[date], response_from: date, window: int, *, recorded_since: date | None, today: date
) -> Comparison:
    """How many of these days lie in the `window` days before the response, and in as many from its first day on.

    The window before is complete when concerns were recorded there from its first day on (`recorded_since`, None:
    never), the window after when its last day is over.
    """
    begins, ends = windows(response_from, window)
    days = list(heard_days)
    before = sum(begins <= day < response_from for day in days)
    after = sum(response_from <= day < ends for day in days)
    recorded = recorded_since is not None and recorded_since <= begins
    return Comparison(before if recorded else None, after if ends <= today else None, window)
