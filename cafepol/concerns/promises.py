"""One promise to each person in each cycle: the first when it was heard, another when it is taken up again."""

from collections.abc import Iterable
from datetime import date


def next_cycle(cycles: Iterable[int]) -> int:
    """The number of the promise that is made after these; the first is 1."""
    return max(cycles, default=0) + 1


def valid_day(due_on: date, extended_to: date | None) -> date:
    """The promised day that holds now: the one that a chief said later, else the original."""
    return extended_to or due_on
