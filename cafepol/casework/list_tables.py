"""A list of concerns as a table to take away: what happens to each, nobody who raised one."""

from collections.abc import Iterable
from typing import Any

from cafepol.casework.lane_queries import slip
from cafepol.casework.list_queries import CLOSED_ONCE
from cafepol.concerns import labels
from cafepol.concerns.transitions import OPEN, Outcome
from cafepol.core.clock import local
from cafepol.core.tables import write_table

HEADINGS = (
    "Numéro", "Objet", "Thème", "Commune", "Quartier", "Dit le", "État", "Personnes qui attendent", "Date promise",
    "Responsable", "Prochaine date", "Résultat", "Clôturée le",
)  # fmt: skip


def concerns_file(rows: Iterable[Any]) -> bytes:
    """These concerns (`list_queries.exported`) as CSV, days as 2027-01-12."""
    return write_table(HEADINGS, map(_cells, rows))


def _cells(row: Any) -> list[object]:
    found = slip(row)
    return [
        found.number, found.title, found.theme, row.commune, row.quarter or "", found.heard_on,
        labels.STATES[found.state], found.waiting, found.due_on or "", found.owner,
        (found.next_on if found.state in OPEN else None) or "",
        labels.OUTCOMES[Outcome(row.outcome)] if row.state in CLOSED_ONCE else "",
        local(row.closed_at).date() if row.closed_at else "",
    ]  # fmt: skip
