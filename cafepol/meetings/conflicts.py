"""Why a meeting cannot be held then and there (hard), or had better not (soft); each reason in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cafepol.core.errors import Refused

MONTHS_A_YEAR = 12
LAST_SAFE_DAY = 28


@dataclass(frozen=True)
class Rules:
    """The zone's own numbers, from its profile."""

    travel_gap_minutes: int
    flyer_days: int
    same_quarter_days: int
    horizon_months: int


@dataclass(frozen=True)
class Person:
    """The host or a co-host, and the form field in which they were chosen."""

    id: int
    name: str
    field: str


@dataclass(frozen=True)
class Wish:
    """The meeting as somebody wants it. Instants are aware; `day` is the local date."""

    starts_at: datetime
    ends_at: datetime
    day: date
    commune_id: int
    quarter_id: int | None
    venue_id: int
    people: tuple[Person, ...]
    capacity: int | None = None  # people that may register
    seats: int | None = None  # people that the venue holds
    has_begun: bool = False  # a meeting that takes place already, at hours that stay: only who is there changes


@dataclass(frozen=True)
class Slot:
    """Another meeting that stands. `label` says which: « café de Wasmes, mardi 12 janvier 2027, de 18 h à 20 h »."""

    label: str
    starts_at: datetime
    ends_at: datetime
    day: date
    commune_id: int
    quarter_id: int | None
    venue_id: int
    people: frozenset[int]


@dataclass(frozen=True)
class Conflict:
    """One reason. Hard: refused. Soft: shown, and may be overridden. `field` is the form field to change."""

    hard: bool
    field: str
    sentence: str


class Conflicts(Refused):
    """The wish runs into something; `conflicts` holds every reason of the same weight."""

    def __init__(self, conflicts: Iterable[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__(" ".join(each.sentence for each in self.conflicts), field=self.conflicts[0].field)


class HardConflicts(Conflicts):
    """Refused: it cannot be."""


class SoftConflicts(Conflicts):
    """Somebody should look first; the same wish passes when it is repeated with « Continuer quand même »."""


def check(found: Iterable[Conflict], *, override_soft: bool) -> None:
    """Raises HardConflicts if one is hard, else SoftConflicts if any is left and nobody said to go on."""
    found = list(found)
    hard = [each for each in found if each.hard]
    if hard:
        raise HardConflicts(hard)
    if found and not override_soft:
        raise SoftConflicts(found)


def find_conflicts(
    wish: Wish, others: Iterable[Slot], *, notes: Iterable[str], rules: Rules, today: date, now: datetime
) -> list[Conflict]:
    """Every reason against a wish, hard ones first. `notes` are the day's own: holiday, blocked day, local event."""
    impossible = _time_conflicts(wish, now)
    if impossible:
        return impossible
    others = list(others)
    hard = [conflict for other in others for conflict in _clashes(wish, other, rules)]
    return hard + _doubts(wish, others, notes, rules, today) + too_many_places(wish.capacity, wish.seats)


def too_many_places(capacity: int | None, seats: int | None) -> list[Conflict]:
    """A doubt when more people may register than the venue holds; nothing where one of the two is not known."""
    if capacity is None or seats is None or capacity <= seats:
        return []
    sentence = f"Ce lieu a {seats} place{'s' if seats > 1 else ''}. Vous en prévoyez {capacity}."
    return [Conflict(hard=False, field="capacity", sentence=sentence)]


def _time_conflicts(wish: Wish, now: datetime) -> list[Conflict]:
    if wish.ends_at <= wish.starts_at:
        return [
            Conflict(hard=True, field="ends", sentence="La fin vient avant le début. Corrigez une des deux heures.")
        ]
    if wish.starts_at <= now and not wish.has_begun:
        return [Conflict(hard=True, field="day", sentence="Ce moment est déjà passé. Choisissez un jour à venir.")]
    return []


def _clashes(wish: Wish, other: Slot, rules: Rules) -> list[Conflict]:
    found = []
    overlaps = _overlaps(wish, other, timedelta(0))
    if overlaps and other.venue_id == wish.venue_id:
        found.append(Conflict(hard=True, field="venue", sentence=f"Ce lieu est déjà pris à ce moment : {other.label}."))
    elsewhere = other.commune_id != wish.commune_id
    gap = timedelta(minutes=rules.travel_gap_minutes if elsewhere else 0)
    for person in wish.people:
        if person.id not in other.people or not _overlaps(wish, other, gap):
            continue
        sentence = f"{person.name} a déjà une rencontre à ce moment : {other.label}."
        if not overlaps:
            sentence = (
                f"{person.name} n’aurait pas {rules.travel_gap_minutes} minutes pour le trajet "
                f"depuis ou vers une autre rencontre : {other.label}."
            )
        found.append(Conflict(hard=True, field=person.field, sentence=sentence))
    return found


def _overlaps(wish: Wish, other: Slot, gap: timedelta) -> bool:
    """Whether less than `gap` lies between the two (0: whether they share a moment; end to start is no clash)."""
    return wish.starts_at < other.ends_at + gap and other.starts_at < wish.ends_at + gap


def _doubts(wish: Wish, others: Iterable[Slot], notes: Iterable[str], rules: Rules, today: date) -> list[Conflict]:
    sentences = [f"{note}." for note in notes]
    days = (wish.day - today).days
    if days < rules.flyer_days:
        left = "aucun jour" if days <= 0 else f"{days} jour{'s' if days > 1 else ''}"
        sentences.append(f"Il reste {left} pour distribuer le flyer. Il en faut {rules.flyer_days}.")
    if wish.day > _months_later(today, rules.horizon_months):
        sentences.append(f"C’est dans plus de {rules.horizon_months} mois. Vérifiez l’année.")
    sentences += [
        f"Ce quartier a déjà une rencontre dans les {rules.same_quarter_days} jours avant ou après : {other.label}."
        for other in others
        if wish.quarter_id is not None
        and other.quarter_id == wish.quarter_id
        and abs((other.day - wish.day).days) <= rules.same_quarter_days
    ]
    return [Conflict(hard=False, field="day", sentence=sentence) for sentence in sentences]


def _months_later(day: date, months: int) -> date:
    """The same day of the month, so many months later (the 28th where the month may be too short)."""
    years, month = divmod(day.month - 1 + months, MONTHS_A_YEAR)
    return date(day.year + years, month + 1, min(day.day, LAST_SAFE_DAY))
