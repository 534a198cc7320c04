"""Where a round stands on a day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cafepol.core.errors import Refused
from cafepol.distribution import lateness
from cafepol.distribution.lateness import State

CAFE = date(2027, 3, 30)  # two days after the clocks changed


def state(days, *, is_done=False, is_dropped=False, is_cancelled=False, late_days=5):
    return lateness.state_of(
        is_done=is_done,
        is_dropped=is_dropped,
        is_cancelled=is_cancelled,
        meeting_day=CAFE,
        today=CAFE + timedelta(days=days),
        late_days=late_days,
    )


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-30, State.PLANNED),
        (-6, State.PLANNED),
        (-5, State.LATE),
        (-2, State.LATE),
        (0, State.LATE),
        (1, State.MISSED),
    ],
)
def test_a_round_is_late_from_the_fifth_day_before_its_meeting(days, expected):
    assert state(days) is expected


@pytest.mark.parametrize("days", [-6, -5, 0, 3])
def test_nobody_waits_for_the_flyers_of_a_cancelled_meeting(days):
    assert state(days, is_cancelled=True) is State.OFF
    assert state(days, is_cancelled=True, is_done=True) is State.DONE


@pytest.mark.parametrize("days", [-6, -5, 0, 3])
def test_what_is_done_or_dropped_is_never_late(days):
    assert state(days, is_done=True) is State.DONE
    assert state(days, is_dropped=True) is State.DROPPED


def test_a_zone_decides_from_which_day_on_it_is_late():
    assert state(-5, late_days=4) is State.PLANNED
    assert state(0, late_days=0) is State.LATE
    assert state(-1, late_days=0) is State.PLANNED


def test_flyers_that_went_out_before_the_cafe_was_moved_are_outdated():
    before, after = (datetime(2027, 3, 20, hour, tzinfo=UTC) for hour in (9, 10))
    assert lateness.is_outdated(before, changed_at=after)
    for done_at, changed_at in ((after, before), (before, None), (None, after)):
        assert not lateness.is_outdated(done_at, changed_at=changed_at)


def test_the_last_meeting_whose_rounds_are_late():
    last = lateness.last_late_day(date(2027, 3, 25), late_days=5)
    assert last == CAFE
    assert lateness.is_late(last, today=date(2027, 3, 25), late_days=5)
    assert not lateness.is_late(last + timedelta(days=1), today=date(2027, 3, 25), late_days=5)


def test_a_flyer_is_handed_out_before_its_meeting():
    for day in (None, CAFE, CAFE - timedelta(days=9)):
        lateness.check_day(day, meeting_day=CAFE)
    with pytest.raises(Refused, match="après le café") as refused:
        lateness.check_day(CAFE + timedelta(days=1), meeting_day=CAFE)
    assert refused.value.field == "day"


def test_nothing_was_handed_out_tomorrow():
    lateness.check_done_day(CAFE, today=CAFE)
    with pytest.raises(Refused, match="pas encore venu"):
        lateness.check_done_day(CAFE + timedelta(days=1), today=CAFE)


def test_a_week_begins_on_monday():
    assert {lateness.monday_of(date(2027, 3, 22) + timedelta(days=days)) for days in range(7)} == {date(2027, 3, 22)}
