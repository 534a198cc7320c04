from datetime import UTC, date, datetime, timedelta

import pytest

from cafepol.demo.diary import Diary

NOW = datetime(2027, 1, 7, 8, 0, tzinfo=UTC)


def test_events_happen_in_time_order_also_those_written_down_meanwhile(app):
    diary, seen = Diary(NOW), []
    diary.note(NOW - timedelta(hours=1), lambda _: seen.append("second"))

    def first(now):
        seen.append("first")
        diary.note(now + timedelta(minutes=1), lambda _: seen.append("in between"))

    diary.note(NOW - timedelta(hours=3), first)
    diary.run()
    assert seen == ["first", "in between", "second"]


def test_nothing_is_written_down_for_later_than_now(app):
    with pytest.raises(ValueError, match="still to come"):
        Diary(NOW).note(NOW + timedelta(seconds=1), print)


def test_working_days_leave_out_weekends_and_holidays(app):
    diary = Diary(NOW)
    assert diary.workdays_before(date(2027, 1, 5), 2) == [date(2026, 12, 31), date(2027, 1, 4)]
    assert diary.workdays(date(2026, 12, 24), date(2026, 12, 28)) == [date(2026, 12, 28)]
