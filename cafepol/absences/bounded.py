"""Reading a calendar without ever waiting long for it: in a process of its own that ends at a deadline (reading.py)."""

import base64
import json
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cafepol.absences.periods import Busy
from cafepol.core.bounded import answer_of
from cafepol.core.errors import Refused
from cafepol.core.tables import BadLines, LineError

READER = "cafepol.absences.reading"
SECONDS = 25
TOO_HARD = "Ce calendrier est trop long à lire : des rendez-vous s’y répètent sans fin, ou il y en a trop."


def read_file(data: bytes, *, now: datetime, tz: ZoneInfo) -> list[Busy]:
    """When the owner of an ICS file is busy. Takes at most SECONDS. Raises Refused or BadLines at `file`."""
    return _read({"data": base64.b64encode(data).decode()}, now, tz, field="file")


def read_address(address: str, *, trusted: Collection[str], now: datetime, tz: ZoneInfo) -> list[Busy]:
    """The same for the calendar at an address. Raises Refused or BadLines at `address`."""
    return _read({"address": address, "trusted": list(trusted)}, now, tz, field="address")


def _read(wanted: dict[str, Any], now: datetime, tz: ZoneInfo, *, field: str) -> list[Busy]:
    asked = json.dumps(wanted | {"now": now.isoformat(), "timezone": tz.key}).encode()
    found = answer_of(READER, asked, seconds=SECONDS, sentence=TOO_HARD, field=field)
    if "errors" in found:
        raise BadLines((LineError(line, sentence) for line, sentence in found["errors"]), field=field)
    if "sentence" in found:
        raise Refused(found["sentence"], field=field)
    return [
        Busy(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC), whole)
        for start, end, whole in found["periods"]
    ]
