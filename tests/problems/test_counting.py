from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafepol.problems.counting import Comparison, before_after, windows
from cafepol.problems.labels import counts_said

BEGAN = date(2027, 3, 1)
LONG_AGO, LATER = date(2018, 1, 1), date(2030, 1, 1)


def counted(days, *, window=30, since=LONG_AGO, today=LATER):
    return before_after(days, BEGAN, window, recorded_since=since, today=today)


@pytest.mark.parametrize(
    ("offset", "before", "after"),
    [(-31, 0, 0), (-30, 1, 0), (-1, 1, 0), (0, 0, 1), (29, 0, 1), (30, 0, 0)],
)
def test_both_windows_are_thirty_days_long_and_the_first_day_of_the_response_is_after(offset, before, after):
    found = counted([BEGAN + timedelta(days=offset)])
    assert (found.before, found.after, found.n) == (before, after, before + after)


@pytest.mark.parametrize(("today", "after"), [(BEGAN + timedelta(days=29), None), (BEGAN + timedelta(days=30), 0)])
def test_the_window_after_is_complete_once_its_last_day_is_over(today, after):
    found = counted([], today=today)
    assert (found.before, found.after) == (0, after)
    assert found.is_complete is (after is not None)


@pytest.mark.parametrize(
    ("since", "before"), [(None, None), (BEGAN - timedelta(days=29), None), (BEGAN - timedelta(days=30), 0)]
)
def test_the_window_before_is_complete_if_concerns_were_recorded_from_its_first_day_on(since, before):
    found = counted([], since=since)
    assert (found.before, found.n) == (before, before)
    assert found.is_complete is (before is not None)


@given(st.lists(st.dates(date(2026, 1, 1), date(2028, 12, 31))), st.sampled_from([30, 90, 180, 365]))
def test_every_day_is_counted_at_most_once_and_the_windows_are_equal(days, window):
    begins, ends = windows(BEGAN, window)
    assert BEGAN - begins == ends - BEGAN == timedelta(days=window)
    assert counted(days, window=window).n == sum(begins <= day < ends for day in days)


@given(st.lists(st.dates(date(2026, 1, 1), date(2028, 12, 31)), max_size=40), st.randoms())
def test_the_order_of_the_days_changes_nothing(days, random):
    shuffled = random.sample(days, len(days))
    assert counted(days) == counted(shuffled)


def test_the_counts_are_said_with_the_number_they_rest_on():
    assert counts_said(Comparison(12, 5, 90)) == "Avant : 12, après : 5 (n = 17), sur 90 jours de chaque côté."
    assert counts_said(Comparison(12, None, 90)) == "Avant : 12, après : NC (n = NC), sur 90 jours de chaque côté."
    assert counts_said(Comparison(None, 5, 30)).startswith("Avant : NC, après : 5 (n = NC)")
