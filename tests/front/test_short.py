"""The short address of a flyer: of a meeting, or of one of its rounds, which is counted and tells of nobody."""

import pytest
from sqlalchemy import select, update

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.distribution.models import DistributionRound
from cafepol.meetings.lifecycle import Audience
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import withdraw_meeting
from cafepol.registrations.models import Registration
from cafepol.registrations.round_queries import RoundCount, round_counts
from tests.factories import make_round
from tests.pages import words


@pytest.fixture
def flyers(app):
    """`flyers(planned, "BCDFG", …)`: the id of a round of a planned meeting."""

    def make(planned, code, **facts):
        with transaction():
            return make_round(get_meeting_by_id(planned.id), code, **facts).id

    return make


def brought(round_id):
    with transaction():
        return round_counts([round_id])[round_id]


def rounds_of_answers():
    with transaction() as session:
        return list(session.scalars(select(Registration.round_id).order_by(Registration.id)))


@pytest.mark.parametrize("typed", ["BCDFG", "bcdfg"])
def test_who_photographs_the_code_of_a_round_counts_for_it(client, plan, flyers, typed):
    planned = plan()
    there = flyers(planned, "BCDFG")
    led = client.get(f"/s/{typed}")
    assert (led.status_code, led.location) == (302, f"{planned.path}?tournee=BCDFG")
    client.submit(led.location, {"kind": "going", "party_size": "3"})
    client.submit(led.location, {"kind": "interested", "party_size": "2"})
    assert brought(there) == RoundCount(registrations=2, people=3)


def test_what_is_corrected_in_the_form_still_counts_for_the_round(client, plan, flyers):
    planned = plan()
    there = flyers(planned, "BCDFG")
    path = f"{planned.path}?tournee=BCDFG"
    refused = client.submit(path, {"party_size": "3"})
    assert refused.status_code == 422
    assert not client.page(path).select_one("main form").has_attr("action")  # so a browser posts to the same address
    client.submit(path, {"kind": "going", "party_size": "3"})
    assert brought(there).people == 3


@pytest.mark.parametrize("code", ["", "BCDFH", "HJKLM", "bcd", "BCDFG7", "<b>", "' OR 1", "BCDFÉ"])
def test_a_word_that_is_no_code_of_this_meeting_counts_for_nobody_and_nobody_is_told(client, plan, flyers, code):
    planned, other = plan(), plan(days=1)
    flyers(planned, "BCDFG")
    flyers(other, "HJKLM")
    known, unknown = (
        client.submit(path, {"kind": "going", "party_size": "1", "mail": mail})
        for path, mail in ((planned.path, "un@x.be"), (f"{planned.path}?tournee={code}", "deux@x.be"))
    )
    assert (known.status_code, known.location, known.data) == (303, unknown.location, unknown.data)
    assert rounds_of_answers() == [None, None]


def test_the_kept_page_is_one_for_every_flyer(client, plan, flyers):
    planned = plan()
    flyers(planned, "BCDFG")
    plain, carried = (client.page(path).select_one("main") for path in (planned.path, f"{planned.path}?tournee=BCDFG"))
    for each in (plain, carried):
        each.select_one("input[name=jeton]")["value"] = ""
    assert plain == carried


def test_a_meetings_own_code_and_a_rounds_are_told_apart_by_their_length(client, plan, flyers):
    planned = plan()
    flyers(planned, planned.code[:5])
    assert client.get(f"/s/{planned.code.lower()}").location == planned.path
    assert client.get(f"/s/{planned.code[:5]}").location == f"{planned.path}?tournee={planned.code[:5]}"
    for nothing in ("BCDF", "ZZZZZ", "ZZZZZZ", "BCDFGHJ"):
        assert client.get(f"/s/{nothing}").status_code == 404


def test_after_the_day_the_flyer_leads_to_the_next_cafes(client, plan, flyers, past):
    planned, following = plan(), plan(days=7)
    flyers(planned, "BCDFG")
    past()
    page = client.get("/s/BCDFG", follow_redirects=True)
    assert page.status_code == 200
    assert "Cette rencontre est passée." in words(page.text)
    assert following.path in page.text


def test_the_flyer_of_a_cancelled_cafe_says_so(client, plan, flyers, cancel):
    planned = plan()
    flyers(planned, "BCDFG")
    cancel(planned)
    page = client.get("/s/BCDFG", follow_redirects=True)
    assert (page.status_code, "ANNULÉE" in words(page.text)) == (200, True)


def test_the_flyer_of_a_draft_leads_nowhere_and_of_a_draft_again_to_a_word_about_it(client, plan, flyers):
    flyers(plan(publish=False), "BCDFG")
    assert client.get("/s/BCDFG").status_code == 404
    again = plan(days=1)
    flyers(again, "HJKLM")
    with transaction():
        withdraw_meeting(get_meeting_by_id(again.id), audience=Audience(registrations=0, invitations=0), now=now())
    gone = client.get("/s/HJKLM")
    assert gone.status_code == 410
    assert "n’est plus annoncée" in words(gone.text)


def test_the_flyer_of_a_round_that_was_given_up_still_opens_and_counts(client, plan, flyers):
    planned = plan()
    there = flyers(planned, "BCDFG")
    with transaction() as session:
        session.execute(update(DistributionRound).values(dropped_at=now()))
    client.submit(client.get("/s/BCDFG").location, {"kind": "going", "party_size": "2"})
    assert brought(there).people == 2
