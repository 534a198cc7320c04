import pytest

from cafepol.core.clock import now, zone_time
from cafepol.core.db import transaction
from cafepol.invitations.answers import Answer
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import publish_meeting
from cafepol.notices.contacts import tell_new_contact
from cafepol.planning.operations import restore
from tests.notices.saying import LATER, clear, invite, news, plain, register, run, wait
from tests.post import cancel, contact, move, plan

OTHER_PHONE = {"phone": "065 00 99 99"}


@pytest.fixture
def meeting_id(app):
    return plan()


def test_a_new_phone_is_told_without_a_new_calendar_entry(meeting_id, clock):
    register(meeting_id, mail="a@resident.example")
    register(meeting_id, phone="0470 12 34 56")
    invite(meeting_id, contact(), Answer.YES)
    invite(meeting_id, contact("M. Non", mail="no@partner.example"), Answer.NO)
    clear()
    clock.advance(seconds=1)
    move(meeting_id, **OTHER_PHONE)
    assert run() == 0
    wait(clock)
    assert (run(), run()) == (3, 0)
    told = news("meeting_contact")
    assert set(told) == {"a@resident.example", "+32470123456", "dubois@partner.example"}
    for message in told.values():
        assert "065 00 99 99" in plain(message.text)
        assert message.calendar is None


def test_a_new_host_is_told(meeting_id, clock):
    register(meeting_id, mail="a@resident.example")
    clear()
    clock.advance(seconds=1)
    move(meeting_id, officer="Mme Leroy")
    wait(clock)
    assert run() == 1
    assert "Leroy" in news("meeting_contact")["a@resident.example"].text


def test_with_a_move_it_is_one_message(meeting_id, clock):
    register(meeting_id, mail="a@resident.example")
    clear()
    clock.advance(seconds=1)
    move(meeting_id, **OTHER_PHONE)
    clock.advance(seconds=300)
    move(meeting_id, **OTHER_PHONE, **LATER)
    clock.advance(seconds=300)
    assert run() == 0
    clock.advance(seconds=300)
    assert run() == 1
    assert "065 00 99 99" in plain(news()["a@resident.example"].text)
    wait(clock)
    assert run() == 0


def test_who_came_after_the_change_knows_already(meeting_id, clock):
    move(meeting_id, **OTHER_PHONE)
    register(meeting_id, mail="late@resident.example")
    invite(meeting_id, contact())
    wait(clock)
    assert run() == 0


def test_a_meeting_without_a_new_contact_has_nothing_to_tell(meeting_id):
    with transaction():
        assert tell_new_contact(meeting_id, now=now()) == 0


def test_a_second_worker_that_waited_for_the_first_finds_everyone_told(meeting_id, clock):
    register(meeting_id, mail="a@resident.example")
    clock.advance(seconds=1)
    move(meeting_id, **OTHER_PHONE)
    wait(clock)
    for written in (1, 0):
        with transaction():
            assert tell_new_contact(meeting_id, now=now()) == written


def test_a_draft_that_was_off_for_a_moment_tells_its_new_contact_once_it_is_published(app, clock):
    meeting_id = plan(publish=False)
    cancel(meeting_id)
    with transaction():
        restore(get_meeting_by_id(meeting_id), override_soft=True, now=now(), tz=zone_time())
        publish_meeting(get_meeting_by_id(meeting_id), now=now())
    register(meeting_id, mail="a@resident.example")
    clock.advance(seconds=1)
    move(meeting_id, **OTHER_PHONE)
    wait(clock)
    assert (run(), run()) == (1, 0)
    assert "065 00 99 99" in plain(news("meeting_contact")["a@resident.example"].text)
