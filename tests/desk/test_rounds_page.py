"""From the flyer to the list of rounds: what each brought in stands where its round is followed."""

from datetime import date

import pytest

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.distribution.operations import hand_out
from cafepol.distribution.queries import get_round
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations.presence import note_flyers
from tests.distribution.walks import Walk
from tests.pages import words

DAY = date(2027, 1, 7)


@pytest.fixture
def followed(meeting):
    """A café with a round of 350 flyers, of which 320 went out."""
    there = meeting()
    walk = Walk(there, planned=350)
    walk.do(hand_out, handed_out=320, day=DAY, is_done=True, today=DAY)
    return there, walk.code


def row(browser, meeting):
    return words(browser.page(f"/equipe/rencontres/{meeting.code}/tournees").select_one("li[id^=tournee-]").text)


def test_camera_call_and_slip_are_read_on_the_list_of_rounds(followed, sign_in, client):
    there, code = followed
    client.submit(client.get(f"/s/{code.lower()}").location, {"kind": "going", "party_size": "4"})
    chief = sign_in(Role.CHIEF)
    for channel, people in (("phone", "3"), ("flyer", "1")):
        typed = {"flyer_code": code, "channel": channel, "party_size": people}
        assert chief.submit(f"/equipe/rencontres/{there.code}/inscrire", typed).status_code == 303
    shown = row(chief, there)
    assert "320 flyers distribués sur 350, 30 restent." in shown
    assert "3 inscriptions avec ce code, 8 personnes annoncées." in shown
    assert "Pour 100 flyers : 2,5 annoncées." in shown
    hub = words(chief.get(f"/equipe/rencontres/{there.code}").text)
    assert "3 inscriptions avec un code de flyer." in hub


def test_the_door_is_read_there_too_for_all_who_read_the_meeting(followed, sign_in, clock):
    there, code = followed
    clock.set(there.starts_at)
    with transaction():
        meeting = get_meeting_by_id(there.id)
        note_flyers(meeting, {get_round(meeting, code).id: 8, None: 2}, now=now())
    for role in (Role.CHIEF, Role.RECEPTION):
        browser = sign_in(role)
        assert "8 personnes venues avec ce flyer. Pour 100 flyers : 0,0 annoncées, 2,5 venues." in row(browser, there)
        page = words(browser.get(f"/equipe/rencontres/{there.code}/tournees").text)
        assert "10 personnes venues avec un flyer. 2 personnes avaient un flyer sans savoir lequel." in page
