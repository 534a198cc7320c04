"""Who fits, who waits and who is next: pure rules. Everything is counted in people."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

LARGEST_PARTY = 10  # people
MANY_IN_AN_HOUR = 15  # answers


class Party(Protocol):
    """People who come together."""

    @property
    def party_size(self) -> int:
        """How many they are."""
        ...


Waiting = TypeVar("Waiting", bound=Party)


def fits(party_size: int, *, capacity: int | None, taken: int, others_wait: bool = False) -> bool:
    """Whether a party gets its places at once. While others wait nobody passes them, however small the party."""
    if capacity is None:
        return True
    return not others_wait and taken + party_size <= capacity


def places_left(*, capacity: int | None, taken: int) -> int | None:
    """How many people still fit; None when there is no limit."""
    return None if capacity is None else max(0, capacity - taken)


def most_unproven(*, capacity: int | None, most: int) -> int | None:
    """How many people of whom nothing is proven may hold places at once: half the room, and never more than `most`.

    The largest party always fits. None when the room has no limit: then nobody takes another's place.
    """
    return None if capacity is None else min(most, max(LARGEST_PARTY, capacity // 2))


def is_a_crowd(*, fresh: int, people: int, most: int | None) -> bool:
    """Whether so many strangers answered that the host should look: in the last hour, or as many as may hold places."""
    return fresh >= MANY_IN_AN_HOUR or (most is not None and people >= most)


def next_in_line(line: Iterable[Waiting], *, capacity: int | None, taken: int) -> list[Waiting]:
    """Who gets a place now, strictly in order: who does not fit waits, and so do all those behind."""
    promoted = []
    for party in line:
        if not fits(party.party_size, capacity=capacity, taken=taken):
            break
        taken += party.party_size
        promoted.append(party)
    return promoted
