"""The communal paper: which of its issues can still announce a café, and until when it takes texts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from cafepol.core.errors import Refused

NEAR = timedelta(days=10)  # before the last day for texts, when the desk begins to speak of it
FORGOTTEN = timedelta(days=92)  # what was read longer ago than that brings nobody


class Issue(Protocol):
    """An issue of a paper: the last day for texts, and the day on which it comes out."""

    title: str
    copy_by: date
    appears_on: date


@dataclass(frozen=True)
class Deadline:
    """The issue that announces a café; too late for it, when none is left that takes texts."""

    issue: Issue
    is_missed: bool

    @property
    def day(self) -> date:
        """The last day for texts."""
        return self.issue.copy_by

    def is_near(self, today: date) -> bool:
        """Whether its last day for texts is today or within the next days."""
        return not self.is_missed and self.day - today <= NEAR


def deadline_for(day: date, issues: Iterable[Issue], *, today: date) -> Deadline | None:
    """The next issue that comes out before a café's day and still takes texts; else the last one that was missed."""
    useful = [each for each in issues if day - FORGOTTEN <= each.appears_on < day]
    still_open = [each for each in useful if each.copy_by >= today]
    if still_open:
        return Deadline(min(still_open, key=_order), is_missed=False)
    return Deadline(max(useful, key=_order), is_missed=True) if useful else None


def _order(issue: Issue) -> tuple[date, date]:
    return issue.copy_by, issue.appears_on


def check_issue(copy_by: date, appears_on: date) -> None:
    """A paper takes texts before it comes out, or on that day. Raises Refused."""
    if appears_on < copy_by:
        raise Refused("Le numéro paraît avant le dernier jour des textes. Vérifiez les deux jours.", field="appears_on")
