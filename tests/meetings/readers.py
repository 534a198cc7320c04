"""Three readers of calendars that have nothing in common: vobject, ical.js (Thunderbird) and libical (GNOME, KDE)."""

import ctypes
import json
import subprocess
from ctypes.util import find_library
from datetime import UTC, datetime
from pathlib import Path

import vobject

NODE = Path(__file__).resolve().parents[1] / "node"
VEVENT = 4  # ICAL_VEVENT_COMPONENT of libical/icalenums.h

Event = tuple[str, datetime, datetime, str]


def by_vobject(text: str) -> list[Event]:
    """UID, start and end in UTC, and status of each event."""
    events = vobject.readOne(text).vevent_list
    return [
        (each.uid.value, each.dtstart.value.astimezone(UTC), each.dtend.value.astimezone(UTC), each.status.value)
        for each in events
    ]


def by_ical_js(text: str) -> list[Event]:
    """The same, by the JavaScript library of Thunderbird's calendar."""
    run = subprocess.run(
        ["node", "read-calendar.mjs"], cwd=NODE, input=text, text=True, check=True, capture_output=True
    )
    return [
        (uid, datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC), status)
        for uid, start, end, status in json.loads(run.stdout)
    ]


class IcalTime(ctypes.Structure):
    """`struct icaltimetype` of libical 3."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "daylight")),
        ("zone", ctypes.c_void_p),
    )


def _libical() -> ctypes.CDLL:
    library = ctypes.CDLL(find_library("ical"))
    pointer, number, text, moment = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p, IcalTime
    signatures = {
        "icalparser_parse_string": (pointer, [text]),
        "icalcomponent_get_first_component": (pointer, [pointer, number]),
        "icalcomponent_get_next_component": (pointer, [pointer, number]),
        "icalcomponent_count_errors": (number, [pointer]),
        "icalcomponent_get_uid": (text, [pointer]),
        "icalcomponent_get_dtstart": (moment, [pointer]),
        "icalcomponent_get_dtend": (moment, [pointer]),
        "icalcomponent_get_status": (number, [pointer]),
        "icalproperty_status_to_string": (text, [number]),
        "icaltime_as_timet_with_zone": (ctypes.c_long, [moment, pointer]),
        "icalcomponent_free": (None, [pointer]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def by_libical(text: str) -> list[Event]:
    """The same, by the C library of GNOME's and KDE's calendars."""
    ical = _libical()
    calendar = ical.icalparser_parse_string(text.encode())
    assert ical.icalcomponent_count_errors(calendar) == 0
    found = []
    event = ical.icalcomponent_get_first_component(calendar, VEVENT)
    while event:
        start, end = ical.icalcomponent_get_dtstart(event), ical.icalcomponent_get_dtend(event)
        instants = [ical.icaltime_as_timet_with_zone(each, each.zone) for each in (start, end)]
        times = [datetime.fromtimestamp(each, UTC) for each in instants]
        status = ical.icalproperty_status_to_string(ical.icalcomponent_get_status(event)).decode()
        found.append((ical.icalcomponent_get_uid(event).decode(), *times, status))
        event = ical.icalcomponent_get_next_component(calendar, VEVENT)
    ical.icalcomponent_free(calendar)
    return found
