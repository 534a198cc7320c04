from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cafepol.absences.ical import read_calendar
from cafepol.absences.periods import HORIZON, Busy
from cafepol.core.errors import Refused
from cafepol.core.tables import BadLines
from tests.absences.calendars import ONE, calendar, event

TZ = ZoneInfo("Europe/Brussels")
NOW = datetime(2027, 1, 7, 8, tzinfo=UTC)


def read(*events):
    return read_calendar(calendar(*events), now=NOW, tz=TZ)


def at(month, day, hour, minute=0, year=2027):
    return datetime(year, month, day, hour, minute, tzinfo=TZ)


def test_an_hour_in_utc():
    assert read_calendar(ONE, now=NOW, tz=TZ) == [Busy(at(2, 9, 9), at(2, 9, 17))]


@pytest.mark.parametrize("zone", ["Europe/Brussels", "Romance Standard Time"])
def test_an_hour_in_a_zone_by_its_own_name_or_that_of_windows(zone):
    assert read(event(f"DTSTART;TZID={zone}:20270209T090000", "DURATION:PT8H")) == [Busy(at(2, 9, 9), at(2, 9, 17))]


def test_a_zone_that_the_calendar_defines_itself():
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Bureau\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
        "TZOFFSETFROM:+0300\r\nTZOFFSETTO:+0300\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    assert read(zone, event("DTSTART;TZID=Bureau:20270209T110000", "DURATION:PT1H")) == [
        Busy(at(2, 9, 9), at(2, 9, 10))
    ]


@pytest.mark.parametrize("start", ["DTSTART:20270209T090000", "DTSTART;TZID=Nulle/Part:20270209T090000"])
def test_an_hour_without_a_zone_is_of_the_wall_clock(start):
    assert read(event(start, "DURATION:PT1H")) == [Busy(at(2, 9, 9), at(2, 9, 10))]


def test_a_day_is_whole():
    assert read(event("DTSTART;VALUE=DATE:20270209")) == [Busy(at(2, 9, 0), at(2, 10, 0), whole_days=True)]
    assert read(event("DTSTART;VALUE=DATE:20270209", "DTEND;VALUE=DATE:20270212")) == [
        Busy(at(2, 9, 0), at(2, 12, 0), whole_days=True)
    ]


def test_a_weekly_series_stays_at_its_hour_over_both_clock_changes():
    found = read(event("UID:1", "DTSTART;TZID=Europe/Brussels:20260907T140000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY"))
    assert {(each.starts_at.astimezone(TZ).hour, each.starts_at.astimezone(TZ).weekday()) for each in found} == {
        (14, 0)
    }
    assert (len(found), found[-1].starts_at.astimezone(TZ).year) == (78, 2028)


def test_a_series_has_its_exceptions():
    series = event(
        "UID:1",
        "DTSTART:20270201T080000Z",
        "DURATION:PT1H",
        "RRULE:FREQ=DAILY;COUNT=5",
        "EXDATE:20270202T080000Z",
        "RDATE:20270301T080000Z",
    )
    moved = event("UID:1", "RECURRENCE-ID:20270203T080000Z", "DTSTART:20270203T120000Z", "DURATION:PT1H")
    dropped = event("UID:1", "RECURRENCE-ID:20270204T080000Z", "DTSTART:20270204T080000Z", "STATUS:CANCELLED")
    found = [each.starts_at.astimezone(UTC).strftime("%m%d%H") for each in read(series, moved, dropped)]
    assert found == ["020108", "020312", "020508", "030108"]


@pytest.mark.parametrize("line", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "DTEND:20270209T080000Z"])
def test_what_takes_no_time_does_not_count(line):
    assert read(event("DTSTART:20270209T080000Z", line)) == []


def test_what_is_over_or_too_far_is_left_out_and_what_is_under_way_stays():
    found = read(
        event("UID:1", "DTSTART:20260101T080000Z", "DURATION:PT1H"),
        event("UID:2", "DTSTART:20300101T080000Z", "DURATION:PT1H"),
        event("UID:3", "DTSTART:20270107T070000Z", "DURATION:PT2H"),
    )
    assert found == [Busy(NOW - timedelta(hours=1), NOW + timedelta(hours=1))]


def test_a_very_long_absence_is_kept_within_the_horizon():
    (found,) = read(event("DTSTART;VALUE=DATE:19900101", "DTEND;VALUE=DATE:20901231"))
    assert (found.starts_at, found.ends_at) == (NOW - HORIZON, NOW + HORIZON)


def test_other_parts_of_a_calendar_are_not_read():
    todo = "BEGIN:VTODO\r\nDTSTART:broken\r\nEND:VTODO\r\n"
    alarm = "BEGIN:VALARM\r\nDURATION:broken\r\nEND:VALARM"
    assert len(read(todo, event("DTSTART:20270209T080000Z", "DURATION:PT1H", alarm, "X-BROKEN", "GEO:broken"))) == 1


def test_folded_lines_and_letters_of_windows_are_read():
    data = calendar(event("DTSTART;TZID=Eur", " ope/Brussels:20270209", "\tT090000", "DURATION:PT1H", "LOCATION:Café"))
    for sent in (data, data.decode().encode("cp1252"), data.replace(b"\r\n", b"\n"), b"\xef\xbb\xbf" + data):
        assert len(read_calendar(sent, now=NOW, tz=TZ)) == 1


def test_an_empty_calendar_has_no_absences():
    assert read() == []


@pytest.mark.parametrize(
    ("lines", "number", "words"),
    [
        (["DTSTART:99999999T999999"], 6, "DTSTART:99999999T999999"),
        (["DTSTART:hier"], 6, "ne se lit pas"),
        (["DTSTART"], 6, "ne se lit pas"),
        (["DTSTART:PT1H"], 6, "ne se lit pas"),
        (["UID:1"], 4, "pas de début"),
        (["DTSTART:20270209T080000Z", "DTEND:2027"], 7, "ne se lit pas"),
        (["DTSTART:20270209T080000Z", "DTEND:20270208T080000Z"], 7, "La fin (DTEND) vient avant le début."),
        (["DTSTART;VALUE=DATE:20270209", "DTEND;VALUE=DATE:20270208"], 7, "vient avant"),
        (["DTSTART:20270209T080000Z", "DURATION:longtemps"], 7, "ne se lit pas"),
        (["DTSTART:20270209T080000Z", "EXDATE:20270209T080000Z,x"], 7, "ne se lit pas"),
        (["DTSTART:20270209T080000Z", "RRULE:FREQ=SECONDLY"], 7, "toutes les secondes"),
        (["DTSTART:20270209T080000Z", "RRULE:FREQ=MINUTELY;INTERVAL=5"], 7, "toutes les minutes"),
        (["DTSTART:20270209T080000Z", "RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2"], 7, "plusieurs fois par jour"),
        (["DTSTART:20270209T080000Z", "RRULE:FREQ=DAILY;INTERVAL=0"], 7, "n’avance pas"),
        (["DTSTART:20270209T080000Z", "RRULE:FREQ=PARFOIS"], 7, "ne se lit pas"),
        (["DTSTART:20270209T080000Z", "RRULE:BYDAY=MO"], 7, "ne se lit pas"),
        (["DTSTART:20270209T080000Z", "SEQUENCE:beaucoup"], 4, "Ce rendez-vous ne se lit pas."),
    ],
)
def test_what_cannot_be_read_is_told_by_line(lines, number, words):
    with pytest.raises(BadLines) as refusal:
        read(event(*lines))
    (error,) = refusal.value.errors
    assert error.line == number
    assert words in error.sentence


def test_every_bad_line_is_told_at_once():
    with pytest.raises(BadLines) as refusal:
        read(event("DTSTART:x"), event("DTSTART:20270209T080000Z"), event("DTSTART:y", "DTEND:z"))
    assert [each.line for each in refusal.value.errors] == [6, 14, 15]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "vide"),
        (b"Bonjour", "BEGIN:VCALENDAR"),
        (b"BEGIN:VCARD\r\nEND:VCARD", "BEGIN:VCALENDAR"),
        (b"\xef\xbb\xbf\n\n", "BEGIN:VCALENDAR"),
        (ONE[:-20], "Une ligne est"),
        (ONE.replace(b"END:VEVENT\r\n", b""), "Une ligne est"),
        (ONE.replace(b"SUMMARY", b"END:VTODO\r\nSUMMARY"), "Une ligne est"),
        (ONE + b"END:VCALENDAR", "BEGIN:VCALENDAR"),
        (b"PK\x03\x04" + bytes(99), "compressé"),
        (b"\x1f\x8b" + bytes(99), "compressé"),
        (ONE.replace(b"secret", b"se\0ret"), "pas du texte"),
        (ONE + b" " * 2_100_000, "2 Mo"),
    ],
)
def test_what_is_no_calendar_is_refused_in_words(data, words):
    with pytest.raises(Refused, match=words):
        read_calendar(data, now=NOW, tz=TZ)


@pytest.mark.parametrize(
    "lines",
    [
        ["TZID"],
        ["TZID:X", ":::"],
        ["TZID:X", "BEGIN:STANDARD", "DTSTART:x", "TZOFFSETFROM:y", "END:STANDARD"],
        ["TZID:X", "BEGIN:VCALENDAR", "END:VCALENDAR"],
        ["BEGIN:VEVENT", "END:VEVENT"],
    ],
)
def test_a_time_zone_of_its_own_that_is_none_is_refused(lines):
    zone = "\r\n".join(["BEGIN:VTIMEZONE", *lines, "END:VTIMEZONE", ""])
    with pytest.raises(Refused, match="Ce calendrier ne se lit pas"):
        read(zone, event("UID:1", "DTSTART:20270209T080000Z", "DURATION:PT1H"))


def test_an_end_of_another_kind_than_its_start_is_left_to_the_library():
    day = read(event("DTSTART;VALUE=DATE:20270209", "DTEND:20270209T100000Z"))
    floating = read(event("DTSTART:20270209T080000Z", "DTEND:20270209T110000"))
    assert len(day) == len(floating) == 1


def test_a_series_that_the_library_cannot_write_out_is_refused():
    with pytest.raises(Refused, match="ne se lit pas"):
        read(event("UID:1", "DTSTART:20270209T080000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;BYSETPOS=400"))


def test_too_many_appointments_are_refused():
    hours = [
        event(f"UID:{n}", f"DTSTART:{at(2, 9, 0) + timedelta(hours=n):%Y%m%dT%H%M%S}", "DURATION:PT1M")
        for n in range(3001)
    ]
    with pytest.raises(Refused, match="trop de rendez-vous"):
        read(*hours)


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(["DTSTART", "DTEND", "RRULE", "EXDATE", "BEGIN", "END", "UID"]), max_size=5),
    st.text(max_size=30),
)
def test_whatever_is_sent_is_read_or_refused(names, value):
    try:
        found = read(event(*(f"{name}:{value}" for name in names)))
    except Refused:
        return
    assert all(each.starts_at < each.ends_at for each in found)
