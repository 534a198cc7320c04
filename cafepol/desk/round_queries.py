"""Distribution rounds with what they brought in: answers, people, and who came with a flyer in hand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cafepol.distribution.code_queries import named_rounds
from cafepol.distribution.counting import per_100
from cafepol.distribution.models import DistributionRound
from cafepol.registrations.round_queries import door_mentions, round_counts

ANY_ROUND = "Un flyer, sans savoir lequel"
ONLY_ROUND = "Un flyer"


@dataclass(frozen=True)
class Result:
    """What flyers brought in: answers, people who said that they come, people who came with a flyer in hand.

    `handed_out`: how many flyers went out; None: nobody noted it.
    """

    registrations: int = 0
    people: int = 0
    door: int = 0
    handed_out: int | None = None

    @property
    def per_100(self) -> Decimal | None:
        """People who said that they come, per hundred flyers; None when none is noted as handed out."""
        return per_100(self.people, self.handed_out)

    @property
    def door_per_100(self) -> Decimal | None:
        """People who came with the flyer, per hundred flyers; None when none is noted as handed out."""
        return per_100(self.door, self.handed_out)


@dataclass(frozen=True)
class Results:
    """What each round of a meeting brought in, by its id; people at the door whose flyer was of no known round."""

    of: dict[int, Result]
    door_unknown: int = 0

    @property
    def total(self) -> Result:
        """The rounds together; of the door, also those whose flyer was of no known round."""
        return _together(self.of.values(), self.door_unknown)

    @property
    def compared(self) -> Result:
        """The rounds of which it is noted how many flyers went out: what a hundred of them brought is theirs alone."""
        return _together([each for each in self.of.values() if each.handed_out is not None])


def _together(results: Collection[Result], door_unknown: int = 0) -> Result:
    noted = [each.handed_out for each in results if each.handed_out is not None]
    return Result(
        registrations=sum(each.registrations for each in results),
        people=sum(each.people for each in results),
        door=sum(each.door for each in results) + door_unknown,
        handed_out=sum(noted) if noted else None,
    )


def results_of(meeting_id: int, rounds: Sequence[DistributionRound]) -> Results:
    """What the rounds of a meeting brought in; each of them is there."""
    counts, doors = round_counts([each.id for each in rounds]), door_mentions([meeting_id])
    found = {
        each.id: Result(
            registrations=counts[each.id].registrations,
            people=counts[each.id].people,
            door=doors.get((meeting_id, each.id), 0),
            handed_out=each.handed_out,
        )
        for each in rounds
    }
    return Results(found, doors.get((meeting_id, None), 0))


@dataclass(frozen=True)
class Tile:
    """A flyer that somebody may have in hand at the door, and how many people had it; `code` is empty for any other."""

    id: int | None
    code: str
    label: str
    people: int


def flyer_tiles(meeting_id: int) -> list[Tile]:
    """The flyers of a meeting to count at the door, the one whose round nobody knows last.

    A round that was given up is asked for only if somebody came with its flyer.
    """
    rounds, people = named_rounds([meeting_id]), door_mentions([meeting_id])
    tiles = [Tile(each.id, each.code, each.label, people.get((meeting_id, each.id), 0)) for each in rounds]
    dropped = {each.id for each in rounds if each.is_dropped}
    shown = [each for each in tiles if each.people or each.id not in dropped]
    return [*shown, Tile(None, "", ANY_ROUND if shown else ONLY_ROUND, people.get((meeting_id, None), 0))]
