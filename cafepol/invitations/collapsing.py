"""Two invitations to one meeting that turn out to be one person's: which of them stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cafepol.invitations.answers import State

_RANK = {
    State.ACCEPTED: 3,
    State.DECLINED: 3,
    State.TENTATIVE: 3,
    State.SENT: 2,
    State.PREPARED: 1,
    State.REVOKED: 0,
}


@dataclass(frozen=True)
class Standing:
    """Where one of them stands; `answered_at` is the last answer."""

    id: int
    state: State
    answered_at: datetime | None


def which_stands(invitations: Iterable[Standing]) -> int:
    """The id of the one that stands.

    The answered one wins, of two the one answered last; then the one that left, the one prepared, the one taken back;
    of two that are equal the older.
    """
    return max(
        invitations,
        key=lambda each: (_RANK[each.state], each.answered_at.timestamp() if each.answered_at else 0, -each.id),
    ).id
