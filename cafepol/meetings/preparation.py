"""What is to be done before a meeting, and by when: what CaféPol knows by itself, and what somebody ticks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

PUBLISHED, INVITED, FLYER, HANDED_OUT = "published", "invited", "flyer", "handed_out"


@dataclass(frozen=True)
class Item:
    """A step of the zone's list. `derived` names the fact that makes it done; None: it is ticked."""

    slug: str
    label: str
    days_before: int
    derived: str | None


@dataclass(frozen=True)
class Tick:
    """Who said that it is done, and on which day; `undone_on`: the day on which the date or the place changed since."""

    by: str
    day: date
    undone_on: date | None = None


@dataclass(frozen=True)
class Step:
    """An item of one meeting: due on a day, done or not. `tick`: somebody said so, maybe for another day."""

    item: Item
    due: date
    is_done: bool
    tick: Tick | None = None

    @property
    def is_ticked_by_hand(self) -> bool:
        """Whether somebody has to say that it is done."""
        return self.item.derived is None

    def is_late(self, today: date) -> bool:
        """Whether its day is past and it is not done."""
        return not self.is_done and self.due < today


def steps_of(items: Iterable[Item], *, day: date, facts: Collection[str], ticks: Mapping[str, Tick]) -> list[Step]:
    """The list of a meeting of that day, by due date. `facts`: what is known to be done; `ticks` by slug of item.

    What is ticked is done for a day and a place (a room, coffee, letter boxes): elsewhere it is to be done again.
    """
    found = [
        Step(
            item,
            due=day - timedelta(days=item.days_before),
            is_done=item.derived in facts if item.derived else _is_ticked(ticks.get(item.slug)),
            tick=None if item.derived else ticks.get(item.slug),
        )
        for item in items
    ]
    return sorted(found, key=lambda step: step.due)


def _is_ticked(tick: Tick | None) -> bool:
    return tick is not None and tick.undone_on is None


def next_step(steps: Iterable[Step]) -> Step | None:
    """The first that is not done, by due date; None when all is ready."""
    return next((step for step in steps if not step.is_done), None)
