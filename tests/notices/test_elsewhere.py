"""A contact gets another address while news of a meeting has not left: it is said at the new one."""

import pytest
from sqlalchemy import update

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.invitations.answers import Answer
from cafepol.invitations.queries import get_invitation
from cafepol.invitations.readdressing import correct_contact
from cafepol.messages.models import Message
from cafepol.partners.queries import get_contact_of, partners_of
from cafepol.zone.queries import communes
from tests.notices.saying import LATER, OTHER_DAY, clear, invite, news, plain, register, run, wait
from tests.post import cancel, contact, move, plan

WRONG, RIGHT, RESIDENT = "dubois@partner.example", "right@partner.example", "+32470123456"


@pytest.fixture
def meeting_id(app):
    return plan()


@pytest.fixture
def invited(meeting_id):
    """Somebody who said that they will come."""
    invitation_id = invite(meeting_id, contact(), Answer.YES)
    clear()
    return invitation_id


def correct(invitation_id):
    with transaction():
        (partner,) = partners_of([each.id for each in communes()])
        someone = get_contact_of(partner, get_invitation(invitation_id).contact_id)
        facts = {"name": someone.name, "function": "", "phone": "", "language": "fr"}
        correct_contact(someone, **facts, mail=RIGHT, now=now())


def tell(clock):
    wait(clock)
    return run()


@pytest.mark.parametrize("state", ["queued", "bounced"])
def test_news_that_did_not_reach_the_former_address_is_said_at_the_new_one(meeting_id, invited, clock, state):
    move(meeting_id, **LATER)
    tell(clock)
    with transaction() as session:
        session.execute(update(Message).where(Message.state == "queued").values(state=state))
    correct(invited)
    assert (run(), run()) == (1, 0)
    told = news()
    assert [(mail, told[mail].state) for mail in (WRONG, RIGHT)] == [(WRONG, "dropped"), (RIGHT, "queued")]
    assert "de 15 h à 17 h" in plain(told[RIGHT].text)
    assert WRONG not in told[RIGHT].calendar


def test_news_that_was_heard_is_not_said_again(meeting_id, invited, clock):
    move(meeting_id, **LATER)
    tell(clock)
    clear()
    correct(invited)
    assert run() == 0


def test_a_cancellation_is_said_at_the_new_address(meeting_id, invited, clock):
    cancel(meeting_id)
    tell(clock)
    correct(invited)
    assert run() == 1
    assert news()[RIGHT].calendar_method == "CANCEL"


def test_what_moved_back_meanwhile_is_not_said_anywhere(meeting_id, invited, clock):
    move(meeting_id, **LATER)
    tell(clock)
    correct(invited)
    move(meeting_id)
    assert tell(clock) == 0


def test_what_moved_again_meanwhile_is_said_as_it_stands(meeting_id, invited, clock):
    move(meeting_id, **LATER)
    tell(clock)
    correct(invited)
    move(meeting_id, **LATER, venue=1)
    assert run() == 0
    assert tell(clock) == 1
    assert set(news()) == {WRONG, RIGHT}


def test_a_new_contact_is_said_at_the_new_address(meeting_id, invited, clock):
    register(meeting_id, phone=RESIDENT)
    clock.advance(seconds=1)
    move(meeting_id, phone="065 00 99 99")
    tell(clock)
    correct(invited)
    assert (run(), run()) == (1, 0)
    states = {mail: told.state for mail, told in news("meeting_contact").items()}
    assert states == {WRONG: "dropped", RIGHT: "queued", RESIDENT: "to_do"}


def test_who_was_asked_anew_is_asked_at_the_new_address(meeting_id, invited, clock):
    move(meeting_id, **OTHER_DAY)
    tell(clock)
    correct(invited)
    assert news("invitation_moved")[RIGHT].state == "queued"
    assert run() == 0
