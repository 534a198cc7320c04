"""The board: open concerns by urgency, by owner and by theme, without any resident's name."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cafepol.concerns.deadlines import ONE_DAY, Lane, days_late, is_step_due, is_step_late, lane_of
from cafepol.concerns.transitions import State

MOST = 5  # concerns shown of a lane
MOST_DUE = 20  # and of what somebody has to do


class Reason(StrEnum):
    """Why a concern is for today."""

    REOPENING = "reopening"
    AGAIN = "again"
    PROMISE = "promise"
    STEP = "step"
    NEWS = "news"


@dataclass(frozen=True)
class Slip:
    """One concern on a board or in a list. `due_on`: the earliest promise to one of those who wait.

    `has_news`: the last line about it was not written by the staff; known only where today's work is asked.
    """

    number: str
    title: str
    theme: str
    where: str
    owner_id: int
    owner: str
    owner_active: bool
    state: State
    waiting: int
    due_on: date | None
    next_step: str
    next_on: date | None
    heard_on: date
    has_news: bool = False

    def lane(self, today: date) -> Lane:
        """The one lane in which it lies today."""
        return lane_of(self.state, self.due_on, today, next_on=self.next_on)

    def is_step_late(self, today: date) -> bool:
        """Whether the next step should have been done before today."""
        return is_step_late(self.state, self.due_on, self.next_on, today)

    def days_late(self, today: date) -> int:
        """Calendar days since the promised day; 0 when it is not over."""
        return days_late(self.due_on, today) if self.due_on else 0

    def reasons(self, today: date) -> tuple[Reason, ...]:
        """Why somebody has to look at it today; nothing when it can wait.

        An answer promised for tomorrow at the latest; a step whose day has come; an answer of a partner or a resident
        that nobody has followed up, also after the closing. Of what else lies apart that alone.
        """
        lane = self.lane(today)
        if lane is Lane.AGAIN and self.has_news and not self.waiting:
            return (Reason.NEWS,)
        if lane in _APART:
            return (_APART[lane],)
        found = {
            Reason.PROMISE: self.due_on is not None and self.due_on <= today + ONE_DAY,
            Reason.STEP: is_step_due(self.state, self.due_on, self.next_on, today),
            Reason.NEWS: self.has_news,
        }
        return tuple(reason for reason, holds in found.items() if holds)


_APART = {Lane.REOPENING: Reason.REOPENING, Lane.AGAIN: Reason.AGAIN}


@dataclass(frozen=True)
class Named:
    """What a number is about, and the row of its table: a theme, a quarter; 0 where it has none."""

    name: str
    id: int = 0


@dataclass(frozen=True)
class Tally:
    """What one officer has open, in numbers of concerns. `owner_id` 0: all of them."""

    name: str
    open: int
    late: int
    this_week: int
    to_tell: int
    owner_id: int = 0


@dataclass(frozen=True)
class Counted:
    """How many concerns of one owner, theme and quarter lie in a lane, and how many people wait in them."""

    owner_id: int
    owner: str
    owner_active: bool
    theme: Named
    where: Named
    lane: Lane
    concerns: int
    waiting: int


@dataclass(frozen=True)
class Due:
    """What somebody has to do today: the first concerns, how many there are, and in how many a promise is past."""

    slips: tuple[Slip, ...] = ()
    total: int = 0
    late: int = 0


@dataclass(frozen=True)
class Board:
    """Open concerns in numbers, each in one lane; apart, closed ones that owe an answer again or are wanted reopened.

    Of the concerns themselves: the first of each lane, and of those whose owner has left.
    """

    counts: tuple[Counted, ...]
    today: date
    first: tuple[Slip, ...] = ()
    orphans: tuple[Slip, ...] = ()

    def lane(self, lane: Lane) -> list[Slip]:
        """The first concerns of one lane."""
        return [slip for slip in self.first if slip.lane(self.today) is lane]

    def size(self, lane: Lane) -> int:
        """How many concerns lie in one lane."""
        return sum(each.concerns for each in self.counts if each.lane is lane)

    @property
    def numbers(self) -> list[str]:
        """The numbers of all concerns that are shown."""
        return sorted({slip.number for slip in (*self.first, *self.orphans)})

    @property
    def again(self) -> int:
        """How many closed concerns owe an answer again."""
        return self.size(Lane.AGAIN)

    @property
    def open(self) -> int:
        """How many concerns are open."""
        return sum(each.concerns for each in self._open)

    @property
    def waiting(self) -> int:
        """How many people wait for feedback in open concerns."""
        return sum(each.waiting for each in self._open)

    @property
    def late(self) -> int:
        """How many concerns are past a promised day, or past that of their next step."""
        return self.size(Lane.LATE)

    @property
    def this_week(self) -> int:
        """How many more fall due this week."""
        return self.size(Lane.THIS_WEEK)

    @property
    def left_behind(self) -> int:
        """In how many concerns somebody has to act and the owner has left."""
        left = (each for each in self.counts if each.lane is not Lane.AGAIN and not each.owner_active)
        return sum(each.concerns for each in left)

    def by_owner(self) -> list[Tally]:
        """One line per owner, by name."""
        owners = {each.owner_id: each.owner for each in self._open}
        ordered = sorted(owners.items(), key=lambda pair: (pair[1], pair[0]))
        return [_tally(name, (one for one in self._open if one.owner_id == each), each) for each, name in ordered]

    def total(self) -> Tally:
        """All owners together."""
        return _tally("Total", self._open)

    def by_theme(self) -> list[tuple[Named, int]]:
        """How many are open for each theme, the most frequent first."""
        return _most_frequent((each.theme, each.concerns) for each in self._open)

    def by_quarter(self) -> list[tuple[Named, int]]:
        """How many are open in each quarter, the most frequent first; in a commune, where no quarter is noted."""
        return _most_frequent((each.where, each.concerns) for each in self._open)

    @property
    def _open(self) -> list[Counted]:
        return [each for each in self.counts if each.lane not in _APART]


def _most_frequent(found: Iterable[tuple[Named, int]]) -> list[tuple[Named, int]]:
    counted = Counter[Named]()
    for about, concerns in found:
        counted[about] += concerns
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0].name, pair[0].id))


def _tally(name: str, counts: Iterable[Counted], owner_id: int = 0) -> Tally:
    lanes = Counter[Lane]()
    for each in counts:
        lanes[each.lane] += each.concerns
    return Tally(name, lanes.total(), lanes[Lane.LATE], lanes[Lane.THIS_WEEK], lanes[Lane.TO_TELL], owner_id)
