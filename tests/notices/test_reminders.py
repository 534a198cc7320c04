"""A reminder while a change waits to be told: one message says both, and who answers meanwhile still hears of it."""

import pytest

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.invitations import operations
from cafepol.invitations.answers import Answer, State
from cafepol.invitations.queries import get_invitation
from cafepol.invitations.reminding import ask_again
from cafepol.meetings.queries import get_meeting_by_id
from tests.notices.saying import LATER, OTHER_DAY, clear, invite, news, plain, run, state, wait
from tests.post import contact, move, plan

PARTNER = "dubois@partner.example"


@pytest.fixture
def meeting_id(app):
    return plan()


@pytest.fixture
def invited(meeting_id):
    """Somebody who was invited and has not answered."""
    invitation_id = invite(meeting_id, contact())
    clear()
    return invitation_id


def on(invitation_id, act, **more):
    with transaction():
        invitation = get_invitation(invitation_id)
        act(invitation, get_meeting_by_id(invitation.meeting_id), **more, now=now())


def remind(invitation_id):
    on(invitation_id, ask_again, by=None)


def reminder():
    return news("invitation_reminder")[PARTNER]


def test_the_news_takes_the_place_of_the_reminder_and_asks_too(meeting_id, invited, clock):
    move(meeting_id, **LATER)
    remind(invited)
    wait(clock)
    assert (run(), run()) == (1, 0)
    told = news()[PARTNER]
    assert (reminder().state, told.state, "SEQUENCE:1" in told.calendar) == ("dropped", "queued", True)
    assert "de 15 h à 17 h" in plain(told.text)
    assert "Dites-nous si vous venez" in told.text
    assert "Dire si vous venez" in told.html


@pytest.mark.parametrize("act", [operations.take_back, operations.answer], ids=["undone", "answered"])
def test_without_the_reminder_the_news_is_told_all_the_same(meeting_id, invited, clock, act):
    move(meeting_id, **LATER)
    remind(invited)
    on(invited, act, **({"answer": Answer.YES} if act is operations.answer else {}))
    wait(clock)
    assert run() == 1
    assert (reminder().state, news()[PARTNER].calendar_method) == ("dropped", "REQUEST")


def test_who_answered_is_told_how_to_change_the_answer(meeting_id, invited, clock):
    on(invited, operations.answer, answer=Answer.YES)
    move(meeting_id, **LATER)
    wait(clock)
    run()
    assert "Pour changer votre réponse" in plain(news()[PARTNER].text)


def test_of_what_moved_back_before_anybody_heard_the_reminder_says_how_it_stands(meeting_id, invited, clock):
    move(meeting_id, **LATER)
    remind(invited)
    move(meeting_id)
    wait(clock)
    assert run() == 0
    assert news() == {}
    assert (reminder().state, "de 14 h à 16 h" in plain(reminder().text)) == ("queued", True)
    assert state(invited) is State.SENT


def test_a_reminder_that_did_not_arrive_is_left_to_whoever_deals_with_it(meeting_id, invited, clock):
    remind(invited)
    with transaction() as session:
        session.merge(reminder()).state = "bounced"
    move(meeting_id, **LATER)
    move(meeting_id)
    wait(clock)
    assert run() == 0
    assert reminder().state == "bounced"


def test_who_answers_before_the_news_of_other_hours_leaves_still_gets_it(meeting_id, clock):
    """They said yes, were asked anew for another day, and did not hear of that before it came back at other hours."""
    invited = invite(meeting_id, contact(), Answer.YES)
    clear()
    for there in (OTHER_DAY, LATER):
        move(meeting_id, **there)
        wait(clock)
        assert run() == 1
    on(invited, operations.answer, answer=Answer.YES)
    assert news("invitation_moved")[PARTNER].state == "dropped"
    told = news()[PARTNER]
    assert (told.state, "SEQUENCE:2" in told.calendar, "de 15 h" in plain(told.text)) == ("queued", True, True)
