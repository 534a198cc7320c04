from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cafepol.meetings.observances import observances

HOUR = timedelta(hours=1)


def test_brussels_changes_on_the_last_sundays_of_march_and_october():
    summer, winter = observances(ZoneInfo("Europe/Brussels"))
    assert (summer.starts, summer.before, summer.after) == (datetime.fromisoformat("2000-03-26T02:00"), HOUR, 2 * HOUR)
    assert (winter.starts, winter.before, winter.after) == (datetime.fromisoformat("2000-10-29T03:00"), 2 * HOUR, HOUR)
    assert [(each.name, each.is_summer, each.yearly) for each in (summer, winter)] == [
        ("CEST", True, (3, "SU")),
        ("CET", False, (10, "SU")),
    ]


def test_a_zone_that_never_changes_has_one_observance():
    (only,) = observances(ZoneInfo("UTC"))
    assert (only.before, only.after, only.yearly) == (timedelta(0), timedelta(0), None)


def test_a_zone_without_a_simple_rule_lists_its_changes():
    moscow = observances(ZoneInfo("Europe/Moscow"))
    assert len(moscow) > 20
    assert max(each.starts for each in moscow) == datetime.fromisoformat("2014-10-26T02:00")
    assert {each.yearly for each in moscow} == {None}
