"""What people hear of a cancellation, of one that is taken back, and of several in a row: once, and nothing false."""

import pytest

from cafepol.core.clock import now, zone_time
from cafepol.core.db import transaction
from cafepol.invitations.answers import Answer, State
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.planning.operations import restore as take_back
from tests.notices.saying import LATER, OTHER_DAY, clear, invite, news, plain, register, run, state, wait
from tests.post import cancel, contact, move, plan

RESIDENT, PARTNER = "a@resident.example", "dubois@partner.example"


@pytest.fixture
def meeting_id(app):
    return plan()


@pytest.fixture
def people(meeting_id):
    """A resident, somebody with a telephone only, and a partner who will come; they were told of that."""
    register(meeting_id, mail=RESIDENT)
    register(meeting_id, phone="0470 12 34 56")
    invited = invite(meeting_id, contact(), Answer.YES)
    clear()
    return invited


def restore(meeting_id):
    with transaction():
        take_back(get_meeting_by_id(meeting_id), override_soft=True, now=now(), tz=zone_time())


def sequence(meeting_id):
    with transaction():
        return get_meeting_by_id(meeting_id).sequence


def test_cancelling_twice_is_one_cancel_to_each(meeting_id, people, clock):
    cancel(meeting_id)
    cancel(meeting_id, "Une autre raison.")
    wait(clock)
    assert run() == 3
    cancel(meeting_id)
    wait(clock)
    assert run() == 0
    assert news()[PARTNER].calendar_method == "CANCEL"
    assert "SEQUENCE:1" in news()[PARTNER].calendar


def test_a_typo_raises_no_sequence_and_is_told_to_nobody(meeting_id, people, clock):
    move(meeting_id, title="Un café avec votre policier")
    wait(clock)
    assert (run(), sequence(meeting_id)) == (0, 0)


def test_a_move_raises_the_sequence_by_one_and_is_one_notice_to_each(meeting_id, people, clock):
    move(meeting_id, **LATER)
    wait(clock)
    assert (run(), run(), sequence(meeting_id)) == (3, 0, 1)


def test_two_edits_within_the_quiet_time_are_one_notice_to_each(meeting_id, people, clock):
    move(meeting_id, **LATER)
    move(meeting_id, **OTHER_DAY)
    wait(clock)
    assert (run(), sequence(meeting_id)) == (2 + 1, 2)


def test_a_cancellation_that_was_told_and_taken_back_is_told_once_more(meeting_id, people, clock):
    cancel(meeting_id)
    wait(clock)
    assert run() == 3
    clear()
    restore(meeting_id)
    assert run() == 0
    wait(clock)
    assert (run(), run()) == (3, 0)
    told = news()
    assert set(told) == {RESIDENT, "+32470123456", PARTNER}
    assert plain(told[RESIDENT].subject).startswith("Maintenue : café de Colfontaine, mardi 9 février 2027")
    assert "STATUS:CONFIRMED" in told[RESIDENT].calendar
    assert "a bien lieu" in told["+32470123456"].text
    assert (told[PARTNER].calendar_method, "SEQUENCE:2" in told[PARTNER].calendar) == ("REQUEST", True)
    assert state(people) is State.ACCEPTED


def test_cancelled_and_taken_back_within_the_quiet_time_nobody_reads_that_it_is_cancelled(meeting_id, people, clock):
    cancel(meeting_id)
    restore(meeting_id)
    wait(clock)
    assert (run(), run()) == (3, 0)
    for message in news().values():
        assert "ANNULÉE" not in message.subject + message.text
        assert "annulé" in message.text  # whoever read it on the page is told that it is not so any more
        assert message.calendar_method != "CANCEL"


def test_a_day_that_changed_meanwhile_is_said_first(meeting_id, people, clock):
    cancel(meeting_id)
    wait(clock)
    run()
    clear()
    restore(meeting_id)
    move(meeting_id, **OTHER_DAY)
    wait(clock)
    run()
    mail = news()[RESIDENT]
    assert mail.subject.startswith("Nouveau jour")
    assert "ce n’est plus le cas" in mail.text


def test_cancelled_taken_back_and_cancelled_again_before_anybody_heard_is_one_cancel(meeting_id, people, clock):
    cancel(meeting_id)
    wait(clock)
    assert run() == 3
    restore(meeting_id)
    cancel(meeting_id)
    wait(clock)
    assert run() == 0


def test_cancelled_again_after_people_heard_that_it_takes_place_is_told_again(meeting_id, people, clock):
    for change in (cancel, restore, cancel):
        change(meeting_id)
        wait(clock)
        assert run() == 3
        clear()


def test_an_invitation_that_had_not_left_goes_out_as_it_stands_in_the_end(meeting_id, clock):
    invite(meeting_id, contact("M. Petit", mail=None, phone="+3265001232"))
    cancel(meeting_id)
    restore(meeting_id)
    wait(clock)
    assert run() == 1
    assert news("invitation")["+3265001232"].state == "to_do"
