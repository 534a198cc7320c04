"""Somebody's calendar read for one thing: when they are busy. What cannot be read is refused, by line."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, cast

import recurring_ical_events
from icalendar import Calendar, Component, parser, prop

from cafepol.absences.lines import Appointment, Line, outline
from cafepol.absences.periods import HORIZON, MAX_PERIODS, Busy, joined
from cafepol.core.errors import Refused
from cafepol.core.tables import BadLines, LineError, readable_text

DATED = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID"})
LISTED = frozenset({"EXDATE", "RDATE"})
TOO_OFTEN = {"SECONDLY": "toutes les secondes", "MINUTELY": "toutes les minutes", "HOURLY": "toutes les heures"}
TOO_FINE = ("BYSECOND", "BYMINUTE", "BYHOUR")
SHOWN = 40  # characters of what cannot be read


def read_calendar(data: bytes, *, now: datetime, tz: tzinfo) -> list[Busy]:
    """When the owner of a calendar is busy, from `now` to the horizon: hours and whole days, nothing else.

    Times without a zone are of the wall clock of `tz`. What is free (TRANSPARENT) or cancelled does not count.
    Raises Refused for what is no calendar, BadLines for dates and series that cannot be read, by line.
    """
    found = outline(readable_text(data, "ICS"))
    errors = [error for each in found.appointments for error in _errors(each)]
    if errors:
        raise BadLines(errors)
    try:
        calendar = Calendar.from_ical(found.as_text())
        _check_whole(calendar, found.appointments)
    except ValueError as error:  # a time zone that the file defines for itself, and that is none
        raise Refused("Ce calendrier ne se lit pas.", field="file") from error
    periods = joined(_busy(calendar, now, tz))
    if len(periods) > MAX_PERIODS:
        raise Refused("Ce calendrier a trop de rendez-vous.", field="file")
    return periods


def _errors(appointment: Appointment) -> Iterator[LineError]:
    """What cannot be read of an appointment, by line."""
    if appointment.line("DTSTART") is None:
        yield LineError(appointment.number, "Ce rendez-vous n’a pas de début (DTSTART).")
    bad = False
    for line in appointment.lines:
        sentence = _wrong(line)
        if sentence:
            bad = True
            yield LineError(line.number, sentence)
    start, end = appointment.line("DTSTART"), appointment.line("DTEND")
    if not bad and start and end and _reversed(_value(start), _value(end)):
        yield LineError(end.number, "La fin (DTEND) vient avant le début.")


def _wrong(line: Line) -> str | None:
    try:
        value = _value(line)
    except Exception:  # noqa: BLE001 -- a library that reads a stranger's file may raise anything
        return f"Cette ligne ne se lit pas : {line.text[:SHOWN]}"
    return _wrong_series(value) if line.name == "RRULE" else None


def _value(line: Line) -> Any:
    """What a line says, as the calendar library reads it. Raises whatever that library raises."""
    if line.name not in DATED | LISTED | {"DURATION", "RRULE"}:
        return None
    read: Any = prop  # it ships types for a part of itself
    _, parameters, value = cast("Any", parser).Contentline(line.text).parts()
    if line.name == "RRULE":
        rule = read.vRecur.from_ical(value)
        return rule if rule["FREQ"] else None
    if line.name == "DURATION":
        return read.vDuration.from_ical(value)
    if line.name in LISTED:
        return read.vDDDLists.from_ical(value, parameters.get("TZID"))
    moment = read.vDDDTypes.from_ical(value, parameters.get("TZID"))
    if not isinstance(moment, date):
        raise TypeError
    return moment


def _wrong_series(rule: Any) -> str | None:
    often = next((TOO_OFTEN[each] for each in rule.get("FREQ", []) if str(each) in TOO_OFTEN), None)
    if often or any(len(rule.get(part, [])) > 1 for part in TOO_FINE):
        return f"Cette série est trop serrée ({often or 'plusieurs fois par jour'}) : elle ne peut pas être lue."
    if any(each < 1 for each in rule.get("INTERVAL", [])):
        return "Cette série n’avance pas (INTERVAL)."
    return None


def _reversed(start: Any, end: Any) -> bool:
    if isinstance(start, datetime) != isinstance(end, datetime):
        return False
    if isinstance(start, datetime) and (start.tzinfo is None) != (end.tzinfo is None):
        return False
    return bool(end < start)


def _check_whole(calendar: Component, appointments: list[Appointment]) -> None:
    """Nothing may have been set aside as broken while the calendar was read."""
    events = calendar.walk("VEVENT")
    errors = [
        LineError(each.number, "Ce rendez-vous ne se lit pas.")
        for each, event in zip(appointments, events, strict=True)
        if event.errors
    ]
    if errors:
        raise BadLines(errors)


def _busy(calendar: Component, now: datetime, tz: tzinfo) -> Iterator[Busy]:
    try:
        found = recurring_ical_events.of(calendar).between(now - timedelta(days=1), now + HORIZON)
    except Exception as error:  # as above
        raise Refused("Une série de rendez-vous de ce calendrier ne se lit pas.", field="file") from error
    for event in found:
        period = None if _is_free(event) else _period(event, tz)
        if period and period.starts_at < period.ends_at and period.overlaps(now, now + HORIZON):
            yield Busy(max(period.starts_at, now - HORIZON), min(period.ends_at, now + HORIZON), period.whole_days)


def _is_free(event: Component) -> bool:
    return str(event.get("TRANSP", "")).upper() == "TRANSPARENT" or str(event.get("STATUS", "")).upper() == "CANCELLED"


def _period(event: Component, tz: tzinfo) -> Busy:
    start, end = cast("Any", event["DTSTART"]).dt, cast("Any", event["DTEND"]).dt
    return Busy(_instant(start, tz), _instant(end, tz), not isinstance(start, datetime))


def _instant(moment: date, tz: tzinfo) -> datetime:
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, tzinfo=tz)
    return moment if moment.tzinfo else moment.replace(tzinfo=tz)
