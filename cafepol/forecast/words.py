"""What the screen says of a forecast: whole numbers, a range with what it rests on, and why it is that much."""

import math
from dataclasses import dataclass

from cafepol.forecast.inputs import GOING, NOBODY, Group, Reach, Registered
from cafepol.forecast.model import Forecast, Status
from cafepol.meetings.naming import cafe_of

_ROUGH = 5  # people: before anything is known a range is said in steps of so many
_RISK = 0.05  # from this probability on it is said that a room may be too small


@dataclass(frozen=True)
class Said:
    """A forecast in words and whole numbers. `expected` is None before anything is known."""

    status: Status
    low: int
    high: int
    expected: int | None
    headline: str
    basis: str
    prepare: str
    addends: tuple[str, ...]
    risk: str
    picture: str  # what the picture shows


def rounded(value: float) -> int:
    """The whole number nearest to it, halves upwards."""
    return math.floor(value + 0.5)


def shown_range(found: Forecast) -> tuple[int, int]:
    """From how many to how many people, as it is said: in rough steps before anything is known."""
    if found.status is Status.NONE:
        return found.low // _ROUGH * _ROUGH, -(-found.high // _ROUGH) * _ROUGH
    return found.low, found.high


def said(found: Forecast, registered: Registered, reach: Reach, *, commune: str, capacity: int | None = None) -> Said:
    """A forecast as the meeting's page says it."""
    low, high = shown_range(found)
    expected = None if found.status is Status.NONE else rounded(found.expected)
    span = f"entre {low} et {high}"
    return Said(
        status=found.status,
        low=low,
        high=high,
        expected=expected,
        headline=f"À titre indicatif : {span}." if expected is None else f"Environ {expected}, {span}.",
        basis=_basis(found, commune),
        prepare=f"Prévoyez {_count(high, 'chaise')} et {_count(high, 'tasse')}.",
        addends=() if expected is None else _addends(found, registered, reach),
        risk=_risk(found, capacity),
        picture=f"{_middle(expected)}{span}, huit fois sur dix. Prévoyez {_count(high, 'tasse')}.",
    )


def _middle(expected: int | None) -> str:
    return "À titre indicatif : " if expected is None else f"Sans doute {expected} : "


def _count(value: int, noun: str) -> str:
    return f"{_number(value)} {noun}{'s' if value > 1 else ''}"


def _number(value: int) -> str:
    return f"{value:,}".replace(",", " ")


def _basis(found: Forecast, commune: str) -> str:
    if found.status is Status.NONE:
        return "Pas assez de rencontres clôturées."
    if found.status is Status.FEW:
        return f"Pas assez de rencontres (n = {found.in_zone}) : prudence."
    if found.status is Status.ZONE:
        return f"Surtout d’après les autres communes (n = {found.in_zone - found.in_commune})."
    of_commune = cafe_of(commune).removeprefix("café ")
    return f"Sur {_count(found.in_commune, 'rencontre')} {of_commune}, {found.in_zone} dans la zone."


def _addends(found: Forecast, registered: Registered, reach: Reach) -> tuple[str, ...]:
    """The parts of the sum: « 14 inscrits × 73 % ≈ 10 »."""
    going = {group: registered.get(group, NOBODY).people for group in GOING}
    lines = [
        _share(sum(going.values()), "inscrit", sum(found.shares[group] * heads for group, heads in going.items())),
        _share(
            people := registered.get(Group.INTERESTED, NOBODY).people,
            "intéressé",
            found.shares[Group.INTERESTED] * people,
        ),
        f"sans inscription ≈ {rounded(found.walk_ins)} ({_reached(reach)})",
    ]
    if found.late:
        lines.append(f"encore à venir ≈ {rounded(found.late)}")
    return tuple(each for each in lines if each)


def _share(people: int, noun: str, come: float) -> str:
    if not people:
        return ""
    return f"{_count(people, noun)} × {rounded(100 * come / people)} % ≈ {rounded(come)}"


def _reached(reach: Reach) -> str:
    words = ["flyers non notés" if reach.flyers is None else _count(reach.flyers, "flyer")]
    if reach.fb_interested is not None or reach.fb_going is not None:
        words.append("Facebook")
    return ", ".join(words)


def _risk(found: Forecast, capacity: int | None) -> str:
    if capacity is None or found.over_capacity is None or found.over_capacity < _RISK:
        return ""
    return f"La salle a {_count(capacity, 'place')} : risque d’en manquer, {rounded(100 * found.over_capacity)} %."
