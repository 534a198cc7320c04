"""At what hours of the day meetings are held, and which are usual in a commune."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

NOON, DUSK = time(12), time(17)
MORNING, AFTERNOON, EVENING = "matin", "apres-midi", "soir"


@dataclass(frozen=True)
class Hours:
    """From when to when, on the clock on the wall."""

    starts: time
    ends: time

    @property
    def part(self) -> str:
        """The part of the day in which they begin."""
        if self.starts < NOON:
            return MORNING
        return AFTERNOON if self.starts < DUSK else EVENING


USUAL = Hours(time(18), time(20))
_OF_PART = {MORNING: Hours(time(10), time(12)), AFTERNOON: Hours(time(14), time(16)), EVENING: USUAL}


def usual_hours(held: Sequence[Hours], part: str = "") -> tuple[Hours, ...]:
    """The hours at which a commune held most of its meetings, two at most; those of a part of the day if one is asked.

    Without any to go by: 18 to 20 h, or two hours of the part.
    """
    fitting = [each for each in held if part in ("", each.part)]
    if not fitting:
        return (_OF_PART.get(part, USUAL),)
    return tuple(each for each, _ in Counter(fitting).most_common(2))
