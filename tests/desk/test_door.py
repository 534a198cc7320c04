"""« Venu avec le flyer »: tapped in the room, or typed from the sheet of paper."""

import re
from datetime import datetime

import pytest

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations.round_queries import door_mentions
from cafepol.staff.queries import find_officer
from tests.clients import form_values
from tests.factories import make_meeting, make_round
from tests.pages import words

TODAY_AT_14 = datetime(2027, 1, 7, 14, 0)  # noqa: DTZ001 -- the wall clock


class Door:
    """The room and the sheet of a café of today, in the hands of its host."""

    def __init__(self, sign_in) -> None:
        self.browser = sign_in(Role.OFFICER, "colfontaine", name="Mme Lambert")
        with transaction():
            made = make_meeting(find_officer(self.browser.account_id), commune="colfontaine", starts=TODAY_AT_14)
            self.id, self.url = made.id, f"/equipe/rencontres/{made.code}"

    def round(self, code, **facts):
        with transaction():
            return make_round(get_meeting_by_id(self.id), code, **facts).id

    def tiles(self):
        page = self.browser.page(f"{self.url}/salle")
        return [words(re.sub(r"\s+", " ", each.get_text(" ", strip=True))) for each in page.select("[data-flyer]")]

    def tap(self, flyer, **data):
        return self.browser.submit(f"{self.url}/salle", {"flyer": flyer, **data}, action="/flyers", follow=True)

    def save(self, **data):
        return self.browser.submit(f"{self.url}/papier", data)

    @property
    def people(self):
        with transaction():
            return {key[1]: people for key, people in door_mentions([self.id]).items()}


@pytest.fixture
def door(sign_in):
    return Door(sign_in)


def test_without_rounds_there_is_one_tile_and_with_rounds_one_each_and_one_for_who_does_not_know(door):
    assert door.tiles() == ["Un flyer 0"]
    door.round("BCDFG")
    door.round("HJKLM", label="Rue Haute", dropped_at=now())
    assert door.tiles() == ["Rue du Puits Code BCDFG 0", "Un flyer, sans savoir lequel 0"]


def test_a_tap_is_counted_and_shown_and_taken_back(door):
    mine = door.round("BCDFG")
    for flyer in ("BCDFG+", "BCDFG+", "+", "BCDFG-"):
        door.tap(flyer)
    assert door.people == {mine: 1, None: 1}
    assert door.tiles() == ["Rue du Puits Code BCDFG 1", "Un flyer, sans savoir lequel 1"]


def test_a_round_that_was_given_up_is_shown_once_somebody_came_with_its_flyer(door):
    door.round("BCDFG", dropped_at=now())
    door.tap("BCDFG+")
    assert door.tiles() == ["Rue du Puits Code BCDFG 1", "Un flyer, sans savoir lequel 0"]


@pytest.mark.parametrize(
    ("flyer", "said"),
    [("", "Touchez"), ("BCDFG", "Touchez"), ("<b>+", "Touchez"), ("QQQQQ+", "Aucune tournée de ce café")],
)
def test_a_tap_that_means_nothing_is_said_and_counts_nobody(door, flyer, said):
    assert said in words(door.tap(flyer).text)
    assert door.people == {}


def test_a_tap_that_the_network_delivers_again_counts_once(door):
    page = door.browser.page(f"{door.url}/salle")
    form = next(each for each in page.select("form[method=post]") if each["action"].endswith("/flyers"))
    for _ in range(2):
        door.browser.post(form["action"], data=form_values(form) | {"flyer": "+"})
    assert door.people == {None: 1}


def test_the_sheet_of_paper_has_a_number_for_each_flyer(door):
    mine = door.round("BCDFG")
    field = f"flyer_{mine}"
    door.tap("BCDFG+")
    assert door.browser.page(f"{door.url}/papier").select_one(f"#{field}")["value"] == "1"
    door.save(**{field: "4", "flyer_0": "2", "head_count": "9"})
    assert door.people == {mine: 4, None: 2}
    door.save(**{field: ""})
    assert door.people == {mine: 0, None: 2}


def test_a_number_that_is_none_is_refused_at_its_field_and_what_was_typed_stays(door):
    refused = door.save(flyer_0="beaucoup", head_count="9")
    assert refused.status_code == 422
    assert 'value="beaucoup"' in refused.text
    assert door.people == {}
    assert "Écrivez un nombre de 0 à 2000." in words(door.save(flyer_0="2001").text)


def test_what_was_tapped_meanwhile_and_left_on_the_sheet_stays(door):
    mine = door.round("BCDFG")
    opened = form_values(door.browser.page(f"{door.url}/papier").select_one("main form[method=post]"))
    door.tap("BCDFG+")
    door.browser.post(f"{door.url}/papier", data=opened | {"flyer_0": "3"})
    assert door.people == {mine: 1, None: 3}
