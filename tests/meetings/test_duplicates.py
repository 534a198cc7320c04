from datetime import date, timedelta

from cafepol.core.clock import now, zone_time
from cafepol.core.db import transaction
from cafepol.meetings.duplicates import LOOKED_AT, next_free_day
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.zone.closure_models import Closure
from tests.cafes import plan

DAY = date(2027, 2, 9)  # the day of `meeting()`, a Tuesday


def next_day(shown):
    with transaction():
        return next_free_day(get_meeting_by_id(shown.id), now=now(), tz=zone_time())


def test_it_is_the_same_day_of_the_next_week(meeting):
    assert next_day(meeting()) == DAY + timedelta(days=7)


def test_the_flyer_of_a_past_meeting_s_copy_has_its_time(meeting, clock):
    shown = meeting()
    clock.advance(days=60)  # Monday 8 March 2027
    assert next_day(shown) == date(2027, 3, 23)


def test_a_week_in_which_the_host_or_the_venue_is_taken_is_passed_over(meeting):
    shown = meeting()
    meeting(days=7, venue=1)
    meeting(days=14, host="M. Martin")
    assert next_day(shown) == DAY + timedelta(days=21)


def test_a_closed_day_is_passed_over(meeting):
    shown = meeting()
    with transaction() as session:
        free = DAY + timedelta(days=7)
        session.add(Closure(starts_on=free, ends_on=free, label="Fermé", kind="closure"))
    assert next_day(shown) == DAY + timedelta(days=14)


def test_an_hour_that_comes_twice_is_passed_over(meeting):
    shown = meeting(days=257, start="02:30", end="04:00")  # the Sunday before the hour changes
    assert shown.day == date(2027, 10, 24)
    assert next_day(shown) == date(2027, 11, 7)


def test_no_day_within_twelve_weeks_is_no_day(meeting):
    shown = meeting()
    with transaction():
        for week in range(1, LOOKED_AT + 1):
            plan(day=shown.starts_local + timedelta(days=7 * week))
    assert next_day(shown) is None
