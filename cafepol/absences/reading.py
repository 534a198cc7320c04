"""`python -m cafepol.absences.reading`: one calendar read in a process that has only so much time and memory.

A stranger's calendar can keep a parser busy for hours or fill the memory. What is wanted comes in as JSON on the
standard input, what was found goes out as JSON on the standard output.
"""

import base64
import json
import sys
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cafepol.absences.fetching import fetch_calendar
from cafepol.absences.ical import read_calendar
from cafepol.core.bounded import MEGABYTE, bound_oneself
from cafepol.core.errors import Refused
from cafepol.core.tables import BadLines

CPU_SECONDS = 12
MEMORY = 512 * MEGABYTE


def answer(wanted: dict[str, Any]) -> dict[str, Any]:
    """The periods of the calendar that is wanted (`data` in base64, or an `address`), or why it is refused."""
    try:
        if "address" in wanted:
            data = fetch_calendar(wanted["address"], trusted=wanted["trusted"])
        else:
            data = base64.b64decode(wanted["data"])
        found = read_calendar(data, now=datetime.fromisoformat(wanted["now"]), tz=ZoneInfo(wanted["timezone"]))
    except BadLines as bad:
        return {"errors": [[each.line, each.sentence] for each in bad.errors]}
    except Refused as refusal:
        return {"sentence": refusal.message}
    return {"periods": [[each.starts_at.timestamp(), each.ends_at.timestamp(), each.whole_days] for each in found]}


def main() -> None:
    """Read within the bounds."""
    bound_oneself(cpu_seconds=CPU_SECONDS, memory=MEMORY)
    json.dump(answer(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
