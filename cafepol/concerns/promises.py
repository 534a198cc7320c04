"""One promise to each person in each cycle: the first when it was heard, another when it is taken up again."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from cafepol.concerns.deadlines import is_weekend
from cafepol.core.errors import Refused


def next_cycle(cycles: Iterable[int]) -> int:
    """The number of the promise that is made after these; the first is 1."""
    return max(cycles, default=0) + 1


def valid_day(due_on: date, extended_to: date | None) -> date:
    """The promised day that holds now: the one that a chief said later, else the original."""
    return extended_to or due_on


def check_extension(valid_on: date, to_on: date, *, today: date, closed: Mapping[date, str]) -> None:
    """A later day than the one that holds, not over yet, on which people work. Raises Refused."""
    if to_on <= valid_on:
        raise Refused("Choisissez un jour plus tard que la date promise.", field="to_on")
    if to_on < today:
        raise Refused("Choisissez aujourd’hui ou un jour à venir.", field="to_on")
    if is_weekend(to_on):
        raise Refused("C’est un week-end : choisissez un jour ouvrable.", field="to_on")
    if to_on in closed:
        raise Refused(f"Ce jour ne compte pas ({closed[to_on]}) : choisissez un jour ouvrable.", field="to_on")


def later_closures(
    heard_on: date, due_on: date, known: Collection[date], closed: Mapping[date, str]
) -> list[tuple[date, str]]:
    """The weekdays of a promise that were closed only after it was made: they counted, and its day stays.

    `known`: the days that did not count when it was made; `closed`: all closed days as they are known now.
    """
    return [
        (day, closed[day])
        for day in sorted(closed)
        if heard_on < day <= due_on and day not in known and not is_weekend(day)
    ]
