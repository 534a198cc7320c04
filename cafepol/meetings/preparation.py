"""What is to be done before a meeting, and by when: what CaféPol knows by itself, and what somebody ticks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

PUBLISHED, INVITED, FLYER = "published", "invited", "flyer"


@dataclass(frozen=True)
class Item:
    """A step of the zone's list. `derived` names the fact that makes it done; None: it is ticked."""

    slug: str
    label: str
    days_before: int
    derived: str | None


@dataclass(frozen=True)
class Tick:
    """Who said that it is done, and on which day."""

    by: str
    day: date


@dataclass(frozen=True)
class Step:
    """An item of one meeting: due on a day, done or not. `tick` is there when somebody said so."""

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
    """The list of a meeting of that day, by due date. `facts`: what is known to be done; `ticks` by slug of item."""
    found = [
        Step(
            item,
            due=day - timedelta(days=item.days_before),
            is_done=item.derived in facts if item.derived else item.slug in ticks,
            tick=None if item.derived else ticks.get(item.slug),
        )
        for item in items
    ]
    return sorted(found, key=lambda step: step.due)


def next_step(steps: Iterable[Step]) -> Step | None:
    """The first that is not done, by due date; None when all is ready."""
    return next((step for step in steps if not step.is_done), None)
