from datetime import UTC, datetime, timedelta

import pytest

from cafepol.invitations.departures import SHORT_NOTICE, leaves_at
from cafepol.notices import quiet

START = datetime(2027, 2, 9, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "waits"),
    [(timedelta(days=30), 600), (timedelta(hours=24, seconds=1), 600), (timedelta(hours=24), 0), (timedelta(0), 0)],
)
def test_an_invitation_waits_for_the_quiet_time_unless_the_meeting_is_near(before, waits):
    now = START - before
    assert leaves_at(starts_at=START, now=now, quiet_seconds=600) == now + timedelta(seconds=waits)


def test_what_is_near_is_the_same_for_invitations_and_for_changes():
    assert SHORT_NOTICE == quiet.SHORT_NOTICE
