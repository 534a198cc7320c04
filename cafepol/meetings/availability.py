"""When the people who hold meetings are known to be away: the one place that says so, for whoever plans."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from cafepol.absences import queries as absences

Away = tuple[datetime, datetime]


def busy_periods(officer_ids: Collection[int], start: datetime, end: datetime) -> Mapping[int, Sequence[Away]]:
    """From when to when (aware instants) these officers are away between two instants, by officer id.

    Who is always there is absent from it.
    """
    found = absences.busy_periods(officer_ids, start, end)
    return {officer_id: [(each.starts_at, each.ends_at) for each in periods] for officer_id, periods in found.items()}
