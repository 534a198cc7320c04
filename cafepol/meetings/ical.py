"""Meetings as iCalendar (RFC 5545, 5546, 7986): one to keep, a partner's request and its cancellation, a feed."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from functools import cache, lru_cache
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText, vUri

from cafepol.core.clock import zone_time
from cafepol.core.config import settings
from cafepol.core.filters import phone
from cafepol.core.languages import gettext
from cafepol.core.links import url
from cafepol.core.marking import marked
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting
from cafepol.meetings.observances import observances
from cafepol.zone.queries import the_zone

REFRESH = timedelta(hours=6)
KEPT_EVENTS = 4096  # about 4 MB
Facts = tuple[tuple[str, Any], ...]
_OWN_PAGE = "Pour changer ou annuler votre réponse :"
_UNSTAMPED = "\r\nDTSTAMP:19700101T000000Z\r\n"
_STATUS = {State.CANCELLED: "CANCELLED", State.DRAFT: "TENTATIVE"}
_PREFIX = {State.CANCELLED: marked("ANNULÉE :"), State.DRAFT: marked("BROUILLON :")}


def published(meeting: Meeting, *, now: datetime) -> str:
    """A meeting as a resident keeps it: METHOD:PUBLISH, nobody's name but the host's."""
    return feed([meeting], name="", now=now)


def personal(meeting: Meeting, *, link: str, now: datetime, has_place: bool = True) -> str:
    """A meeting in a registered person's own calendar: it rings the day before and leads back to their page.

    Who has no place, or gave it back, has it as tentative, and it does not ring.
    UID and SEQUENCE are the meeting's own: whatever file says later that it moved, or is off, replaces this entry.
    What is called off rings no more (RFC 5545 3.6.6; the alarm's UID: RFC 9074 4).
    """
    event = _event(_facts(meeting), now)
    event["URL"] = vUri(link)
    event["DESCRIPTION"] = vText(f"{_description(meeting)}\n{_OWN_PAGE} {link}")
    if not meeting.is_cancelled and has_place:
        event.add_component(_day_before(meeting))
    elif not meeting.is_cancelled:
        event["STATUS"] = vText("TENTATIVE")
    calendar = _calendar("PUBLISH")
    calendar.add_component(event)
    return _text(calendar)


def _day_before(meeting: Meeting) -> Alarm:
    alarm = Alarm()
    alarm.add("UID", str(uuid5(UUID(meeting.uid), "la veille")))
    alarm.add("ACTION", "DISPLAY")
    alarm.add("TRIGGER", timedelta(days=-1))
    alarm.add("DESCRIPTION", _summary(meeting))
    return alarm


def request_for(meeting: Meeting, *, attendee_name: str, attendee_mail: str, now: datetime) -> str:
    """A partner's invitation: METHOD:REQUEST with this one attendee, who answers by the links of the mail."""
    return _for_attendee(meeting, "REQUEST", attendee_name, attendee_mail, now)


def cancel_for(meeting: Meeting, *, attendee_name: str, attendee_mail: str, now: datetime) -> str:
    """A partner's cancellation: METHOD:CANCEL, same UID and organizer as the request, higher SEQUENCE."""
    return _for_attendee(meeting, "CANCEL", attendee_name, attendee_mail, now)


def uninvited(meeting: Meeting, *, attendee_name: str, attendee_mail: str, now: datetime) -> str:
    """What takes a meeting out of one partner's calendar while it takes place: METHOD:CANCEL without a STATUS.

    RFC 5546 3.2.5: « if uninviting specific Attendees, STATUS must not be included ». The meeting did not change, so
    SEQUENCE stays; the later DTSTAMP makes it the newer message (RFC 5546 2.1.5), and a new invitation newer still.
    """
    return _for_attendee(meeting, "CANCEL", attendee_name, attendee_mail, now, is_off=False)


def feed(meetings: Iterable[Meeting], *, name: str, now: datetime) -> str:
    """A calendar to subscribe to: METHOD:PUBLISH, no attendee, cancelled meetings kept as STATUS:CANCELLED."""
    calendar = _calendar("PUBLISH")
    if name:
        calendar.add("NAME", name)
        calendar.add("X-WR-CALNAME", name)
        calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("X-PUBLISHED-TTL", "PT6H")
    shell, end, rest = _text(calendar).rpartition("END:VCALENDAR")
    stamp = f"\r\nDTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}\r\n"
    events = [_event_text(_facts(meeting)).replace(_UNSTAMPED, stamp, 1) for meeting in meetings]
    return "".join([shell, *events, end, rest])


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", "-//CafePol//CafePol//FR")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    calendar.add_component(_timezone(zone_time()))
    return calendar


@cache
def _timezone(zone: ZoneInfo) -> Timezone:
    """The zone's clock changes as yearly rules. icalendar's own list of dates is read wrongly by vobject."""
    timezone = Timezone()
    timezone.add("TZID", zone.key)
    for each in observances(zone):
        part = TimezoneDaylight() if each.is_summer else TimezoneStandard()
        part.add("DTSTART", each.starts)
        part.add("TZOFFSETFROM", each.before)
        part.add("TZOFFSETTO", each.after)
        part.add("TZNAME", each.name)
        if each.yearly:
            month, day = each.yearly
            part.add("RRULE", {"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": f"-1{day}"})
        timezone.add_component(part)
    return timezone


def _for_attendee(meeting: Meeting, method: str, name: str, mail: str, now: datetime, *, is_off: bool = True) -> str:
    event = _event(_facts(meeting), now)
    attendee = vCalAddress(f"mailto:{mail}")
    attendee.params.update({"CN": vText(name), "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"})
    event.add("ATTENDEE", attendee, encode=False)
    if method == "CANCEL" and is_off:
        event["STATUS"] = vText("CANCELLED")
    elif method == "CANCEL":
        del event["STATUS"]
    calendar = _calendar(method)
    calendar.add_component(event)
    return _text(calendar)


def _facts(meeting: Meeting) -> Facts:
    """All that an event says, as plain values: equal facts make equal events."""
    return (
        ("UID", meeting.uid),
        ("SEQUENCE", meeting.sequence),
        ("CREATED", meeting.created_at.replace(microsecond=0)),
        ("LAST-MODIFIED", meeting.updated_at.replace(microsecond=0)),
        ("DTSTART", meeting.starts_at.astimezone(zone_time())),
        ("DTEND", meeting.ends_at.astimezone(zone_time())),
        ("STATUS", _STATUS.get(meeting.status, "CONFIRMED")),
        ("SUMMARY", _summary(meeting)),
        ("LOCATION", f"{meeting.venue.name}, {meeting.venue.address}"),
        ("DESCRIPTION", _description(meeting)),
        ("URL", _address(meeting)),
        ("ORGANIZER", (settings().mail_from, the_zone().name)),
    )


@lru_cache(maxsize=KEPT_EVENTS)
def _event_text(facts: Facts) -> str:
    """An event as it is written, with the stamp of no moment: a feed writes its own into it."""
    return str(_event(facts, datetime.fromtimestamp(0, UTC)).to_ical(), "utf-8")


def _event(facts: Facts, now: datetime) -> Event:
    event = Event()
    event.add("DTSTAMP", now.astimezone(UTC).replace(microsecond=0))
    for name, value in facts:
        if name == "ORGANIZER":
            event.add(name, _organizer(*value), encode=False)
        else:
            event.add(name, value)
    return event


def _organizer(sender: str, name: str) -> vCalAddress:
    organizer = vCalAddress(f"mailto:{parseaddr(sender)[1]}")
    organizer.params["CN"] = vText(name)
    return organizer


def _summary(meeting: Meeting) -> str:
    name = f"{meeting.title} – {meeting.place}"
    return f"{gettext(_PREFIX[meeting.status])} {name}" if meeting.status in _PREFIX else name


def _description(meeting: Meeting) -> str:
    people = ", ".join(officer.full_name for officer in meeting.hosts)
    lines = [meeting.public_text, gettext("Vous rencontrerez :") + f" {people}."]
    if meeting.phone:
        lines.append(gettext("Une question ?") + f" {_spoken(meeting.phone)}")
    lines.append(_address(meeting))
    return "\n".join(line for line in lines if line)


@lru_cache(maxsize=KEPT_EVENTS)
def _spoken(number: str) -> str:
    return phone(number)


def _address(meeting: Meeting) -> str:
    """Where more is to be read; what only its hosts' own calendars hold, never announced, has no public page."""
    is_inside = meeting.status is State.DRAFT or meeting.first_published_at is None
    return url("desk.hub", code=meeting.code) if is_inside else page_url(meeting)


def page_url(meeting: Meeting) -> str:
    """The full address of a meeting's public page."""
    return url("front.meeting", code=meeting.code)


def _text(calendar: Calendar) -> str:
    return str(calendar.to_ical(), "utf-8")
