from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from cafepol.core.errors import Refused
from cafepol.core.local_time import instant_of

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        (datetime.fromisoformat("2026-10-24T14:00"), datetime(2026, 10, 24, 12, 0, tzinfo=UTC)),
        (datetime.fromisoformat("2026-10-26T14:00"), datetime(2026, 10, 26, 13, 0, tzinfo=UTC)),
        (datetime.fromisoformat("2027-03-28T03:00"), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (datetime.fromisoformat("2027-03-28T01:59"), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (datetime.fromisoformat("2026-10-25T03:00"), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
    ],
)
def test_a_local_time_is_one_instant(local, utc):
    assert instant_of(local, BRUSSELS) == utc


def test_a_time_that_the_clock_skips_is_refused_not_shifted():
    with pytest.raises(Refused, match="2 h 30 n’existe pas") as refusal:
        instant_of(datetime.fromisoformat("2027-03-28T02:30"), BRUSSELS, field="ends")
    assert refusal.value.field == "ends"


def test_a_time_that_comes_twice_is_refused():
    with pytest.raises(Refused, match="2 h 30 vient deux fois"):
        instant_of(datetime.fromisoformat("2026-10-25T02:30"), BRUSSELS)
