"""How the meetings to come are laid out for residents: by month, by commune, and the nearest one elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby


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


@dataclass(frozen=True)
class Month:
    """The cards of one month; `held` counts those that take place."""

    first: date
    cards: tuple[Card, ...]
    held: int


def by_month(cards: Iterable[Card]) -> list[Month]:
    """The cards, which come by date, under the month in which they begin."""
    months = []
    for first, group in groupby(cards, key=lambda card: card.starts_local.date().replace(day=1)):
        found = tuple(group)
        months.append(Month(first, found, held_in(found)))
    return months


def held_in(cards: Iterable[Card], slug: str | None = None) -> int:
    """How many meetings take place, in one commune or in all; cancelled ones do not count."""
    return sum(not card.is_cancelled for card in cards if slug in {None, card.commune_slug})


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
