from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.meetings import ical, stages
from cafepol.meetings.queries import get_meeting_by_id

PARTNER = {"attendee_name": 'Mme « Petit », "Hygea"; service', "attendee_mail": "petit@partner.example"}
TEXT = "Café, gâteaux ; et \\ bonne humeur.\nDeuxième ligne très longue : " + "é" * 100


def read(text):
    """The calendar, its one meeting, and the same meeting as a second reader understands it."""
    assert not text.replace("\r\n", "").count("\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    calendar = icalendar.Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    assert not event.errors
    return calendar, event, vobject.readOne(text).vevent


@pytest.fixture
def one(meeting):
    return meeting(public_text=TEXT)


def cancelled(meeting):
    with transaction():
        stages.cancel_meeting(get_meeting_by_id(meeting.id), reason="Grève.", now=now())
    return get_meeting_by_id(meeting.id)


def test_a_resident_keeps_the_meeting_with_all_its_facts(one, clock):
    calendar, event, again = read(ical.published(one, now=now()))
    assert calendar["METHOD"] == "PUBLISH"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (one.uid, 0, "CONFIRMED")
    assert event["DTSTAMP"].dt == clock.now
    assert event["CREATED"].dt == event["LAST-MODIFIED"].dt == clock.now
    assert event["URL"] == f"http://localhost/rencontres/{one.code}"
    assert "ATTENDEE" not in event
    assert event["DESCRIPTION"].startswith(TEXT)
    assert "Une question ? 065" in event["DESCRIPTION"]
    assert event["LOCATION"] == f"{one.venue.name}, {one.venue.address}" == again.location.value
    assert again.description.value == event["DESCRIPTION"]
    assert again.uid.value == one.uid


def test_a_meeting_without_phone_has_no_question_line(meeting):
    _, event, _ = read(ical.published(meeting(publish=False, phone=""), now=now()))
    assert "Une question" not in event["DESCRIPTION"]


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (datetime.fromisoformat("2026-10-24"), datetime(2026, 10, 24, 12, 0, tzinfo=UTC)),
        (datetime.fromisoformat("2026-10-26"), datetime(2026, 10, 26, 13, 0, tzinfo=UTC)),
        (datetime.fromisoformat("2027-03-29"), datetime(2027, 3, 29, 12, 0, tzinfo=UTC)),
    ],
)
def test_fourteen_o_clock_stays_fourteen_o_clock_over_the_change_of_hour(meeting, clock, day, instant):
    clock.set(datetime(2026, 9, 1, tzinfo=UTC))
    made = meeting(days=(day - datetime.fromisoformat("2027-02-09")).days, start="14:00", end="16:00")
    text = ical.published(made, now=now())
    calendar, event, again = read(text)
    assert event["DTSTART"].dt == again.dtstart.value == instant
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=2)
    assert event["DTSTART"].params["TZID"] == "Europe/Brussels"
    (timezone,) = calendar.walk("VTIMEZONE")
    assert timezone["TZID"] == "Europe/Brussels"
    assert f"DTSTART;TZID=Europe/Brussels:{day:%Y%m%d}T140000" in text


def test_a_partner_is_asked_alone_and_answers_by_link(one):
    calendar, event, _ = read(ical.request_for(one, **PARTNER, now=now()))
    assert calendar["METHOD"] == "REQUEST"
    attendee = event["ATTENDEE"]
    assert attendee == "mailto:petit@partner.example"
    assert (attendee.params["RSVP"], attendee.params["PARTSTAT"]) == ("FALSE", "NEEDS-ACTION")
    assert attendee.params["CN"] == PARTNER["attendee_name"]
    assert event["ORGANIZER"] == "mailto:cafepol@zone.example"
    assert event["ORGANIZER"].params["CN"] == "Zone de Police Boraine"


def test_a_cancellation_follows_its_request(one):
    _, request, _ = read(ical.request_for(one, **PARTNER, now=now()))
    calendar, event, _ = read(ical.cancel_for(cancelled(one), **PARTNER, now=now()))
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert (event["UID"], event["ORGANIZER"]) == (request["UID"], request["ORGANIZER"])


def test_a_partner_no_longer_wanted_is_cancelled_though_the_meeting_stands(one):
    calendar, event, _ = read(ical.cancel_for(one, **PARTNER, now=now()))
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")


def test_a_feed_keeps_cancelled_meetings_and_names_no_attendee(meeting):
    first, second = meeting(), meeting(days=1)
    text = ical.feed([first, cancelled(second)], name="CaféPol – Colfontaine", now=now())
    calendar = icalendar.Calendar.from_ical(text)
    assert [event["STATUS"] for event in calendar.walk("VEVENT")] == ["CONFIRMED", "CANCELLED"]
    assert calendar.walk("VEVENT")[1]["SUMMARY"].startswith("ANNULÉE : ")
    assert len(calendar.walk("VTIMEZONE")) == 1
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H" in text
    assert "X-WR-CALNAME:CaféPol – Colfontaine" in text
    assert "ATTENDEE" not in text
    assert len(vobject.readOne(text).vevent_list) == 2


def test_an_empty_feed_is_a_calendar(app):
    assert vobject.readOne(ical.feed([], name="CaféPol", now=now())).name == "VCALENDAR"


def test_a_zone_without_summer_time_is_told_as_such(app, monkeypatch):
    monkeypatch.setattr(ical, "zone_time", lambda: ZoneInfo("Africa/Kinshasa"))
    (timezone,) = icalendar.Calendar.from_ical(ical.feed([], name="CaféPol", now=now())).walk("VTIMEZONE")
    assert [part["TZOFFSETTO"].td for part in timezone.subcomponents] == [timedelta(hours=1)]
