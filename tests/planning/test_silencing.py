"""« À demain, 14 h » never leaves after the meeting moved or was called off."""

import pytest

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations.amending import amend_registration
from cafepol.registrations.broadcasting import broadcasts_of, tell_all
from cafepol.registrations.queries import get_registration
from tests.notices.saying import LATER, news, plain, register
from tests.pages import words
from tests.planning.changing import call_off, correct_venue, move
from tests.post import plan

MAIL, PHONE = "petit@x.be", "+32470123456"


@pytest.fixture
def told(app):
    """A meeting, and the id of one who is told by mail; another one is to be called."""
    meeting_id = plan()
    register(meeting_id, phone="0470 12 34 56")
    return meeting_id, register(meeting_id, mail=MAIL)


def say(meeting_id):
    with transaction():
        tell_all(get_meeting_by_id(meeting_id), subject="À demain", text="À demain, 14 h !", by=None, now=now())


def states():
    return {recipient: message.state for recipient, message in news("registration_all").items()}


@pytest.mark.parametrize("change", [call_off, correct_venue, lambda meeting_id: move(meeting_id, **LATER)])
def test_what_was_written_to_all_before_a_change_is_not_said_after_it(told, change):
    say(told[0])
    change(told[0])
    assert states() == {MAIL: "dropped", PHONE: "dropped"}
    change(told[0])
    with transaction():
        assert [each.left_in_part for each in broadcasts_of(told[0])] == [False]


def test_a_typo_silences_nobody(told):
    say(told[0])
    move(told[0], title="Un café avec votre policier")
    assert states() == {MAIL: "queued", PHONE: "to_do"}


def test_what_began_to_leave_stops_and_follows_nobody_to_another_address(told, clock):
    meeting_id, registration_id = told
    say(meeting_id)
    clock.advance(hours=1)
    move(meeting_id, **LATER)
    with transaction():
        assert [each.left_in_part for each in broadcasts_of(meeting_id)] == [True]
        row = get_registration(registration_id)
        facts = {"kind": "going", "party_size": 1, "name": "", "phone": "", "needs": "", "call_back": False}
        amend_registration(row, version=row.version, mail="juste@x.be", language="fr", now=now(), **facts)
    call_off(meeting_id)
    assert states() == {MAIL: "dropped", PHONE: "dropped"}


def test_whoever_changes_the_meeting_reads_that_their_message_does_not_leave(sign_in, meeting):
    there = meeting(publish=True)
    register(there.id, mail=MAIL)
    browser = sign_in(Role.CHIEF)
    page = f"/equipe/rencontres/{there.code}"
    for path, typed in (("/modifier", {"starts": "15:30", "override": "y"}), ("/annuler", {"reason": "Malade."})):
        say(there.id)
        said = plain(words(browser.submit(f"{page}{path}", typed, follow=True).text))
        assert "Votre message à tous les inscrits ne part pas" in said, path
    assert "retiré" in words(browser.get(f"{page}/message").text)
