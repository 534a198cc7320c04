"""Another number to call while something else has not left: one message says both, and nothing names the former one."""

import pytest

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.invitations.queries import get_invitation
from cafepol.invitations.reminding import ask_again
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.queries import messages_of
from cafepol.planning.operations import edit, replace_host
from cafepol.registrations.operations import cancel_registration
from cafepol.registrations.queries import get_registration
from tests.invitations.asking import refuse
from tests.notices.saying import LATER, OTHER_DAY, clear, invite, news, plain, register, run, wait
from tests.post import contact, host, mail_server, plan, wishes

PARTNER, NUMBER = "dubois@partner.example", "+3265001232"
NEW, NEWER = "065 00 99 99", "065 00 88 88"


@pytest.fixture
def meeting_id(app):
    return plan(capacity=1)


def change(meeting_id, **wanted):
    """Save the meeting's form, as its page does."""
    with transaction():
        meeting = get_meeting_by_id(meeting_id)
        plan = wishes(**{"phone": NEW, "capacity": 1, **wanted})
        at = {"now": plan.pop("now"), "tz": plan.pop("tz")}
        edit(meeting, version=meeting.version, plan=plan, **at)


def unsaid(meeting_id):
    """What waits to be said: its kind, how it leaves, and whether it gives the new number."""
    with transaction():
        waits = [each for each in messages_of(meeting_id) if each.state in {"queued", "to_do"}]
        return [(each.kind, each.channel, NEW in plain(each.text)) for each in waits]


def test_an_invitation_in_its_quiet_time_waits_and_leaves_with_the_new_number_alone(meeting_id, clock):
    invite(meeting_id, contact())
    clock.advance(seconds=300)
    change(meeting_id)
    clock.advance(seconds=300)
    with mail_server() as sink:
        assert (run(), sink.deliver()) == (0, 0)
    clock.advance(seconds=300)
    assert (run(), run()) == (1, 0)
    assert unsaid(meeting_id) == [("invitation", "mail", True)]


def test_it_waits_also_when_another_receives(meeting_id, clock):
    invite(meeting_id, contact())
    clock.advance(seconds=300)
    with transaction():
        meeting = get_meeting_by_id(meeting_id)
        tz = wishes()["tz"]
        replace_host(meeting, host("Mme Leroy"), version=meeting.version, stays=False, now=now(), tz=tz)
    clock.advance(seconds=300)
    assert run() == 0
    with mail_server() as sink:
        sink.deliver()
        assert [PARTNER] not in sink.recipients


def test_a_call_to_make_is_one_call_with_the_new_number(meeting_id, clock):
    invite(meeting_id, contact(mail=None, phone=NUMBER))
    clock.advance(seconds=1)
    change(meeting_id)
    wait(clock)
    assert run() == 1
    assert unsaid(meeting_id) == [("invitation", "call", True)]


def test_a_reminder_gives_way(meeting_id, clock):
    invited = invite(meeting_id, contact())
    clear()
    with transaction():
        ask_again(get_invitation(invited), get_meeting_by_id(meeting_id), by=None, now=now())
    clock.advance(seconds=1)
    change(meeting_id)
    wait(clock)
    assert run() == 1
    assert unsaid(meeting_id) == [("meeting_contact", "mail", True)]
    assert "Dites-nous si vous venez" in news("meeting_contact")[PARTNER].text


@pytest.mark.parametrize("there", [LATER, OTHER_DAY])
def test_news_that_nobody_said_yet_names_the_new_contact(meeting_id, clock, there):
    register(meeting_id, phone="0470 12 34 56")
    invite(meeting_id, contact(mail=None, phone=NUMBER))
    clear()
    change(meeting_id, **there, phone="065 00 12 32")
    wait(clock)
    assert run() == 2
    clock.advance(seconds=1)
    change(meeting_id, **there)
    wait(clock)
    assert run() == 2
    assert unsaid(meeting_id) == [("meeting_change", "call", True)] * 2


def test_a_place_that_came_free_is_said_with_the_new_number(meeting_id, clock):
    first = register(meeting_id, mail="a@resident.example")
    register(meeting_id, phone="0470 12 34 56")
    clear()
    with transaction():
        cancel_registration(get_registration(first), now=now())
    clock.advance(seconds=1)
    change(meeting_id)
    wait(clock)
    assert run() == 1
    assert unsaid(meeting_id) == [("registration_promoted", "call", True)]


def test_of_two_new_numbers_only_the_last_is_called_about(meeting_id, clock):
    register(meeting_id, phone="0470 12 34 56")
    clear()
    for number in (NEWER, NEW):
        clock.advance(seconds=1)
        change(meeting_id, phone=number)
        wait(clock)
        assert run() == 1
    assert unsaid(meeting_id) == [("meeting_contact", "call", True)]


@pytest.mark.parametrize("phone", [NUMBER, None])
def test_who_never_got_the_invitation_is_called_or_left_to_whoever_deals_with_it(meeting_id, clock, phone):
    invite(meeting_id, contact(phone=phone))
    refuse(clock, PARTNER)
    change(meeting_id)
    wait(clock)
    assert run() == int(phone is not None)
    assert news("meeting_contact") == {}
    assert unsaid(meeting_id) == ([("invitation", "call", True)] if phone else [])


@pytest.mark.parametrize("there", [LATER, OTHER_DAY])
def test_a_move_is_a_call_to_whom_the_invitation_did_not_reach(meeting_id, clock, there):
    invite(meeting_id, contact(phone=NUMBER))
    refuse(clock, PARTNER)
    change(meeting_id, **there)
    wait(clock)
    assert run() == 1
    assert unsaid(meeting_id) == [("invitation", "call", True)]


def test_a_move_is_a_call_to_whom_a_reminder_did_not_reach(meeting_id, clock):
    invited = invite(meeting_id, contact(phone=NUMBER))
    clear()
    with transaction():
        ask_again(get_invitation(invited), get_meeting_by_id(meeting_id), by=None, now=now())
    refuse(clock, PARTNER)
    change(meeting_id, **LATER)
    wait(clock)
    assert run() == 1
    assert unsaid(meeting_id) == [("meeting_change", "call", True)]
