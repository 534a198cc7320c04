"""A partner whose invitation did not arrive, or who left the directory: what a change says to them."""

import pytest

from cafepol.core.db import transaction
from cafepol.invitations.answers import Answer, State
from cafepol.partners.models import PartnerContact
from tests.invitations.asking import messages, refuse
from tests.notices.saying import OTHER_DAY, clear, invite, news, run, state, wait
from tests.post import cancel, contact, move, plan

PARTNER = "dubois@partner.example"


@pytest.fixture
def meeting_id(app):
    return plan()


@pytest.fixture
def lost(meeting_id, clock):
    """An invitation that the partner's mail server refused."""
    invitation_id = invite(meeting_id, contact())
    refuse(clock, PARTNER)
    return invitation_id


def leave_the_directory(contact_id):
    with transaction() as session:
        session.get(PartnerContact, contact_id).is_active = False


def test_who_never_got_it_is_invited_to_the_meeting_as_it_moved(meeting_id, lost, clock):
    move(meeting_id, **OTHER_DAY)
    wait(clock)
    assert run() == 1
    assert news() == {}
    assert [each.state for each in messages()] == ["dropped", "queued"]


def test_who_never_got_it_hears_nothing_of_a_cancellation(meeting_id, lost, clock):
    cancel(meeting_id)
    wait(clock)
    assert run() == 0
    assert state(lost) is State.REVOKED


def test_who_left_the_directory_is_told_of_another_day_but_not_asked(meeting_id, clock):
    contact_id = contact()
    invitation_id = invite(meeting_id, contact_id, Answer.YES)
    clear()
    leave_the_directory(contact_id)
    move(meeting_id, **OTHER_DAY)
    wait(clock)
    assert run() == 1
    assert set(news()) == {PARTNER}
    assert news("invitation_moved") == {}
    assert state(invitation_id) is State.ACCEPTED


def test_who_left_the_directory_before_they_were_invited_hears_nothing(meeting_id, clock):
    contact_id = contact()
    invitation_id = invite(meeting_id, contact_id)
    leave_the_directory(contact_id)
    move(meeting_id, **OTHER_DAY)
    wait(clock)
    assert run() == 0
    assert state(invitation_id) is State.REVOKED
