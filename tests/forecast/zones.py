"""Invented zones whose truth is not the model: what the forecast is tried on. Seeded; nothing of it is real."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from cafepol.forecast.inputs import Group, Heads, Reach, Record, Registered
from cafepol.forecast.model import PRIOR_SHARES

START = date(2025, 1, 1)
COMMUNES = range(5)
CHANCES = {Group.SELF: 0.5, Group.ASSISTED: 0.25, Group.PARTNER: 0.05, Group.INTERESTED: 0.2}
SIZES = ((1, 2, 3, 4), (55, 30, 10, 5))


@dataclass(frozen=True)
class Trial:
    """A meeting to be told in advance, what came of it, and all that was held before."""

    past: list[Record]
    commune: int
    registered: Registered
    exposure: float
    came: int

    @property
    def today(self) -> date:
        return self.past[-1].day + timedelta(7)

    @property
    def own(self) -> list[int]:
        """What was counted in this commune before, oldest first."""
        return [each.head_count for each in self.past if each.commune == self.commune]

    @property
    def simple_rule(self) -> float:
        going = sum(heads.people for group, heads in self.registered.items() if group is not Group.INTERESTED)
        return 0.7 * going + 0.25 * self.registered.get(Group.INTERESTED, Heads()).people + 5


class Zone:
    """Logit-normal shares, log-normal turnout, one shock for all who registered for an evening."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        shared, rate = chance.gauss(0, 0.3), chance.gauss(0, 0.3)
        self.logits = {commune: shared + chance.gauss(0, 0.25) for commune in COMMUNES}
        self.rates = {commune: math.exp(rate + chance.gauss(0, 0.25)) for commune in COMMUNES}
        self.turnout = {commune: 7 * math.exp(chance.gauss(0, 0.3)) for commune in COMMUNES}

    def evening(self, day: date, commune: int) -> Record:
        """One meeting as it was held; one in five without a ticked list."""
        chance = self.chance
        shock = chance.gauss(0, 0.5)
        parties: dict[Group, list[int]] = {}
        for _ in range(round(self.turnout[commune] * math.exp(chance.gauss(0, 0.5)))):
            group = chance.choices(list(CHANCES), list(CHANCES.values()))[0]
            parties.setdefault(group, []).append(chance.choices(*SIZES)[0])
        came = {group: self._came(group, sizes, self.logits[commune] + shock) for group, sizes in parties.items()}
        reach = Reach(
            flyers=chance.choice([None, 0, 400, 800, 1500]),
            fb_interested=chance.choice([None, 10, 30, 60]),
            fb_going=chance.choice([None, 2, 6, 12]),
        )
        walk_ins = _poisson(chance, self.rates[commune] * reach.exposure * chance.gammavariate(1 / 0.35, 0.35))
        ticked = None if chance.random() < 0.2 else came
        registered = {group: Heads.of(sizes) for group, sizes in parties.items()}
        return Record(day, commune, registered, ticked, sum(came.values()) + walk_ins, reach.exposure)

    def _came(self, group: Group, sizes: list[int], shift: float) -> int:
        prior = PRIOR_SHARES[group].mean
        share = 1 / (1 + math.exp(-(math.log(prior / (1 - prior)) + shift)))
        return sum(size for size in sizes if self.chance.random() < share)


def _poisson(chance: random.Random, mean: float) -> int:
    found, left = 0, chance.expovariate(1)
    while left < mean:
        found += 1
        left += chance.expovariate(1)
    return found


def trials(count: int, *, seed: int) -> Iterator[Trial]:
    """So many zones with 4 to 40 meetings behind them, and one to tell in advance each."""
    chance = random.Random(seed)  # noqa: S311 -- seeded on purpose
    for _ in range(count):
        zone = Zone(chance)
        held = [
            zone.evening(START + timedelta(7 * week), chance.choice(COMMUNES))
            for week in range(chance.choice([4, 8, 15, 40]) + 1)
        ]
        now = held.pop()
        yield Trial(held, now.commune, now.registered, now.exposure, now.head_count)


def large_history(meetings: int, *, seed: int) -> list[Record]:
    """So many meetings of one zone."""
    zone = Zone(random.Random(seed))  # noqa: S311 -- seeded on purpose
    return [zone.evening(START + timedelta(week), week % len(COMMUNES)) for week in range(meetings)]
