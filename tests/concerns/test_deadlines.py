from datetime import date, timedelta

import pytest

from cafepol.concerns.deadlines import (
    DayKind,
    Lane,
    Promise,
    days_late,
    end_of_week,
    is_late,
    is_near,
    is_weekend,
    lane_of,
    promise_date,
    weeks,
)
from cafepol.concerns.transitions import State

CLOSED = {
    date(2026, 5, 14): "Ascension",
    date(2026, 5, 25): "Lundi de Pentecôte",
    date(2026, 7, 21): "Fête nationale",
    date(2026, 12, 25): "Noël",
    date(2027, 1, 1): "Jour de l’An",
}


@pytest.mark.parametrize(
    ("heard_on", "days", "due_on"),
    [
        (date(2026, 5, 8), 5, date(2026, 5, 18)),
        (date(2026, 7, 20), 1, date(2026, 7, 22)),
        (date(2026, 5, 9), 1, date(2026, 5, 11)),
        (date(2026, 12, 24), 5, date(2027, 1, 4)),
    ],
)
def test_promise_is_the_day_of_the_specification(heard_on, days, due_on):
    assert promise_date(heard_on, days, CLOSED).due_on == due_on


def test_promise_names_the_weekdays_that_did_not_count():
    assert promise_date(date(2026, 12, 24), 5, CLOSED) == Promise(
        date(2027, 1, 4), ((date(2026, 12, 25), "Noël"), (date(2027, 1, 1), "Jour de l’An"))
    )


def test_a_closed_weekend_day_is_not_named():
    assert promise_date(date(2026, 5, 8), 1, {date(2026, 5, 9): "Fermeture"}).skipped == ()


def test_a_promise_of_no_day_is_a_mistake():
    with pytest.raises(ValueError, match="at least one"):
        promise_date(date(2026, 5, 8), 0, {})


def test_promise_counts_as_many_working_days_as_it_says_from_every_day_of_two_years():
    for offset in range(730):
        heard_on = date(2026, 1, 1) + timedelta(days=offset)
        for working_days in (1, 5, 10, 15):
            promise = promise_date(heard_on, working_days, CLOSED)
            between = [heard_on + timedelta(days=n) for n in range(1, (promise.due_on - heard_on).days + 1)]
            counted = [day for day in between if day.weekday() < 5 and day not in CLOSED]
            assert len(counted) == working_days
            assert counted[-1] == promise.due_on


def test_promise_crosses_both_changes_of_the_clock():
    assert promise_date(date(2027, 3, 26), 1, {}).due_on == date(2027, 3, 29)
    assert promise_date(date(2026, 10, 23), 1, {}).due_on == date(2026, 10, 26)


def test_the_due_day_itself_is_in_time():
    due = date(2027, 1, 8)
    assert [is_late(due, due + timedelta(days=n)) for n in (-1, 0, 1)] == [False, False, True]
    assert [is_near(due, due + timedelta(days=n)) for n in (-2, -1, 0, 1)] == [False, True, True, False]
    assert [days_late(due, due + timedelta(days=n)) for n in (-1, 0, 3)] == [0, 0, 3]


def test_weekends_and_the_end_of_the_week():
    monday = date(2027, 1, 4)
    days = [monday + timedelta(days=n) for n in range(7)]
    assert [is_weekend(day) for day in days] == [False] * 5 + [True] * 2
    assert {end_of_week(day) for day in days} == {date(2027, 1, 10)}


TODAY = date(2027, 1, 7)


@pytest.mark.parametrize("state", [State.HEARD, State.IN_PROGRESS, State.FEEDBACK_DUE])
@pytest.mark.parametrize(
    ("due_on", "lane"),
    [
        (date(2027, 1, 6), Lane.LATE),
        (date(2027, 1, 7), Lane.THIS_WEEK),
        (date(2027, 1, 10), Lane.THIS_WEEK),
        (date(2027, 1, 11), None),
        (None, None),
    ],
)
def test_a_concern_lies_in_its_most_urgent_lane(state, due_on, lane):
    otherwise = Lane.TO_TELL if state is State.FEEDBACK_DUE else Lane.OPEN
    assert lane_of(state, due_on, TODAY) is (lane or otherwise)


def test_the_table_explains_every_day_of_the_promise():
    promise = promise_date(date(2026, 12, 23), 10, CLOSED)
    rows = weeks(date(2026, 12, 23), promise.due_on, promise.skipped, TODAY)
    cells = {cell.day: cell for row in rows for cell in row}
    assert [len(row) for row in rows] == [7, 7, 7]
    assert rows[0][0].day == date(2026, 12, 21)
    assert cells[date(2026, 12, 22)].kind is DayKind.VOID
    assert cells[date(2026, 12, 23)].kind is DayKind.HEARD
    assert (cells[date(2026, 12, 24)].kind, cells[date(2026, 12, 24)].number) == (DayKind.COUNTED, 1)
    assert (cells[date(2026, 12, 25)].kind, cells[date(2026, 12, 25)].reason) == (DayKind.OFF, "Noël")
    assert (cells[promise.due_on].kind, cells[promise.due_on].number) == (DayKind.DUE, 10)
    assert promise.due_on == date(2027, 1, 8)
    assert cells[date(2027, 1, 9)].kind is DayKind.OFF
    assert [cell.day for row in rows for cell in row if cell.is_today] == [TODAY]


def test_the_days_after_the_promise_in_its_week_are_shown_as_such():
    rows = weeks(date(2027, 1, 4), date(2027, 1, 5), (), TODAY)
    assert [cell.kind for cell in rows[0]][2:5] == [DayKind.AFTER] * 3
