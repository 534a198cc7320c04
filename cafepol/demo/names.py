"""Invented people: officers, residents, contacts. Numbers and addresses belong to nobody."""

from dataclasses import dataclass

from cafepol.core.text import slug
from cafepol.zone.models import Commune

WOMEN = 2  # every second name is a woman's


@dataclass(frozen=True)
class Pool:
    """First names of women and men, and surnames, of one language."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]


FRENCH = Pool(
    women=("Claire", "Fatima", "Nadine", "Jeannine", "Sophie", "Maria", "Yvette", "Leïla", "Monique", "Julie"),
    men=("Luc", "Mehdi", "Roger", "Giuseppe", "Thomas", "Marcel", "Karim", "Jean-Pol", "Michel", "Antoine"),
    surnames=(
        *("Dupont", "Lambert", "Renard", "Simon", "Carlier", "Moreau", "Delcourt", "Rossi", "Leroy", "Baudoux"),
        *("Martin", "Petit", "Bertrand", "Lemaire", "Hubert", "Marchal", "Fontaine", "Collard", "Urbain", "Noël"),
        *("Gérard", "Bianchi", "Denis", "Laurent", "Wauters", "Jacob", "Mahieu", "Lefort", "Pirard", "Docquier"),
    ),
)
DUTCH = Pool(
    women=("Ann", "Els", "Fatma", "Greet", "Hilde", "Ingrid", "Katrien", "Lies", "Marleen", "Rita"),
    men=("Bart", "Dirk", "Emre", "Geert", "Hans", "Jef", "Koen", "Luk", "Piet", "Wim"),
    surnames=(
        *("Peeters", "Janssens", "Maes", "Jacobs", "Mertens", "Willems", "Claes", "Goossens", "Wouters", "De Smet"),
        *("Pauwels", "Hermans", "Aerts", "Michiels", "Lemmens", "Segers", "Stevens", "Coppens", "De Backer", "Nys"),
        *("Verhoeven", "Bogaert", "Cools", "Baert", "Thijs", "Raes", "Smets", "Van Damme", "Lenaerts", "Dewit"),
    ),
)
POOLS = {"fr": FRENCH, "nl": DUTCH}
STREETS = ("rue des Lilas", "rue du Puits", "avenue des Tilleuls", "rue Neuve", "rue du Moulin", "allée des Merles")


@dataclass(frozen=True)
class Person:
    """An invented person; `short` is « Mme Martin », `full` « Claire Martin »."""

    short: str
    full: str
    is_woman: bool
    number: int

    @property
    def mail(self) -> str:
        """An address that reaches nobody."""
        return f"{slug(self.full).replace('-', '.')}@exemple.be"

    @property
    def mobile(self) -> str:
        """A number that was never given out: 0470 00 00 xx."""
        return f"0470 00 00 {self.number % 100:02d}"

    @property
    def landline(self) -> str:
        """A number that was never given out: 065 00 99 xx."""
        return f"065 00 99 {self.number % 100:02d}"

    def address(self, commune: Commune) -> str:
        """Where they live, in two lines, in an invented street."""
        street = STREETS[self.number % len(STREETS)]
        return f"{street} {1 + self.number * 7 % 90}\n{commune.postal_code} {commune.name}"


def pool_of(language: str) -> Pool:
    """The names of a language; French ones for a language that is not known."""
    return POOLS.get(language, FRENCH)


def person(pool: Pool, number: int) -> Person:
    """The invented person of that number; the first 300 have different names."""
    is_woman = number % WOMEN == 0
    firsts = pool.women if is_woman else pool.men
    surname = pool.surnames[number % len(pool.surnames)]
    first = firsts[(number // len(pool.surnames) + number // WOMEN) % len(firsts)]
    return Person(f"{'Mme' if is_woman else 'M.'} {surname}", f"{first} {surname}", is_woman, number)
