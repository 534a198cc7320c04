"""The board: open concerns by urgency, by owner and by theme, without any resident's name."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cafepol.concerns.deadlines import Lane, days_late, is_step_late, lane_of
from cafepol.concerns.transitions import State

MOST = 5  # concerns shown of a lane
MOST_DUE = 20  # and of what somebody has to do


@dataclass(frozen=True)
class Slip:
    """One concern on a board or in a list. `due_on`: the earliest promise to one of those who wait."""

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

    def lane(self, today: date) -> Lane:
        """The one lane in which it lies today."""
        return lane_of(self.state, self.due_on, today, next_on=self.next_on)

    def is_step_late(self, today: date) -> bool:
        """Whether the next step should have been done before today."""
        return is_step_late(self.state, self.due_on, self.next_on, today)

    def days_late(self, today: date) -> int:
        """Calendar days since the promised day; 0 when it is not over."""
        return days_late(self.due_on, today) if self.due_on else 0


@dataclass(frozen=True)
class Tally:
    """What one officer has open, in numbers of concerns."""

    name: str
    open: int
    late: int
    this_week: int
    to_tell: int


@dataclass(frozen=True)
class Counted:
    """How many concerns of one owner and one theme lie in a lane, and how many people wait in them."""

    owner_id: int
    owner: str
    owner_active: bool
    theme: str
    lane: Lane
    concerns: int
    waiting: int


@dataclass(frozen=True)
class Due:
    """What somebody has to do: the first concerns, how many there are, and in how many a promise is past."""

    slips: tuple[Slip, ...] = ()
    total: int = 0
    late: int = 0


@dataclass(frozen=True)
class Board:
    """Open concerns in numbers, each in one lane, and closed ones that owe an answer again.

    Of the concerns themselves: the first of each lane, one page of the open ones, those whose owner has left (the
    first of them).
    """

    counts: tuple[Counted, ...]
    today: date
    first: tuple[Slip, ...] = ()
    slips: tuple[Slip, ...] = ()
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
        return sorted({slip.number for slip in (*self.first, *self.slips, *self.orphans)})

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
        """How many open concerns have an owner who has left."""
        return sum(each.concerns for each in self._open if not each.owner_active)

    def by_owner(self) -> list[Tally]:
        """One line per owner, by name."""
        owners = {each.owner_id: each.owner for each in self._open}
        ordered = sorted(owners.items(), key=lambda pair: (pair[1], pair[0]))
        return [_tally(name, (one for one in self._open if one.owner_id == each)) for each, name in ordered]

    def total(self) -> Tally:
        """All owners together."""
        return _tally("Total", self._open)

    def by_theme(self) -> list[tuple[str, int]]:
        """How many are open for each theme, the most frequent first."""
        counted = Counter[str]()
        for each in self._open:
            counted[each.theme] += each.concerns
        return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))

    @property
    def _open(self) -> list[Counted]:
        return [each for each in self.counts if each.lane is not Lane.AGAIN]


def _tally(name: str, counts: Iterable[Counted]) -> Tally:
    lanes = Counter[Lane]()
    for each in counts:
        lanes[each.lane] += each.concerns
    return Tally(name, lanes.total(), lanes[Lane.LATE], lanes[Lane.THIS_WEEK], lanes[Lane.TO_TELL])
