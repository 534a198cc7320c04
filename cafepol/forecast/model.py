"""How many people will come: a small Bayesian model in closed form. Counts are people, except where it says otherwise.

Expected people = the share of those registered who come + those who come without + those who will register yet. Each
part starts from a cautious value, moves towards what the zone's closed meetings showed, then towards what this commune
showed (fit.py). Source of the constants and of their proof by simulation: docs/FORECAST.md.
"""

import math
from bisect import bisect_right
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from cafepol.forecast.inputs import GOING, NOBODY, Group, Registered
from cafepol.forecast.maths import Sum, beta_binomial, negative_binomial

LATE_PRIOR = 1.5
FEW_IN_ZONE, FEW_IN_COMMUNE = 5, 3  # meetings: fewer than that are few
_CURVE = ((0, 1.0), (1, 0.95), (3, 0.80), (7, 0.55), (14, 0.20), (21, 0.05), (28, 0.0))


@dataclass(frozen=True)
class Share:
    """What is known of a share: the Beta distribution."""

    a: float
    b: float

    @property
    def mean(self) -> float:
        """The share to expect, 0 to 1."""
        return self.a / (self.a + self.b)


@dataclass(frozen=True)
class Rate:
    """What is known of the multiplier of the exposure: the Gamma distribution of shape `a` and rate `b`."""

    a: float
    b: float

    @property
    def mean(self) -> float:
        """The multiplier to expect; 1 before anything is known."""
        return self.a / self.b


PRIOR_SHARES: Mapping[Group, Share] = {
    Group.SELF: Share(5.6, 2.4),
    Group.ASSISTED: Share(6.4, 1.6),
    Group.PARTNER: Share(6.8, 1.2),
    Group.INTERESTED: Share(2.0, 6.0),
}
PRIOR_RATE = Rate(4.0, 4.0)


@dataclass(frozen=True)
class Local:
    """What one commune may expect, after `meetings` counted ones of its own."""

    meetings: int
    shares: Mapping[Group, Share]
    walk_ins: Rate


@dataclass(frozen=True)
class Fit:
    """What the closed meetings taught.

    `correlation`: the common fate of those registered for one evening; `dispersion`: of walk-ins; `late`: people that
    a meeting has registered as going in the end; `elsewhere`: for a commune of which nothing is known.
    """

    correlation: float
    dispersion: float
    late: float
    meetings: int
    communes: Mapping[Hashable, Local]
    elsewhere: Local

    def local(self, commune: Hashable) -> Local:
        """What is known for a commune."""
        return self.communes.get(commune, self.elsewhere)


class Status(StrEnum):
    """What a forecast rests on."""

    NONE = "none"  # nothing was closed yet
    FEW = "few"
    ZONE = "zone"  # the other communes, mostly
    OK = "ok"


def status_of(*, in_zone: int, in_commune: int) -> Status:
    """What a forecast rests on, by the number of closed and counted meetings."""
    if not in_zone:
        return Status.NONE
    if in_zone < FEW_IN_ZONE:
        return Status.FEW
    return Status.ZONE if in_commune < FEW_IN_COMMUNE else Status.OK


@dataclass(frozen=True)
class Forecast:
    """How many people will come: `low` to `high` about 8 times in 10. `expected` is the sum of the three parts."""

    status: Status
    in_commune: int  # closed and counted meetings
    in_zone: int
    shares: Mapping[Group, float]
    from_registered: float
    walk_ins: float
    late: float
    variance: float
    correlation: float  # of all who are registered
    low: int
    middle: int
    high: int
    over_capacity: float | None  # probability; None without a limit
    total: Sum

    @property
    def expected(self) -> float:
        """The mean. That `middle` is below it is usual: few evenings are far above."""
        return self.from_registered + self.walk_ins + self.late


def already_in(days_left: int) -> float:
    """Which share of those who will be going in the end has registered so many days before the meeting."""
    if days_left >= _CURVE[-1][0]:
        return 0.0
    at = bisect_right([day for day, _ in _CURVE], max(0, days_left))
    (day, share), (later, less) = list(pairwise(_CURVE))[at - 1]
    return share + (less - share) * (max(0, days_left) - day) / (later - day)


def forecast(
    fit: Fit,
    commune: Hashable,
    registered: Registered,
    *,
    exposure: float,
    days_left: int = 0,
    capacity: int | None = None,
) -> Forecast:
    """How many people will come to a meeting of a commune, as it stands `days_left` days before."""
    local = fit.local(commune)
    people = sum(heads.people for heads in registered.values())
    mean, spread, correlation = _registered(fit, local, registered, people)
    walk_ins, walk_in_spread = _walk_ins(fit, local, exposure)
    late, late_spread = _late(fit, local, registered, days_left)
    ones = beta_binomial(people, mean=mean / people, correlation=correlation) if people else [1.0]
    total = Sum(ones, negative_binomial(mean=walk_ins + late, variance=walk_in_spread + late_spread))
    low, middle, high = (total.quantile(share) for share in (0.1, 0.5, 0.9))
    return Forecast(
        status=status_of(in_zone=fit.meetings, in_commune=local.meetings),
        in_commune=local.meetings,
        in_zone=fit.meetings,
        shares={group: share.mean for group, share in local.shares.items()},
        from_registered=mean,
        walk_ins=walk_ins,
        late=late,
        variance=spread + walk_in_spread + late_spread,
        correlation=correlation,
        low=low,
        middle=middle,
        high=high,
        over_capacity=None if capacity is None else max(0.0, 1 - total.at_most(capacity)),
        total=total,
    )


def _registered(fit: Fit, local: Local, registered: Registered, people: int) -> tuple[float, float, float]:
    """Mean, variance and correlation of those registered who come: one shock for all groups, and one of its own."""
    mean = spread = shock = 0.0
    for group, heads in registered.items():
        share = local.shares[group]
        doubt = 1 / (share.a + share.b + 1)
        each = share.mean * (1 - share.mean)
        same = doubt + fit.correlation * (1 - doubt)
        mean += share.mean * heads.people
        spread += each * ((1 - same) * heads.squares + doubt * (1 - fit.correlation) * heads.people**2)
        shock += math.sqrt(each) * heads.people
    spread += fit.correlation * shock * shock
    if people <= 1:
        return mean, spread, 0.0
    alone = mean * (1 - mean / people)
    return mean, spread, min(0.999, max(0.0, (spread / alone - 1) / (people - 1)))


def _walk_ins(fit: Fit, local: Local, exposure: float) -> tuple[float, float]:
    """Mean and variance of those who come without being registered."""
    mean = exposure * local.walk_ins.mean
    excess = (1 + fit.dispersion) * (1 + 1 / local.walk_ins.a) - 1
    return mean, mean + excess * mean * mean


def _late(fit: Fit, local: Local, registered: Registered, days_left: int) -> tuple[float, float]:
    """Mean and variance of those who will register yet and come."""
    known = already_in(days_left)
    if known >= 1:
        return 0.0, 0.0
    weight = LATE_PRIOR + sum(registered.get(group, NOBODY).people for group in GOING)
    mean = local.shares[Group.SELF].mean * (1 - known) * weight / (LATE_PRIOR / fit.late + known)
    return mean, 2 * mean + mean * mean * (1 / weight + fit.correlation)
