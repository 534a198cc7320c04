import resource
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from cafepol.absences import bounded, reading
from cafepol.absences.bounded import read_file
from cafepol.absences.periods import Busy
from cafepol.core.errors import Refused
from cafepol.core.tables import BadLines
from tests.absences.calendars import ONE, calendar, event

NOW, TZ = datetime(2027, 1, 7, 8, tzinfo=UTC), ZoneInfo("Europe/Brussels")


def read(data):
    return read_file(data, now=NOW, tz=TZ)


def test_a_file_is_read_in_a_process_of_its_own():
    assert read(ONE) == [Busy(datetime(2027, 2, 9, 8, tzinfo=UTC), datetime(2027, 2, 9, 16, tzinfo=UTC))]


def test_its_refusals_come_back_in_words_and_by_line():
    with pytest.raises(Refused, match="vide") as refusal:
        read(b"")
    assert refusal.value.field == "file"
    with pytest.raises(BadLines) as bad:
        read(ONE.replace(b"DTSTART:2027", b"DTSTART:9x"))
    assert [each.line for each in bad.value.errors] == [7]


def test_a_series_without_end_stops_at_the_deadline(monkeypatch):
    monkeypatch.setattr(bounded, "SECONDS", 2)
    never = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    with pytest.raises(Refused, match="trop long à lire"):
        read(calendar(*(event(f"UID:{n}", "DTSTART:00010110T100000Z", "DURATION:PT1H", never) for n in range(50))))


def test_the_reader_bounds_its_own_time_and_memory(monkeypatch):
    bounds = {}
    monkeypatch.setattr(resource, "setrlimit", lambda kind, values: bounds.update({kind: values}))
    monkeypatch.setattr(reading.json, "load", lambda _source: {"data": "", "now": NOW.isoformat(), "timezone": TZ.key})
    reading.main()
    assert bounds[resource.RLIMIT_CPU] == (12, 12)
    assert bounds[resource.RLIMIT_AS][0] == 512 * 1024 * 1024
