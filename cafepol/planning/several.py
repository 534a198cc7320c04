"""« Proposer n dates »: each day with what speaks against it, and the drafts of those that were kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from cafepol.core.errors import Refused
from cafepol.meetings.conflicts import Conflict
from cafepol.meetings.operations import create_meetings
from cafepol.meetings.reservations import Plan, reasons_against


@dataclass(frozen=True)
class Proposed:
    """One day, and every reason against it."""

    day: date
    reasons: tuple[Conflict, ...]

    @property
    def is_possible(self) -> bool:
        """Whether nothing hard stands against it."""
        return not any(each.hard for each in self.reasons)


def proposed(plan: Mapping[str, Any], days: Iterable[date], *, now: datetime, tz: tzinfo) -> list[Proposed]:
    """Each day with its reasons; days of one series speak against each other, too."""
    plans = [_on(plan, day) for day in days]
    return [
        Proposed(
            each.starts_local.date(),
            tuple(reasons_against(each, now=now, tz=tz, also=[other for other in plans if other is not each])),
        )
        for each in plans
    ]


def _on(plan: Mapping[str, Any], day: date) -> Plan:
    start = datetime.combine(day, plan["starts_local"].time())
    return Plan(
        plan["commune"],
        plan["quarter"],
        plan["venue"],
        plan["host"],
        tuple(plan["co_hosts"]),
        start,
        start + (plan["ends_local"] - plan["starts_local"]),
        plan["capacity"],
    )


def save_series(plan: Mapping[str, Any], days: Iterable[date], *, by: int, now: datetime, tz: tzinfo) -> None:
    """Save a draft for each day, all or none; `by` is an account id. Raises HardConflicts or Refused."""
    days = list(days)
    if not days:
        raise Refused("Gardez au moins une date.")
    create_meetings(days, **plan, created_by=by, now=now, tz=tz)
