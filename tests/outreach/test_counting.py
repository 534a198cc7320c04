"""Flyers handed out and Facebook's own count: small forms from the meeting's page, on the audit trail."""

from datetime import date

import pytest

from cafepol.accounts.queries import audit_entries
from cafepol.accounts.roles import Role
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.outreach.counting import check_as_of, check_noting
from cafepol.outreach.operations import note_flyers
from cafepol.outreach.queries import counts_of
from tests.cafes import close
from tests.pages import words

TODAY = date(2027, 1, 7)


@pytest.fixture
def chief(sign_in):
    return sign_in(Role.CHIEF, "colfontaine", name="Mme Simon")


@pytest.fixture
def shown(meeting):
    return meeting(days=3)


def address(shown, page):
    return f"/equipe/rencontres/{shown.code}/{page}"


def test_flyers_are_noted_from_the_meetings_page(chief, shown):
    assert chief.page(f"/equipe/rencontres/{shown.code}").select_one("#affluence a[href$='/flyers-distribues']")
    page = chief.submit(address(shown, "flyers-distribues"), {"flyers": "800"}, follow=True)
    assert "800 flyers" in words(page.text)
    assert counts_of(shown.id).flyers == 800
    (entry,) = audit_entries("flyers_noted")
    assert (entry.account_id, entry.subject_id, entry.detail) == (chief.account_id, shown.id, {"flyers": 800})


def test_the_same_number_again_is_no_second_note(chief, shown):
    for _ in range(2):
        chief.submit(address(shown, "flyers-distribues"), {"flyers": "800"})
    assert len(audit_entries("flyers_noted")) == 1


def test_flyers_that_nobody_knows_any_more_are_taken_back(chief, shown):
    for typed in ("800", ""):
        chief.submit(address(shown, "flyers-distribues"), {"flyers": typed})
    assert counts_of(shown.id).flyers is None


@pytest.mark.parametrize("typed", ["-1", "huit cents", "50001"])
def test_what_is_no_number_of_flyers_is_kept_and_corrected(chief, shown, typed):
    page = chief.submit(address(shown, "flyers-distribues"), {"flyers": typed})
    assert page.status_code == 422
    assert "Écrivez un nombre de 0 à 50000." in words(page.text)
    assert f'value="{typed}"' in page.text
    assert counts_of(shown.id) is None


def test_facebook_is_an_aggregate_of_a_day_noted_by_somebody(chief, shown):
    typed = {"interested": "34", "going": "6", "as_of": "2027-01-05"}
    page = chief.submit(address(shown, "facebook"), typed, follow=True)
    text = words(page.text)
    assert "34 intéressés" in text
    assert "au mardi 5 janvier, noté par Mme Simon" in text
    found = counts_of(shown.id)
    assert (found.interested, found.going, found.as_of, found.noted_by.id) == (
        34,
        6,
        date(2027, 1, 5),
        chief.account_id,
    )
    assert audit_entries("facebook_noted")[0].detail == {"interested": 34, "going": 6}


def test_neither_number_takes_facebook_back_and_keeps_the_flyers(chief, shown):
    chief.submit(address(shown, "flyers-distribues"), {"flyers": "400"})
    chief.submit(address(shown, "facebook"), {"interested": "34", "going": "6"})
    chief.submit(address(shown, "facebook"), {"interested": "", "going": ""})
    found = counts_of(shown.id)
    assert (found.flyers, found.has_facebook, found.noted_by) == (400, False, None)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"as_of": "2027-01-08"}, "Ce jour n’est pas encore venu."),
        ({"as_of": ""}, "Choisissez le jour de ces chiffres."),
        ({"going": "-1"}, "Écrivez un nombre de 0 à 100000."),
    ],
)
def test_what_facebook_cannot_say_is_refused_at_its_field(chief, shown, typed, sentence):
    page = chief.submit(address(shown, "facebook"), {"interested": "34", "as_of": "2027-01-05", **typed})
    assert (page.status_code, counts_of(shown.id)) == (422, None)
    assert sentence in words(page.text)
    assert 'value="34"' in page.text


def test_older_numbers_do_not_replace_newer_ones():
    check_as_of(TODAY, today=TODAY, noted=TODAY)
    with pytest.raises(Refused, match="plus récents"):
        check_as_of(date(2027, 1, 6), today=TODAY, noted=TODAY)


@pytest.mark.parametrize(("state", "word"), [("closed", "clôturée"), ("cancelled", "annulée")])
def test_the_numbers_of_a_meeting_that_is_over_stay(state, word):
    check_noting("draft")
    check_noting("published")
    with pytest.raises(Refused, match=word):
        check_noting(state)


def test_a_closed_meeting_keeps_what_it_was_closed_with(sign_in, shown, clock):
    clock.set(shown.ends_at)
    chief = sign_in(Role.CHIEF, "colfontaine")
    with transaction():
        note_flyers(get_meeting_by_id(shown.id), 400, by_account_id=chief.account_id, now=clock())
    close(shown)
    page = chief.submit(address(shown, "flyers-distribues"), {"flyers": "800"})
    assert page.status_code == 422
    assert "ses chiffres ne changent plus" in words(page.text)
    db.session.remove()
    assert counts_of(shown.id).flyers == 400
