"""The board: open concerns by urgency, by owner and by theme, without any resident's name."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cafepol.concerns.deadlines import Lane, days_late, is_step_late, lane_of
from cafepol.concerns.transitions import State


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
class Board:
    """Open concerns, each in one lane, the nearest promise first; `again`: closed ones that owe an answer again."""

    slips: tuple[Slip, ...]
    today: date
    again: tuple[Slip, ...] = ()

    def lane(self, lane: Lane) -> list[Slip]:
        """The concerns of one lane."""
        return [slip for slip in (*self.again, *self.slips) if slip.lane(self.today) is lane]

    @property
    def open(self) -> int:
        """How many concerns are open."""
        return len(self.slips)

    @property
    def waiting(self) -> int:
        """How many people wait for feedback."""
        return sum(slip.waiting for slip in self.slips)

    @property
    def late(self) -> int:
        """How many concerns are past a promised day, or past that of their next step."""
        return len(self.lane(Lane.LATE))

    @property
    def this_week(self) -> int:
        """How many more fall due this week."""
        return len(self.lane(Lane.THIS_WEEK))

    @property
    def orphans(self) -> list[Slip]:
        """Those whose owner has left."""
        return [slip for slip in self.slips if not slip.owner_active]

    def by_owner(self) -> list[Tally]:
        """One line per owner, by name."""
        owners = {slip.owner_id: slip.owner for slip in self.slips}
        ordered = sorted(owners.items(), key=lambda pair: (pair[1], pair[0]))
        return [self._tally(name, [slip for slip in self.slips if slip.owner_id == each]) for each, name in ordered]

    def total(self) -> Tally:
        """All owners together."""
        return self._tally("Total", self.slips)

    def by_theme(self) -> list[tuple[str, int]]:
        """How many are open for each theme, the most frequent first."""
        counted = Counter(slip.theme for slip in self.slips)
        return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))

    def _tally(self, name: str, slips: Iterable[Slip]) -> Tally:
        lanes = Counter(slip.lane(self.today) for slip in slips)
        return Tally(name, lanes.total(), lanes[Lane.LATE], lanes[Lane.THIS_WEEK], lanes[Lane.TO_TELL])


def make_board(slips: Iterable[Slip], today: date) -> Board:
    """The board of these slips, open or owing again: the nearest promise first, then the nearest next step."""
    far = date.max
    ordered = sorted(slips, key=lambda slip: (slip.due_on or far, slip.next_on or far, slip.number))
    again = [slip for slip in ordered if slip.lane(today) is Lane.AGAIN]
    return Board(tuple(slip for slip in ordered if slip not in again), today, tuple(again))
