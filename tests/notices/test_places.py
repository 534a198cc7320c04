"""A place that came free is said once, whatever becomes of the meeting before the message leaves."""

import pytest

from cafepol.core.clock import now, zone_time
from cafepol.core.db import transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.queries import messages_of
from cafepol.planning.operations import restore as take_back
from cafepol.registrations.operations import cancel_registration, change_registration
from cafepol.registrations.queries import get_registration
from tests.notices.saying import OTHER_DAY, clear, register, run, wait
from tests.post import cancel, move, plan

pytestmark = pytest.mark.once

WAITS = ({"phone": "0470 12 34 56"}, {"mail": "b@resident.example"})


@pytest.fixture(params=WAITS, ids=["phone", "mail"])
def promoted(app, request):
    """A meeting for one and somebody who waited: the place came free, and nobody said so yet."""
    meeting_id = plan(capacity=1)
    first, second = register(meeting_id, mail="a@resident.example"), register(meeting_id, **request.param)
    clear()
    with transaction():
        cancel_registration(get_registration(first), now=now())
    return meeting_id, second


def there_and_back(meeting_id, clock):
    for day in (OTHER_DAY, {}):
        move(meeting_id, **day, capacity=1)
        wait(clock)
        assert run() == 1


def off_and_on(meeting_id, clock):
    cancel(meeting_id)
    wait(clock)
    assert run() == 1
    with transaction():
        take_back(get_meeting_by_id(meeting_id), override_soft=True, now=now(), tz=zone_time())
    wait(clock)
    assert run() == 1


def unsaid(meeting_id):
    with transaction():
        return [each.kind for each in messages_of(meeting_id) if each.state in {"queued", "to_do"}]


@pytest.mark.parametrize("turns", [[there_and_back], [off_and_on], [there_and_back, off_and_on, there_and_back]])
def test_a_meeting_that_stands_as_before_leaves_one_message_of_the_place(promoted, clock, turns):
    meeting_id, _ = promoted
    for turn in turns:
        turn(meeting_id, clock)
    assert unsaid(meeting_id) == ["registration_promoted"]


def test_a_place_that_was_said_is_not_said_again(promoted, clock):
    meeting_id, _ = promoted
    clear()
    move(meeting_id, **OTHER_DAY, capacity=1)
    wait(clock)
    assert run() == 1
    assert unsaid(meeting_id) == ["meeting_change"]


def change(registration_id, **answer):
    with transaction():
        change_registration(get_registration(registration_id), now=now(), **answer)


def test_the_news_takes_the_place_of_the_call_however_the_answer_changed_meanwhile(promoted, clock):
    meeting_id, second = promoted
    change(second, kind="interested", party_size=1)
    change(second, kind="going", party_size=1)
    move(meeting_id, **OTHER_DAY, capacity=1)
    wait(clock)
    assert run() == 1
    assert unsaid(meeting_id) == ["meeting_change_place"]


def test_who_is_only_interested_by_then_hears_of_no_place(promoted, clock):
    meeting_id, second = promoted
    change(second, kind="interested", party_size=1)
    move(meeting_id, **OTHER_DAY, capacity=1)
    wait(clock)
    assert run() == 1
    assert unsaid(meeting_id) == ["meeting_change"]


def test_who_must_wait_again_is_told_of_no_place(promoted):
    meeting_id, second = promoted
    change(second, kind="interested", party_size=1)
    register(meeting_id, phone="0470 00 00 01")
    change(second, kind="going", party_size=1)
    with transaction():
        assert get_registration(second).is_waiting
    assert unsaid(meeting_id) == []


def test_a_place_that_comes_free_after_that_is_told(promoted):
    meeting_id, second = promoted
    change(second, kind="interested", party_size=1)
    third = register(meeting_id, phone="0470 00 00 01")
    change(second, kind="going", party_size=1)
    with transaction():
        cancel_registration(get_registration(third), now=now())
    assert unsaid(meeting_id) == ["registration_promoted"]


def test_who_does_not_come_any_more_is_told_of_no_place(promoted):
    meeting_id, second = promoted
    with transaction():
        cancel_registration(get_registration(second), now=now())
    assert unsaid(meeting_id) == []
