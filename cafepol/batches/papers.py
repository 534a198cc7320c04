"""What may be printed for a month at once: which flyer, how it comes out, of which month; how far it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self, TypeVar

from cafepol.core.errors import Refused
from cafepol.flyers.pieces import FLYERS, Format, Use, flyer_piece, use_label
from cafepol.meetings.months import Month, month_of

MOST = 1000  # flyers in one file
STEP = 20  # flyers between two looks at whether somebody wants it stopped
MONTHS_AHEAD = 6  # this one included
KEEP = timedelta(hours=24)  # as long as a file is there to be fetched
VERSO, BLACK = "verso", "noir"

Row = TypeVar("Row")


@dataclass(frozen=True)
class Edition:
    """How a month’s flyers come out: the size, how many to a page, with or without backs, in colour or all black."""

    format: Format
    use: Use
    verso: bool = False
    black: bool = False

    @property
    def key(self) -> str:
        """How the database keeps it: « a5-bureau-verso »."""
        return "-".join([self.format, self.use, *[VERSO] * self.verso, *[BLACK] * self.black])

    @classmethod
    def read(cls, key: str) -> Self:
        """The paper of a key. Raises ValueError for what is none."""
        fmt, use, *more = key.split("-")
        found = cls(Format(fmt), Use(use), VERSO in more, BLACK in more)
        if found.key != key:
            raise ValueError(key)
        return found

    @property
    def label(self) -> str:
        """In words: « Flyer A5, 2 par page A4, à couper, recto verso »."""
        piece = flyer_piece(self.format)
        use = use_label(piece, self.use)
        parts = [piece.label, use[:1].lower() + use[1:], *["recto verso"] * self.verso, *["tout en noir"] * self.black]
        return ", ".join(parts)


def default_paper() -> Edition:
    """What the office printer makes of the usual flyer."""
    first = FLYERS[0]
    return Edition(first.format or Format.A5, first.uses[0])


def offered_months(today: date) -> list[Month]:
    """This month and the next ones: nobody prints for what is over."""
    return [month_of(today).shifted(number) for number in range(MONTHS_AHEAD)]


def check_number(flyers: int) -> None:
    """A file holds something, and not more than a printer takes. Raises Refused."""
    if not flyers:
        raise Refused("Il n’y a pas de flyer à imprimer pour ce mois. Publiez d’abord ses rencontres.", field="month")
    if flyers > MOST:
        sentence = f"Cela fait {flyers} flyers, et un fichier en tient {MOST} au plus. Choisissez un commissariat."
        raise Refused(sentence, field="place")


def in_steps(rows: Sequence[Row], size: int = STEP) -> Iterator[Sequence[Row]]:
    """What is to be drawn, in steps after each of which somebody sees how far it is."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
