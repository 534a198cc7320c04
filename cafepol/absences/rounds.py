"""What the worker does with absences: a calendar at an address is read again every day."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from cafepol.absences.bounded import read_address
from cafepol.absences.operations import claim_calendar, note_failure, note_read
from cafepol.absences.periods import Busy
from cafepol.absences.queries import find_calendar, next_calendar
from cafepol.core.db import transaction
from cafepol.core.errors import Refused


def read_one_calendar(*, now: datetime, tz: ZoneInfo, trusted: Collection[str]) -> bool:
    """Read the calendar that has waited longest, if one is due: whether one was.

    Needs an app context and no open transaction: none is held while a stranger's server is waited for. A failure is
    noted in words, and tried again after an hour; what the calendar said before stays.
    """
    with transaction():
        calendar_id = next_calendar(now)
        address = None if calendar_id is None else claim_calendar(calendar_id, now=now)
    if calendar_id is None or address is None:
        return False
    try:
        found = read_address(address, trusted=trusted, now=now, tz=tz)
    except Refused as refusal:
        _note(calendar_id, address, refusal.message, now)
    else:
        _note(calendar_id, address, found, now)
    return True


def _note(calendar_id: int, address: str, outcome: list[Busy] | str, now: datetime) -> None:
    """Keep what came of it, unless the address was changed or forgotten while it was being read."""
    with transaction():
        calendar = find_calendar(calendar_id)
        if calendar is None or calendar.address != address:
            return
        if isinstance(outcome, str):
            note_failure(calendar, outcome)
        else:
            note_read(calendar, outcome, now=now)
