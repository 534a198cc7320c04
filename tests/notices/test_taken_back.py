"""What people hear of a cancellation, of one that is taken back, and of several in a row: once, and nothing false."""

import pytest
from sqlalchemy import select

from cafepol.core.clock import now, zone_time
from cafepol.core.db import transaction
from cafepol.invitations.answers import Answer, State
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.planning.operations import restore as take_back
from tests.notices.saying import LATER, OTHER_DAY, clear, invite, news, plain, register, run, state, wait
from tests.post import cancel, contact, move, plan

pytestmark = pytest.mark.once

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


def test_cancelled_and_taken_back_within_the_quiet_time_nobody_hears_anything(meeting_id, people, clock):
    cancel(meeting_id)
    restore(meeting_id)
    wait(clock)
    assert (run(), sequence(meeting_id)) == (0, 2)
    cancel(meeting_id)
    wait(clock)
    assert run() == 3


def test_what_was_written_of_a_cancellation_and_has_not_left_is_dropped_when_it_is_taken_back(
    meeting_id, people, clock
):
    cancel(meeting_id)
    wait(clock)
    assert run() == 3
    restore(meeting_id)
    wait(clock)
    assert run() == 0
    assert {message.state for message in news().values()} == {"dropped"}


def test_a_day_that_changed_meanwhile_is_said_with_it(meeting_id, people, clock):
    cancel(meeting_id)
    wait(clock)
    run()
    clear()
    restore(meeting_id)
    move(meeting_id, **OTHER_DAY)
    wait(clock)
    run()
    mail = news()[RESIDENT]
    assert plain(mail.subject).startswith("Maintenue, un autre jour : café de Colfontaine, mercredi 10 février 2027")
    assert "n’est plus annulé : il a lieu un autre jour" in plain(mail.text)
    assert "Mercredi 10 février 2027" in plain(mail.html)


def test_what_moved_while_it_was_cancelled_is_told_when_it_takes_place_after_all(meeting_id, people, clock):
    cancel(meeting_id)
    wait(clock)
    run()
    clear()
    move(meeting_id, **OTHER_DAY)
    move(meeting_id, **OTHER_DAY, venue=1)
    wait(clock)
    assert (run(), sequence(meeting_id)) == (0, 3)
    restore(meeting_id)
    wait(clock)
    assert run() == 3
    mail, asked = news()[RESIDENT], news("invitation_restored")[PARTNER]
    assert plain(mail.subject).startswith("Maintenue, un autre jour")
    assert "SEQUENCE:4" in mail.calendar
    assert "DTSTART;TZID=Europe/Brussels:20270210T140000" in mail.calendar
    assert "STATUS:CONFIRMED" in mail.calendar
    assert (asked.calendar_method, "SEQUENCE:4" in asked.calendar) == ("REQUEST", True)
    assert "n’est plus annulée" in asked.text
    assert state(people) is State.SENT


def test_another_place_or_hour_of_what_is_maintained_leaves_answers_as_they_are(meeting_id, people, clock):
    cancel(meeting_id)
    wait(clock)
    run()
    clear()
    move(meeting_id, **LATER)
    restore(meeting_id)
    wait(clock)
    assert run() == 3
    assert {plain(each.subject).partition(" : ")[0] for each in news().values()} >= {"Maintenue, avec un changement"}
    assert "d’autres heures" in news()["+32470123456"].text
    assert state(people) is State.ACCEPTED


def test_a_cancellation_names_the_day_and_the_place_that_people_know(meeting_id, people, clock):
    cancel(meeting_id)
    move(meeting_id, **OTHER_DAY, venue=1)
    wait(clock)
    assert run() == 3
    with transaction():
        elsewhere = get_meeting_by_id(meeting_id).venue.name
    for told in news().values():
        assert "mardi 9 février 2027" in plain(told.subject + told.text)
        assert "10 février" not in plain(told.subject + told.text)
        assert elsewhere not in told.text


def test_cancelled_taken_back_and_cancelled_again_before_anybody_heard_is_one_cancel(meeting_id, people, clock):
    cancel(meeting_id)
    wait(clock)
    run()
    restore(meeting_id)
    cancel(meeting_id, "La salle est inondée.")
    wait(clock)
    run()
    with transaction() as session:
        found = session.scalars(
            select(Message).where(Message.kind == "meeting_change", Message.state != "dropped")
        ).all()
    assert len(found) == 3
    assert all("La salle est inondée." in each.text for each in found)


@pytest.mark.parametrize("turns", [1, 2])
def test_however_often_it_is_taken_back_and_cancelled_again_nobody_reads_annulee_twice_in_a_row(
    meeting_id, people, clock, turns
):
    cancel(meeting_id)
    wait(clock)
    assert run() == 3
    clear()
    for _ in range(turns):
        restore(meeting_id)
        cancel(meeting_id, "Une autre raison.")
    wait(clock)
    assert run() == 0


def test_cancelled_again_after_people_heard_that_it_takes_place_is_told_again(meeting_id, people, clock):
    for change in (cancel, restore, cancel):
        change(meeting_id)
        wait(clock)
        assert run() == 3
        clear()


def test_an_invitation_that_had_not_left_stays_as_it_is_when_nothing_is_new_in_the_end(meeting_id, clock):
    invite(meeting_id, contact("M. Petit", mail=None, phone="+3265001232"))
    cancel(meeting_id)
    restore(meeting_id)
    wait(clock)
    assert run() == 0
    assert news("invitation")["+3265001232"].state == "to_do"


def test_who_was_asked_for_another_day_and_not_told_hears_that_the_day_they_know_is_off(meeting_id, clock):
    invited = invite(meeting_id, contact("M. Petit", mail=None, phone="+3265001232"), Answer.YES)
    clear()
    move(meeting_id, **OTHER_DAY)
    wait(clock)
    assert run() == 1
    cancel(meeting_id)
    wait(clock)
    assert run() == 1
    assert "ANNULÉE : café de Colfontaine, mardi 9 février" in plain(news()["+3265001232"].text)
    assert news("invitation_moved")["+3265001232"].state == "dropped"
    assert state(invited) is State.SENT


def test_back_on_the_day_they_know_before_they_were_called_they_are_asked_again(meeting_id, clock):
    invite(meeting_id, contact("M. Petit", mail=None, phone="+3265001232"), Answer.YES)
    clear()
    for there in (OTHER_DAY, {}):
        move(meeting_id, **there)
        wait(clock)
        assert run() == 1
    assert news("invitation_moved")["+3265001232"].state == "dropped"
    assert "mardi 9 février" in plain(news("invitation_reminder")["+3265001232"].text)
