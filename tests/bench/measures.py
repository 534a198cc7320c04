"""A page beside its floor, in short rounds by turns, so that a busy machine slows both alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from tests.bench.load import Round
from tests.bench.weights import Weight

ROUNDS = 8


@dataclass(frozen=True)
class Result:
    """A line of the table. Rates are answers per second, times milliseconds.

    `ratio` is the page's speed as a share of its floor's, `cpu_ratio` the same by the processor's time alone.
    """

    name: str
    floor: str
    floor_rate: float
    rate: float
    middle: float
    slow: float
    cpu: float
    ratio: float
    cpu_ratio: float
    target: float | None
    weight: Weight | None
    queries: int | None

    @property
    def is_met(self) -> bool:
        """Whether it is as fast as it has to be."""
        return self.target is None or self.ratio >= self.target


@dataclass(frozen=True)
class Page:
    """What is measured: its name in the table, its floor's, the share of the floor's speed that it has to reach."""

    name: str
    floor: str
    target: float | None = None
    weight: Weight | None = None
    queries: int | None = None


def by_turns(page: Page, bare: Callable[[], Round], ours: Callable[[], Round]) -> Result:
    """Rounds of the floor and of the page by turns, after one of each to warm up. The ratio is the median pair's."""
    bare(), ours()
    pairs = [(bare(), ours()) for _ in range(ROUNDS)]
    floors, pages = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    times = [each * 1000 for measured in pages for each in measured.times]
    cost = _cost(pages)
    return Result(
        name=page.name,
        floor=page.floor,
        floor_rate=median(each.rate for each in floors),
        rate=median(each.rate for each in pages),
        middle=median(times),
        slow=quantiles(times, n=20)[-1],
        cpu=cost,
        ratio=median(app.rate / floor.rate for floor, app in pairs),
        cpu_ratio=_cost(floors) / cost if cost else 0.0,
        target=page.target,
        weight=page.weight,
        queries=page.queries,
    )


def _cost(rounds: Sequence[Round]) -> float:
    """Milliseconds of processor for one answer."""
    return 1000 * sum(each.cpu for each in rounds) / sum(len(each.times) for each in rounds)
