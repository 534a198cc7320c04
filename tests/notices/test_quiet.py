from datetime import UTC, datetime, timedelta

import pytest

from cafepol.notices.quiet import is_quiet_over, last_change

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
