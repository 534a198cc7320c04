"""How the meetings to come are laid out for residents: by month, by commune, and the nearest one elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from cafepol.front.wanted import Wanted
from cafepol.front.wording import at

FEW = 3  # meetings shown beside what was asked for


@dataclass(frozen=True)
class Card:
    """A meeting on the agenda. Nobody's name but those of the police."""

    code: str
    starts_local: datetime
    ends_local: datetime
    is_cancelled: bool
    reason: str
    commune: str
    commune_slug: str
    quarter: str
    venue: str
    street: str
    is_accessible: bool
    hosts: tuple[str, ...]

    @property
    def heading(self) -> str:
        """« Colfontaine, Wasmes »; a quarter that carries its commune's name stands alone."""
        if not self.quarter or self.quarter.startswith(self.commune):
            return self.quarter or self.commune
        return f"{self.commune}, {self.quarter}"

    @property
    def who(self) -> str:
        """« M. Leroy et Mme Dubois »."""
        *first, last = self.hosts
        return f"{', '.join(first)} et {last}" if first else last


@dataclass(frozen=True)
class Place:
    """A commune with the police station that answers for it. `nearby` are slugs, nearest first."""

    slug: str
    name: str
    nearby: tuple[str, ...]
    station: str
    phone: str
    hours: str
    address: str = ""


@dataclass(frozen=True)
class Tally:
    """The meetings of one commune in one month, in venues of one sort: how many take place, how many are shown."""

    slug: str
    first: date
    accessible: bool
    held: int
    shown: int


@dataclass(frozen=True)
class Month:
    """The cards of one month; `held` counts those that take place, on this page and on others."""

    first: date
    cards: tuple[Card, ...]
    held: int


def tallied(cards: Iterable[Card]) -> tuple[Tally, ...]:
    """The tallies of these cards."""
    return tuple(
        Tally(card.commune_slug, _first(card), accessible=card.is_accessible, held=int(not card.is_cancelled), shown=1)
        for card in cards
    )


def matching(tallies: Iterable[Tally], wanted: Wanted) -> list[Tally]:
    """Those of what was asked for."""
    return [
        each
        for each in tallies
        if wanted.slug in {None, each.slug}
        and wanted.month in {None, each.first}
        and (each.accessible or not wanted.accessible)
    ]


def held(tallies: Iterable[Tally]) -> int:
    """How many meetings take place; cancelled ones do not count."""
    return sum(each.held for each in tallies)


def by_month(cards: Iterable[Card], tallies: Sequence[Tally]) -> list[Month]:
    """The cards, which come by date, under the month in which they begin."""
    months = []
    for first, group in groupby(cards, key=_first):
        months.append(Month(first, tuple(group), held(each for each in tallies if each.first == first)))
    return months


def months_of(tallies: Iterable[Tally], wanted: Wanted) -> list[tuple[date, int]]:
    """The months to choose from, each with how many meetings take place; the one that was asked for is among them."""
    everything = matching(tallies, replace(wanted, month=None))
    firsts = {each.first for each in everything} | ({wanted.month} if wanted.month else set())
    return [(first, held(each for each in everything if each.first == first)) for first in sorted(firsts)]


def counted(cards: Sequence[Card], tallies: Sequence[Tally], wanted: Wanted, places: Iterable[Place]) -> dict[str, Any]:
    """What the page counts: of each commune, in all, by month, and of what was asked for."""
    found = matching(tallies, wanted)
    everywhere = matching(tallies, replace(wanted, slug=None))
    return {
        "chips": [(place, held(each for each in everywhere if each.slug == place.slug)) for place in places],
        "total": held(everywhere),
        "months": by_month(cards, found),
        "month_choices": months_of(tallies, wanted),
        "number": held(found),
    }


def sentence(number: int, wanted: Wanted, *, place: str, month: str) -> str:
    """What was found, in words: « Aucun café accessible à Frameries en mars 2027 ».

    `place` is the name of the commune, `month` that of the month; both may be empty.
    """
    several = "s" if number > 1 else ""
    words = [str(number) if number else "Aucun", f"café{several}"]
    if wanted.accessible:
        words.append(f"accessible{several}")
    words += [part for part in (at(place) if place else "", f"en {month}" if month else "") if part]
    return " ".join(words)


def _first(card: Card) -> date:
    return card.starts_local.date().replace(day=1)


def in_commune(cards: Iterable[Card], slug: str) -> list[Card]:
    """The cards of one commune."""
    return [card for card in cards if card.commune_slug == slug]


def nearest(cards: Sequence[Card], place: Place, *, limit: int = 2) -> list[Card]:
    """The next meeting of each neighbouring commune that has one, nearest commune first."""
    found = (next((card for card in in_commune(cards, slug) if not card.is_cancelled), None) for slug in place.nearby)
    return [card for card in found if card][:limit]


def coming(cards: Iterable[Card], slug: str, *, besides: str, limit: int = 3) -> list[Card]:
    """The next meetings of a commune that take place; `besides` is the code of the one being looked at."""
    held = [card for card in in_commune(cards, slug) if not card.is_cancelled and card.code != besides]
    return held[:limit]
