"""Which concerns are like one that is being noted: of the same quarter and theme, those of the same place first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cafepol.concerns.transitions import OPEN, State
from cafepol.core.text import slug

MOST = 5
STILL_NEWS = 90  # days after its closing in which a concern may be the same one again
_LEAST_LETTERS = 4
# what many addresses have in common
_COMMON = frozenset(
    {"avenue", "chaussee", "place", "sentier", "square", "quartier", "numero", "devant", "pres", "dans"}
)


@dataclass(frozen=True)
class Alike:
    """A concern that may be the same: nobody's name, none of its words but where and what."""

    number: str
    title: str
    place: str
    state: State
    heard_on: date
    people: int

    @property
    def is_open(self) -> bool:
        """Whether one more person can be added to it."""
        return self.state in OPEN


def ranked(found: Iterable[Alike], place: str, *, most: int = MOST) -> list[Alike]:
    """The likeliest first: those that share words of the place; then those that are open; then the newest."""
    wanted = _words(place)

    def key(each: Alike) -> tuple[int, bool, date]:
        shared = len(wanted & _words(f"{each.place} {each.title}"))
        return shared, each.is_open, each.heard_on

    return sorted(found, key=key, reverse=True)[:most]


def _words(text: str) -> set[str]:
    """What an address is told apart by: its words of four letters or more, without accents; « rue » is too short."""
    return {word for word in slug(text).split("-") if len(word) >= _LEAST_LETTERS} - _COMMON
