"""Flyers in numbers: how many a round takes, how many are left, what a hundred of them brought."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from cafepol.core.errors import Refused
from cafepol.distribution.parts import MOST_MAILBOXES


def proposed(mailboxes: Iterable[int | None]) -> int | None:
    """How many flyers the chosen streets take, one for each mailbox; None when nobody counted any of them."""
    found = sum(many for many in mailboxes if many is not None)
    return min(found, MOST_MAILBOXES) or None


def check_planned(planned: int | None) -> int:
    """How many flyers a round takes: 1 to MOST_MAILBOXES. Raises Refused."""
    if planned is None:
        raise Refused("Écrivez combien de flyers. Ces rues n’ont pas encore de nombre de boîtes.", field="planned")
    if not 1 <= planned <= MOST_MAILBOXES:
        raise Refused(f"Écrivez un nombre de 1 à {MOST_MAILBOXES}.", field="planned")
    return planned


def check_handed_out(handed_out: int | None) -> int:
    """How many flyers of a round went out: 0 to MOST_MAILBOXES; maybe more than planned. Raises Refused."""
    if handed_out is None or not 0 <= handed_out <= MOST_MAILBOXES:
        raise Refused(f"Écrivez un nombre de 0 à {MOST_MAILBOXES}.", field="handed_out")
    return handed_out


def left(planned: int, handed_out: int | None) -> int:
    """How many of the planned flyers did not go out."""
    return max(0, planned - (handed_out or 0))


def beyond(planned: int, handed_out: int | None) -> int:
    """How many more went out than were planned."""
    return max(0, (handed_out or 0) - planned)


def per_100(people: int, handed_out: int | None) -> Decimal | None:
    """People per hundred flyers handed out, to one decimal; None when none was."""
    if not handed_out:
        return None
    return (Decimal(100 * people) / handed_out).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Count:
    """One round in numbers."""

    planned: int
    handed_out: int | None
    is_dropped: bool = False


@dataclass(frozen=True)
class Totals:
    """The rounds of a meeting together. Of a dropped one only what went out counts: nothing is left to do there."""

    planned: int = 0
    handed_out: int = 0
    left: int = 0

    @classmethod
    def of(cls, rounds: Iterable[Count]) -> Self:
        """What they come to; what one has too many makes up for nothing in another."""
        found = list(rounds)
        going_on = [each for each in found if not each.is_dropped]
        out = sum(each.handed_out or 0 for each in found)
        return cls(
            planned=out + sum(each.planned - (each.handed_out or 0) for each in going_on),
            handed_out=out,
            left=sum(left(each.planned, each.handed_out) for each in going_on),
        )


def all_done(states: Iterable[bool | None]) -> bool:
    """Whether all flyers of a meeting went out: each round is done (True) or dropped (None), and one is done."""
    found = list(states)
    return False not in found and True in found
