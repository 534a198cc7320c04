"""What the forecast reads: registered people by group, how people may have heard, and what closed meetings were."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

FLYERS_UNKNOWN = 400  # what is handed out around a place where nobody noted it


class Group(StrEnum):
    """Registered people who come about as often: by what they said, and by the effort it took."""

    SELF = "going_self"
    ASSISTED = "going_assisted"
    PARTNER = "going_partner"
    INTERESTED = "interested"


GOING = (Group.SELF, Group.ASSISTED, Group.PARTNER)


@dataclass(frozen=True)
class Heads:
    """Registered people of one group: how many, and the sum of the squares of their parties' sizes."""

    people: int = 0
    squares: int = 0

    @classmethod
    def of(cls, parties: Iterable[int]) -> Self:
        """The people of parties of these sizes."""
        sizes = list(parties)
        return cls(sum(sizes), sum(size * size for size in sizes))


NOBODY = Heads()
Registered = Mapping[Group, Heads]


@dataclass(frozen=True)
class Reach:
    """How people may have heard of a meeting; None: not noted. `web_*`: registrations (not people) on the web."""

    flyers: int | None = None
    fb_interested: int | None = None
    fb_going: int | None = None
    web_interested: int = 0
    web_going: int = 0

    @property
    def exposure(self) -> float:
        """Walk-ins to expect before anything is known, in people. Who is on Facebook and registered counts once."""
        flyers = FLYERS_UNKNOWN if self.flyers is None else self.flyers
        interested = max(0, (self.fb_interested or 0) - self.web_interested)
        going = max(0, (self.fb_going or 0) - self.web_going)
        return 2 + 0.0075 * flyers + 0.05 * interested + 0.40 * going


@dataclass(frozen=True)
class Record:
    """A closed meeting as the model learns from it: no name. `exposure` and `registered` as they stood at its end.

    `ticked`: None when nobody ticked a list; a group that is not in it: none of them came. `head_count` None: nobody
    counted, and nothing is learnt. Raises ValueError for more ticked than registered or counted people.
    """

    day: date
    commune: Hashable
    registered: Registered
    ticked: Mapping[Group, int] | None
    head_count: int | None
    exposure: float

    def __post_init__(self) -> None:
        ticked = self.ticked or {}
        if any(people > self.registered.get(group, NOBODY).people for group, people in ticked.items()):
            raise ValueError("more people ticked than registered")
        if self.head_count is not None and sum(ticked.values()) > self.head_count:
            raise ValueError("more people ticked than counted")
