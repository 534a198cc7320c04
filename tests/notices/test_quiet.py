from datetime import UTC, datetime, timedelta

import pytest

from cafepol.notices.quiet import is_new_day, is_quiet_over, is_restored, knows_of_end, last_change

NOW = datetime(2027, 1, 7, 8, 0, tzinfo=UTC)
NEXT_WEEK = NOW + timedelta(days=7)


@pytest.mark.parametrize(("seconds", "over"), [(0, False), (599, False), (600, True), (4000, True)])
def test_a_change_rests_for_the_quiet_time(seconds, over):
    changed = NOW - timedelta(seconds=seconds)
    assert is_quiet_over(changed, starts_at=NEXT_WEEK, now=NOW, quiet_seconds=600) is over


@pytest.mark.parametrize(("hours", "over"), [(24, True), (1, True), (-1, True), (24.01, False)])
def test_within_24_hours_of_the_start_nothing_waits(hours, over):
    assert is_quiet_over(NOW, starts_at=NOW + timedelta(hours=hours), now=NOW, quiet_seconds=600) is over


def test_the_last_of_several_changes_counts():
    assert last_change(NOW, None, NEXT_WEEK) == NEXT_WEEK
    assert last_change(None, None) is None


@pytest.mark.parametrize(("known", "moved", "new"), [(0, 1, True), (1, 1, False), (2, 1, False), (0, None, False)])
def test_a_new_day_is_new_to_who_has_not_heard_of_it(known, moved, new):
    assert is_new_day(known_sequence=known, day_moved_sequence=moved) is new


@pytest.mark.parametrize(
    ("known", "restored", "expected"), [(0, None, False), (1, 2, True), (0, 2, True), (2, 2, False), (3, 2, False)]
)
def test_a_cancellation_taken_back_is_news_for_who_heard_nothing_since(known, restored, expected):
    assert is_restored(known_sequence=known, restored_sequence=restored) is expected


@pytest.mark.parametrize(
    ("known", "restored", "expected"), [(0, None, False), (1, 2, True), (0, 2, False), (2, 2, False)]
)
def test_who_last_heard_of_the_cancellation_knows_of_the_end(known, restored, expected):
    assert knows_of_end(known_sequence=known, restored_sequence=restored) is expected
