"""Where things stand in the picture of a range: one line of people from 0 on, in the units of the drawing."""

from dataclasses import dataclass
from itertools import count

_LEFT, _RIGHT = 10, 345  # of 360 units
_MOST_MARKS = 4  # beside 0
_DIGIT = 16  # how wide a large digit is
_GAP = 8


@dataclass(frozen=True)
class Picture:
    """The band from `low` to `high`, a thick line in it, the limit of the room, who came; None: not drawn."""

    low: float
    width: float
    middle: float | None
    limit: float | None
    came: float | None
    low_text: float  # where the number ends
    high_text: float  # where the number begins
    marks: tuple[tuple[float, int], ...]


def drawn(
    low: int, high: int, *, middle: int | None, limit: int | None, came: int | None = None, least: int = 0
) -> Picture:
    """A picture of a range of people, on a line that goes to `least` or beyond.

    A room of more than twice as many as are expected is not a limit to draw.
    """
    if limit is not None and limit > 2 * high:
        limit = None
    last, step = _axis(max(high, limit or 0, came or 0, least, 1))

    def at(people: int | None) -> float | None:
        return None if people is None else round(_LEFT + (_RIGHT - _LEFT) * people / last, 1)

    start, end = at(low) or 0.0, at(high) or 0.0
    low_text = max(start + _GAP, _LEFT + _DIGIT * len(str(low)))
    return Picture(
        low=start,
        width=round(end - start, 1),
        middle=at(middle),
        limit=at(limit),
        came=at(came),
        low_text=low_text,
        high_text=max(low_text + _GAP, min(end - _GAP, _RIGHT + _GAP - _DIGIT * len(str(high)))),
        marks=tuple((at(people) or 0.0, people) for people in range(0, last + 1, step)),
    )


def _axis(most: int) -> tuple[int, int]:
    """The end of the axis and the step between its marks: 1, 2 or 5 times a power of ten."""
    for power in count():
        for factor in (1, 2, 5):
            step = factor * 10**power
            last = -(-most // step) * step
            if last // step <= _MOST_MARKS:
                return last, step
    raise AssertionError  # pragma: no cover -- some step is always large enough
