"""The code on a flyer: typed by whoever takes a call or a slip, and what its round brought in."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.core.errors import Refused
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations.amending import amend_registration, register_caller, settle_double
from cafepol.registrations.keeping import forget_people
from cafepol.registrations.operations import cancel_registration, confirm_registration, drop_unconfirmed
from cafepol.registrations.places import join_line
from cafepol.registrations.presence import tick
from cafepol.registrations.queries import get_registration
from cafepol.registrations.round_queries import RoundCount, round_counts
from tests.factories import make_round

SAID = {"kind": "going", "party_size": 1, "name": "Mme Petit", "phone": "", "language": "fr"}
AS_IT_WAS = SAID | {"mail": "", "needs": "", "call_back": False, "version": 1}
NO_SUCH = "Aucune tournée de ce café n’a ce code"


@pytest.fixture
def flyers(app):
    """`flyers(meeting, "BCDFG", …)`: the id of a round of this meeting."""

    def make(meeting, code, **facts):
        with transaction():
            return make_round(get_meeting_by_id(meeting.id), code, **facts).id

    return make


@pytest.fixture
def call(app):
    """`call(meeting, flyer_code="…", …)`: somebody on the phone is registered; the row."""

    def make(meeting, **more):
        with transaction():
            fresh = get_meeting_by_id(meeting.id)
            return register_caller(fresh, **SAID | {"channel": "phone", "now": now()} | more).registration

    return make


def brought(*ids):
    with transaction():
        counts = round_counts(ids)
    return [counts[each] for each in ids]


@pytest.mark.parametrize("typed", ["BCDFG", " bcd-fg ", "bcd fg"])
@pytest.mark.parametrize("channel", ["phone", "flyer"])
def test_a_call_and_a_slip_count_for_the_round_whose_code_is_read_out(meeting, flyers, call, typed, channel):
    there = meeting()
    mine, other = flyers(there, "BCDFG"), flyers(there, "HJKLM")
    call(there, flyer_code=typed, channel=channel, party_size=2)
    assert brought(mine, other) == [RoundCount(1, 2), RoundCount()]


def test_the_code_of_the_cafe_itself_is_that_of_a_flyer_without_a_round(meeting, flyers, call, reload):
    there = meeting()
    flyers(there, "BCDFG")
    assert reload(call(there, flyer_code=there.code.lower())).round_id is None


@pytest.mark.parametrize("code", ["HJKLM", "BCDFH", "BCDF", "AEIOU"])
def test_a_code_of_another_meeting_is_refused_at_its_field(meeting, flyers, call, states, code):
    there, elsewhere = meeting(), meeting(days=1)
    flyers(there, "BCDFG")
    flyers(elsewhere, "HJKLM")
    with pytest.raises(Refused, match=NO_SUCH) as refusal:
        call(there, flyer_code=code)
    assert refusal.value.field == "flyer_code"
    assert states(there) == []


def test_the_code_is_put_right_while_its_holder_is_on_the_line(meeting, flyers, call, act, reload):
    there = meeting()
    first, second = flyers(there, "BCDFG"), flyers(there, "HJKLM")
    row = call(there, flyer_code="BCDFG")
    act(amend_registration, row, **AS_IT_WAS, flyer_code="hjklm")
    assert brought(first, second) == [RoundCount(), RoundCount(1, 1)]
    with pytest.raises(Refused, match=NO_SUCH):
        act(amend_registration, row, **AS_IT_WAS | {"version": 2, "name": "Autre"}, flyer_code="QQQQQ")
    assert (reload(row).round_id, reload(row).name) == (second, "Mme Petit")
    act(amend_registration, row, **AS_IT_WAS | {"version": 2}, flyer_code="")
    assert reload(row).round_id is None


@pytest.mark.parametrize(("before", "after"), [(None, "HJKLM"), ("BCDFG", "BCDFG")])
def test_who_wrote_before_they_called_keeps_the_first_flyer_and_has_that_of_the_call_otherwise(
    meeting, flyers, register, call, reload, before, after
):
    there = meeting()
    ids = {code: flyers(there, code) for code in ("BCDFG", "HJKLM")}
    wrote = register(there, mail="petit@x.be", round_id=ids.get(before)).registration
    call(there, mail="petit@x.be", flyer_code="HJKLM")
    assert reload(wrote).round_id == ids[after]


@pytest.mark.parametrize(("before", "after"), [(None, "HJKLM"), ("BCDFG", "BCDFG")])
def test_from_interested_to_going_the_first_flyer_stays(meeting, flyers, register, call, reload, before, after):
    there = meeting()
    ids = {code: flyers(there, code) for code in ("BCDFG", "HJKLM")}
    perhaps = register(
        there, kind="interested", channel="phone", mail="petit@x.be", round_id=ids.get(before)
    ).registration
    call(there, mail="petit@x.be", flyer_code="HJKLM")
    assert reload(perhaps).round_id == ids[after]


def test_an_address_that_comes_once_more_on_the_web_keeps_the_first_flyer(meeting, flyers, register, reload):
    there = meeting()
    first, second = flyers(there, "BCDFG"), flyers(there, "HJKLM")
    row = register(there, mail="petit@x.be", round_id=first).registration
    register(there, mail="petit@x.be", round_id=second)
    assert reload(row).round_id == first


def test_of_two_registrations_of_one_person_the_flyer_is_kept(meeting, flyers, call, reload):
    there = meeting()
    mine = flyers(there, "BCDFG")
    kept = call(there, phone="0470 12 34 56")
    other = call(there, phone="0470 12 34 56", flyer_code="BCDFG")
    with transaction():
        settle_double(get_registration(kept.id), get_registration(other.id), now=now())
    assert brought(mine) == [RoundCount(1, 1)]
    assert reload(kept).round_id == mine


def test_a_round_is_counted_by_who_was_heard_and_comes_still(meeting, flyers, register, act, call):
    there = meeting()
    mine = flyers(there, "BCDFG")
    call(there, flyer_code="BCDFG", party_size=4)
    call(there, flyer_code="BCDFG", kind="interested", party_size=3)
    act(cancel_registration, call(there, flyer_code="BCDFG"))
    waits = call(there, flyer_code="BCDFG", party_size=2)
    with transaction():
        join_line(get_registration(waits.id), now=now())
    register(there, mail="jamais@x.be", round_id=mine)
    act(confirm_registration, register(there, mail="oui@x.be", round_id=mine).registration)
    assert brought(mine) == [RoundCount(registrations=4, people=7)]


def test_what_a_round_brought_stays_when_names_are_forgotten(meeting, flyers, register, act, call, clock):
    there = meeting()
    mine = flyers(there, "BCDFG")
    call(there, flyer_code="BCDFG", party_size=4)
    came = register(there, mail="venu@x.be", party_size=2, round_id=mine).registration
    register(there, mail="jamais@x.be", round_id=mine)
    clock.set(there.starts_at)
    act(tick, came, present=True)
    clock.set(there.ends_at + timedelta(days=30))
    before = brought(mine)
    with transaction():
        drop_unconfirmed(get_meeting_by_id(there.id), now=now())
        forget_people(now())
    assert brought(mine) == before == [RoundCount(registrations=2, people=6)]


def test_many_rounds_are_counted_in_one_statement(meeting, flyers, count_queries):
    there = meeting()
    ids = [flyers(there, f"BCDF{sign}") for sign in "GHJK"]
    with transaction(), count_queries() as counted:
        assert set(round_counts(ids).values()) == {RoundCount()}
    assert counted.total == 1


def test_the_form_asks_for_a_code_where_flyers_with_codes_went_round(sign_in, meeting, flyers):
    there, without = meeting(), meeting(days=1)
    flyers(there, "BCDFG")
    browser = sign_in(Role.RECEPTION)
    asked = [
        bool(browser.page(f"/equipe/{page}").select("#flyer_code"))
        for page in (
            f"rencontres/{there.code}/inscrire",
            f"rencontres/{without.code}/inscrire",
            "inscriptions/nouvelle",
        )
    ]
    assert asked == [True, False, True]


@pytest.mark.parametrize("page", ["rencontres/{}/inscrire", "inscriptions/nouvelle"])
def test_a_wrong_code_is_said_at_its_field_and_what_was_typed_stays(sign_in, meeting, flyers, states, page):
    there, elsewhere = meeting(), meeting(days=1)
    mine = flyers(there, "BCDFG")
    flyers(elsewhere, "HJKLM")
    browser, path = sign_in(Role.OFFICER), f"/equipe/{page.format(there.code)}"
    typed = {"name": "Mme Petit", "phone": "065 61 96 00", "channel": "flyer", "flyer_code": "HJKLM"}
    refused = browser.submit(path, typed)
    shown = BeautifulSoup(refused.text, "html.parser")
    assert refused.status_code == 422
    assert NO_SUCH in shown.select_one("#flyer_code-err").text
    assert [shown.select_one(f"#{each}")["value"] for each in ("flyer_code", "name")] == ["HJKLM", "Mme Petit"]
    assert shown.select_one("input[name=channel][checked]")["value"] == "flyer"
    assert states(there) == []
    assert browser.submit(path, typed | {"flyer_code": "bcdfg"}).status_code == 303
    assert brought(mine) == [RoundCount(1, 1)]


def test_a_registration_shows_its_flyer_and_lets_it_be_corrected(sign_in, meeting, flyers, call):
    there = meeting()
    first, second = flyers(there, "BCDFG"), flyers(there, "HJKLM", label="Rue Haute")
    row = call(there, flyer_code="BCDFG")
    browser, path = sign_in(Role.RECEPTION), f"/equipe/inscriptions/{row.reference}"
    assert browser.page(path).select_one("#flyer_code")["value"] == "BCDFG"
    refused = browser.submit(path, {"flyer_code": "QQQQQ", "name": "Mme Grand"})
    shown = BeautifulSoup(refused.text, "html.parser")
    assert (refused.status_code, shown.select_one("#name")["value"]) == (422, "Mme Grand")
    assert NO_SUCH in shown.select_one("#flyer_code-err").text
    assert browser.submit(path, {"flyer_code": "hjklm"}).status_code == 303
    assert brought(first, second) == [RoundCount(), RoundCount(1, 1)]


def test_without_rounds_nobody_is_asked_and_nothing_changes(sign_in, meeting, call, reload):
    row = call(meeting())
    browser, path = sign_in(Role.RECEPTION), f"/equipe/inscriptions/{row.reference}"
    assert not browser.page(path).select("#flyer_code")
    assert browser.submit(path, {"flyer_code": "BCDFG", "name": "Mme Grand"}).status_code == 303
    assert (reload(row).round_id, reload(row).name) == (None, "Mme Grand")
