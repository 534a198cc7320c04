"""How a meeting stands, or stood when somebody last heard of it: whether the two are the same to them."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Standing:
    """Whether it takes place, and what was planned (wall clock).

    `venue_id` is None for a place that nobody finds under that name or address any more.
    """

    is_cancelled: bool
    starts_local: datetime
    ends_local: datetime
    venue_id: int | None

    @property
    def day(self) -> date:
        """The date on the wall calendar."""
        return self.starts_local.date()

    def plans_like(self, other: "Standing") -> bool:
        """Whether both name the same day, hours and place."""
        mine, theirs = ((each.starts_local, each.ends_local, each.venue_id) for each in (self, other))
        return self.venue_id is not None and mine == theirs

    def says_the_same(self, other: "Standing") -> bool:
        """Whether who heard the one learns nothing from the other; of what is cancelled the plan does not matter."""
        if self.is_cancelled or other.is_cancelled:
            return self.is_cancelled and other.is_cancelled
        return self.plans_like(other)
