"""Whom to think of inviting, and why: who came last time, who has an open follow-up, who serves the commune."""

from dataclasses import dataclass
from enum import StrEnum


class Ground(StrEnum):
    """Why somebody is proposed: the strongest reason says under which heading they stand, in this order."""

    CAME = "came"
    FOLLOW_UP = "follow_up"
    COMMUNE = "commune"


@dataclass(frozen=True)
class Suggestion:
    """One person to think of: the heading, every reason in words, and whether the box is ticked beforehand."""

    ground: Ground
    reasons: tuple[str, ...]

    @property
    def is_ticked(self) -> bool:
        """Only who came last time is ticked without anybody saying so."""
        return self.ground is Ground.CAME


def suggestion(*, came_on: str | None, follow_ups: int, serves: str | None) -> Suggestion:
    """What speaks for one contact.

    `came_on`: the day of the commune's last meeting, in words, if they were there; `follow_ups`: concerns that are
    open at their partner; `serves`: the commune's name, if their partner serves it. One of the three speaks for them.
    """
    found: dict[Ground, str] = {}
    if came_on:
        found[Ground.CAME] = f"était là le {came_on}"
    if follow_ups:
        found[Ground.FOLLOW_UP] = "1 suivi ouvert" if follow_ups == 1 else f"{follow_ups} suivis ouverts"
    if serves:
        found[Ground.COMMUNE] = f"sert {serves}"
    return Suggestion(next(iter(found)), tuple(found.values()))
