"""When the people who hold meetings are known to be away: the one place that says so, for whoever plans."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

Away = tuple[datetime, datetime]


def busy_periods(
    officer_ids: Collection[int],  # noqa: ARG001 -- nothing is known of anybody's absences yet
    start: datetime,  # noqa: ARG001
    end: datetime,  # noqa: ARG001
) -> Mapping[int, Sequence[Away]]:
    """From when to when (aware instants) these officers are away between two instants, by officer id.

    Who is always there is absent from it.
    """
    return {}
