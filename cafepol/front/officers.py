"""« Qui est mon policier de quartier ? »: what a visitor asks, and who answers for that quarter."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cafepol.core.text import clean_line, slug
from cafepol.front.agenda import Card, Place, nearest

TYPED_MIN = 2  # letters
TYPED_MAX = 120


@dataclass(frozen=True)
class Asked:
    """A street as it was typed, a commune and a quarter by their slugs; all may be missing."""

    street: str = ""
    commune: str | None = None
    quarter: str | None = None

    @property
    def is_too_short(self) -> bool:
        """Whether what was typed is not enough to look for."""
        return 0 < len(self.street) < TYPED_MIN


@dataclass(frozen=True)
class Known:
    """An officer as they choose to be shown: what they keep to themselves is empty.

    `photo` is the digest that names their portrait, `photo_says` what is told to who does not see it.
    """

    name: str
    phone: str
    mail: str
    photo: str
    photo_says: str


@dataclass(frozen=True)
class Local:
    """A quarter and its officers."""

    id: int
    name: str
    officers: tuple[Known, ...]

    @property
    def slug(self) -> str:
        """The quarter in an address."""
        return slug(self.name)


def read_asked(args: Mapping[str, str], communes: Collection[str]) -> Asked:
    """What an address asks for; a commune that the zone does not have is not asked."""
    commune = args.get("commune", "")
    return Asked(
        street=clean_line(args.get("rue"))[:TYPED_MAX],
        commune=commune if commune in communes else None,
        quarter=args.get("quartier") or None,
    )


def quarter_of(locals_: Iterable[Local], wanted: str | None) -> Local | None:
    """The quarter of that slug, if there is one."""
    return next((each for each in locals_ if each.slug == wanted), None)


def next_cafe(cards: Sequence[Card], place: Place, quarter: str) -> Card | None:
    """The next café for somebody of a quarter: there, else in the commune, else in the nearest one that has one."""
    here = [card for card in cards if card.commune_slug == place.slug]
    at_home = [card for card in here if card.quarter == quarter]
    return next(iter([*at_home, *here, *nearest(cards, place, limit=1)]), None)
