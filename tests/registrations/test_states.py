from datetime import UTC, datetime, timedelta

import pytest

from cafepol.core.errors import Refused
from cafepol.registrations.states import (
    CHANNEL_LABELS,
    KIND_LABELS,
    STATE_LABELS,
    Channel,
    Kind,
    State,
    check_open,
    check_party_size,
    check_ticking,
    holds_place,
)

NOW = datetime(2027, 1, 7, 8, 0, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(hours=1), NOW - timedelta(hours=1)


def test_a_published_meeting_to_come_takes_answers():
    check_open(meeting_state="published", ends_at=LATER, now=NOW)


@pytest.mark.parametrize(
    ("state", "ends_at", "words"),
    [
        ("cancelled", LATER, "annulée"),
        ("published", NOW, "passée"),
        ("published", EARLIER, "passée"),
        ("closed", EARLIER, "passée"),
        ("draft", LATER, "passée"),
    ],
)
def test_a_meeting_over_cancelled_or_draft_takes_none(state, ends_at, words):
    with pytest.raises(Refused, match=words):
        check_open(meeting_state=state, ends_at=ends_at, now=NOW)


def test_presence_is_noted_while_the_meeting_is_published_from_its_day_on():
    day = NOW.date()
    for today in (day, day + timedelta(days=3)):
        check_ticking(meeting_state="published", day=day, today=today)
    for state in ("draft", "cancelled", "closed"):
        with pytest.raises(Refused):
            check_ticking(meeting_state=state, day=day, today=day)
    with pytest.raises(Refused, match="pas encore eu lieu"):
        check_ticking(meeting_state="published", day=day, today=day - timedelta(days=1))


@pytest.mark.parametrize("size", [1, 10])
def test_one_to_ten_people_come_together(size):
    check_party_size(size)


@pytest.mark.parametrize("size", [-1, 0, 11])
def test_other_sizes_are_refused_at_their_field(size):
    with pytest.raises(Refused) as refusal:
        check_party_size(size)
    assert refusal.value.field == "party_size"


@pytest.mark.parametrize(
    ("kind", "state", "hours", "holds"),
    [
        ("going", "confirmed", 500, True),
        ("going", "pending", 23.9, True),
        ("going", "pending", 24, False),
        ("going", "waiting", 1, False),
        ("going", "cancelled", 1, False),
        ("interested", "confirmed", 1, False),
        ("interested", "pending", 1, False),
    ],
)
def test_going_confirmed_or_pending_for_less_than_a_day_takes_places(kind, state, hours, holds):
    created = NOW - timedelta(hours=hours)
    assert holds_place(kind=kind, state=state, created_at=created, now=NOW) is holds


def test_every_word_of_the_code_has_words_for_the_screen():
    assert set(KIND_LABELS) == set(Kind)
    assert set(STATE_LABELS) == set(State)
    assert set(CHANNEL_LABELS) == set(Channel)
