"""Distribution rounds with what they brought in: answers, people, and who came with a flyer in hand."""

from dataclasses import dataclass

from cafepol.distribution.code_queries import named_rounds
from cafepol.registrations.round_queries import door_mentions

ANY_ROUND = "Un flyer, sans savoir lequel"
ONLY_ROUND = "Un flyer"


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
