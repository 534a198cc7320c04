"""What closed meetings teach about how many people come. Computed when a meeting closes, not when a page is shown."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cafepol.forecast.inputs import GOING, NOBODY, Group, Record
from cafepol.forecast.model import LATE_PRIOR, PRIOR_RATE, PRIOR_SHARES, Fit, Local, Rate, Share

HALF_LIFE = 365  # days after which a meeting weighs half
_ROUNDS = 3
_MOST_OF_OTHERS, _MOST_OF_OTHERS_RATE = 10.0, 6.0  # what the other communes weigh at most within one: κp, κλ
_CORRELATION, _CORRELATION_WEIGHT, _CORRELATIONS = 0.10, 20.0, (0.01, 0.5)  # ρ0, νρ, bounds
_DISPERSION, _DISPERSION_WEIGHT, _DISPERSIONS = 0.35, 8.0, (0.05, 2.0)  # δ0, νδ, bounds
_LATE, _LATE_WEIGHT = 8.0, 0.2  # people


@dataclass(frozen=True)
class _Seen:
    """One counted meeting and its weight, 0 to 1."""

    record: Record
    weight: float
    head_count: int

    @property
    def commune(self) -> Hashable:
        return self.record.commune


@dataclass
class _Tally:
    """Effective counts of one commune: who came and who did not by group; walk-ins and their exposure."""

    came: dict[Group, float] = field(default_factory=lambda: dict.fromkeys(Group, 0.0))
    missed: dict[Group, float] = field(default_factory=lambda: dict.fromkeys(Group, 0.0))
    walk_ins: float = 0.0
    exposure: float = 0.0
    meetings: int = 0


_Locals = dict[Hashable, Local]


def fit(history: Iterable[Record], *, today: date) -> Fit:
    """What the meetings held until `today` teach, the older the less; those that nobody counted teach nothing.

    The order of `history` does not matter.
    """
    seen = [
        _Seen(each, 0.5 ** ((today - each.day).days / HALF_LIFE), each.head_count)
        for each in history
        if each.head_count is not None and each.day <= today
    ]
    start = Local(0, PRIOR_SHARES, PRIOR_RATE)
    locals_: _Locals = {each.commune: start for each in seen}
    correlation, dispersion = _CORRELATION, _DISPERSION
    elsewhere = start
    for turn in range(_ROUNDS):
        if turn:
            ticked = [each for each in seen if each.record.ticked is not None]
            correlation, dispersion = _correlation(ticked, locals_), _dispersion(ticked, locals_)
        locals_, elsewhere = _means(seen, locals_, correlation, dispersion)
    return Fit(correlation, dispersion, _late(seen), len(seen), locals_, elsewhere)


def _means(
    seen: Sequence[_Seen], locals_: Mapping[Hashable, Local], correlation: float, dispersion: float
) -> tuple[_Locals, Local]:
    tallies = {commune: _Tally() for commune in locals_}
    for each in seen:
        _add(tallies[each.commune], each, locals_[each.commune], correlation, dispersion)
    whole = _Tally()
    for tally in tallies.values():
        for group in Group:
            whole.came[group] += tally.came[group]
            whole.missed[group] += tally.missed[group]
        whole.walk_ins += tally.walk_ins
        whole.exposure += tally.exposure
    return {commune: _local(tally, whole) for commune, tally in tallies.items()}, _local(_Tally(), whole)


def _add(tally: _Tally, seen: _Seen, local: Local, correlation: float, dispersion: float) -> None:
    """Add a meeting: whoever shared an evening's fate counts for fewer than they are."""
    came, walk_ins = _who_came(seen, local)
    weight = seen.weight if seen.record.ticked is not None else seen.weight / 2
    for group, heads in seen.record.registered.items():
        if heads.people:
            square = heads.people**2
            count = weight * square / (correlation * square + (1 - correlation) * heads.squares)
            share = came[group] / heads.people
            tally.came[group] += count * share
            tally.missed[group] += count * (1 - share)
    exposure = seen.record.exposure
    effective = weight * exposure / (1 + dispersion * local.walk_ins.mean * exposure)
    tally.walk_ins += effective * walk_ins / exposure
    tally.exposure += effective
    tally.meetings += 1


def _who_came(seen: _Seen, local: Local) -> tuple[Mapping[Group, float], float]:
    """Registered people who came, by group, and walk-ins; shared out as expected where nobody ticked a list."""
    record = seen.record
    if record.ticked is not None:
        came = {group: float(record.ticked.get(group, 0)) for group in record.registered}
    else:
        expected = {group: local.shares[group].mean * heads.people for group, heads in record.registered.items()}
        ratio = seen.head_count / (sum(expected.values()) + local.walk_ins.mean * record.exposure)
        came = {group: min(record.registered[group].people, ratio * each) for group, each in expected.items()}
    return came, seen.head_count - sum(came.values())


def _local(own: _Tally, whole: _Tally) -> Local:
    """A commune: what the others showed, up to a bound, and all that its own meetings showed."""
    shares = {}
    for group, prior in PRIOR_SHARES.items():
        a = prior.a + whole.came[group] - own.came[group]
        b = prior.b + whole.missed[group] - own.missed[group]
        others = _MOST_OF_OTHERS / (_MOST_OF_OTHERS + a + b)
        shares[group] = Share(others * a + own.came[group], others * b + own.missed[group])
    a = PRIOR_RATE.a + whole.walk_ins - own.walk_ins
    b = PRIOR_RATE.b + whole.exposure - own.exposure
    others = _MOST_OF_OTHERS_RATE / (_MOST_OF_OTHERS_RATE + b)
    return Local(own.meetings, shares, Rate(others * a + own.walk_ins, others * b + own.exposure))


def _correlation(ticked: Sequence[_Seen], locals_: Mapping[Hashable, Local]) -> float:
    """How much those registered for one evening do the same, from how far they fell from the mean together."""
    excess = base = weights = 0.0
    for each in ticked:
        came, _ = _who_came(each, locals_[each.commune])
        for group, heads in each.record.registered.items():
            if heads.people**2 > heads.squares:
                mean = locals_[each.commune].shares[group].mean
                alone = mean * (1 - mean)
                excess += each.weight * ((came[group] - mean * heads.people) ** 2 - alone * heads.squares)
                base += each.weight * alone * (heads.people**2 - heads.squares)
                weights += each.weight
    return _shrunk(_CORRELATION, _CORRELATION_WEIGHT, excess, base, weights, _CORRELATIONS)


def _dispersion(ticked: Sequence[_Seen], locals_: Mapping[Hashable, Local]) -> float:
    """How much walk-ins vary from evening to evening beyond chance."""
    excess = base = weights = 0.0
    for each in ticked:
        local = locals_[each.commune]
        mean = local.walk_ins.mean * each.record.exposure
        _, walk_ins = _who_came(each, local)
        excess += each.weight * ((walk_ins - mean) ** 2 - mean)
        base += each.weight * mean * mean
        weights += each.weight
    return _shrunk(_DISPERSION, _DISPERSION_WEIGHT, excess, base, weights, _DISPERSIONS)


def _shrunk(
    prior: float, trust: float, excess: float, base: float, weights: float, bounds: tuple[float, float]
) -> float:
    """An estimate drawn towards its prior value, which weighs as much as `trust` meetings, within bounds."""
    if not base:
        return prior
    kept = trust * base / weights
    return min(bounds[1], max(bounds[0], (kept * prior + excess) / (kept + base)))


def _late(seen: Sequence[_Seen]) -> float:
    """How many people a meeting has registered as going in the end."""
    going = sum(each.weight * sum(each.record.registered.get(group, NOBODY).people for group in GOING) for each in seen)
    weights = sum(each.weight for each in seen)
    return (LATE_PRIOR + _LATE_WEIGHT * going) / (LATE_PRIOR / _LATE + _LATE_WEIGHT * weights)
