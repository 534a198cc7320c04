"""Two readers of what a calendar program is told to do: vobject, and libical by ctypes (GNOME, KDE)."""

import ctypes
from ctypes.util import find_library
from typing import NamedTuple

import vobject

ANY_PROPERTY, VEVENT = 0, 4  # of libical/icalderivedproperty.h and libical/icalenums.h
TEXT, POINTER, NUMBER = ctypes.c_char_p, ctypes.c_void_p, ctypes.c_int
SIGNATURES = {
    "icalparser_parse_string": (POINTER, [TEXT]),
    "icalcomponent_count_errors": (NUMBER, [POINTER]),
    "icalcomponent_get_first_component": (POINTER, [POINTER, NUMBER]),
    "icalcomponent_get_first_property": (POINTER, [POINTER, NUMBER]),
    "icalcomponent_get_next_property": (POINTER, [POINTER, NUMBER]),
    "icalproperty_get_property_name": (TEXT, [POINTER]),
    "icalproperty_get_value_as_string": (TEXT, [POINTER]),
    "icalproperty_get_parameter_as_string": (TEXT, [POINTER, TEXT]),
    "icalcomponent_free": (None, [POINTER]),
}


class Told(NamedTuple):
    """What the calendar part says. `attendees`: address and RSVP of each; `status` is empty when it says none."""

    method: str
    uid: str
    sequence: int
    status: str
    organizer: str
    attendees: tuple[tuple[str, str], ...]


def by_vobject(part: bytes) -> Told:
    calendar = vobject.readOne(part.decode())
    event = calendar.vevent
    return Told(
        method=calendar.method.value,
        uid=event.uid.value,
        sequence=int(event.sequence.value),
        status=event.status.value if "status" in event.contents else "",
        organizer=event.organizer.value,
        attendees=tuple((each.value, each.params["RSVP"][0]) for each in event.contents.get("attendee", [])),
    )


def by_libical(part: bytes) -> Told:
    ical = ctypes.CDLL(find_library("ical"))
    for name, (gives, takes) in SIGNATURES.items():
        function = getattr(ical, name)
        function.restype, function.argtypes = gives, takes
    calendar = ical.icalparser_parse_string(part)
    assert ical.icalcomponent_count_errors(calendar) == 0
    event = ical.icalcomponent_get_first_component(calendar, VEVENT)
    whole, said = _properties(ical, calendar), _properties(ical, event)
    told = Told(
        method=_only(whole, "METHOD"),
        uid=_only(said, "UID"),
        sequence=int(_only(said, "SEQUENCE")),
        status=_only(said, "STATUS"),
        organizer=_only(said, "ORGANIZER"),
        attendees=tuple((value, rsvp) for name, value, rsvp in said if name == "ATTENDEE"),
    )
    ical.icalcomponent_free(calendar)
    return told


def _properties(ical, component) -> list[tuple[str, str, str]]:
    found = []
    each = ical.icalcomponent_get_first_property(component, ANY_PROPERTY)
    while each:
        rsvp = ical.icalproperty_get_parameter_as_string(each, b"RSVP")
        name, value = ical.icalproperty_get_property_name(each), ical.icalproperty_get_value_as_string(each)
        found.append((name.decode(), value.decode(), rsvp.decode() if rsvp else ""))
        each = ical.icalcomponent_get_next_property(component, ANY_PROPERTY)
    return found


def _only(properties, wanted: str) -> str:
    values = [value for name, value, _ in properties if name == wanted]
    assert len(values) <= 1, f"{wanted} twice"
    return values[0] if values else ""
