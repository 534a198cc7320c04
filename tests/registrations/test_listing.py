from datetime import timedelta

import pytest

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.registrations.listing import PAGE, counts_of, listed, newest_of, subjects_since, to_prepare
from cafepol.registrations.managing import manage_registration
from cafepol.registrations.operations import cancel_registration
from tests.pages import words


@pytest.fixture
def crowd(meeting, register, act):
    """A meeting of two places: two who go, one interested, two in line, one unconfirmed, one who cancelled."""
    there = meeting(capacity=2)
    rows = {
        "gone": register(there, channel="phone", name="M. Parti").registration,
        "going": register(there, channel="phone", name="Mme Élise Petit", needs="Une  chaise roulante").registration,
        "interested": register(there, channel="phone", kind="interested", subject="La lampe.").registration,
    }
    act(cancel_registration, rows["gone"])
    rows["second"] = register(there, channel="phone", name="M. Grand", needs="une chaise roulante").registration
    for name in ("first in line", "next in line"):
        rows[name] = register(there, channel="phone", name=name, phone="0470 12 34 56").registration
    rows["pending"] = register(there, mail="petit@x.be", subject="Le bruit.", needs="une rampe").registration
    return there, rows


def ids(crowd, *names):
    return [crowd[1][name].id for name in names]


def shown(crowd, **wanted):
    with transaction():
        return [each.id for each in listed(crowd[0].id, **wanted).registrations]


def test_what_stands_comes_first_and_the_rest_is_folded_away(crowd):
    standing = ids(crowd, "going", "interested", "second", "first in line", "next in line")
    assert shown(crowd) == standing
    assert shown(crowd, state="participent") == ids(crowd, "going", "second")
    assert shown(crowd, state="interesses") == ids(crowd, "interested")
    assert shown(crowd, state="non-confirmees") == ids(crowd, "pending")
    assert shown(crowd, state="annulees") == ids(crowd, "gone")
    with transaction():
        assert list(counts_of(crowd[0].id).values()) == [5, 2, 1, 2, 1, 1]


def test_the_line_is_numbered(crowd):
    first, second = ids(crowd, "first in line", "next in line")
    assert shown(crowd, state="en-attente") == [first, second]
    with transaction():
        assert listed(crowd[0].id).places == {first: 1, second: 2}


def test_a_search_reads_names_without_accents_references_and_numbers(crowd):
    row = crowd[1]["going"]
    for search in ("elise pet", row.reference, row.reference.lower()):
        assert shown(crowd, search=search) == [row.id]
    assert shown(crowd, search="0470 12") == ids(crowd, "first in line", "next in line")
    assert shown(crowd, search="personne") == []


def test_needs_are_counted_and_subjects_gathered_of_those_who_stand(crowd):
    with transaction():
        found = to_prepare(crowd[0].id)
        assert found.needs == [("une chaise roulante", 2)]
        assert [each.subject for each in found.subjects] == ["La lampe."]


def test_a_subject_is_read_the_same_day_confirmed_or_not(crowd):
    with transaction():
        since = now() - timedelta(days=1)
        assert [each.subject for each in subjects_since([crowd[0].id], since)] == ["Le bruit.", "La lampe."]
        assert subjects_since([crowd[0].id], now()) == []


def test_a_subject_that_is_added_days_later_is_read_the_same_day(meeting, register, act, clock):
    there = meeting()
    told = register(there, phone="0470 12 34 56").registration
    clock.advance(days=3)
    as_it_was = {"kind": "going", "party_size": 1, "name": "", "phone": "", "call_back": False, "needs": ""}
    act(manage_registration, told, version=1, **as_it_was, subject="On me menace.")
    with transaction():
        since = now() - timedelta(days=1)
        assert [each.subject for each in subjects_since([there.id], since)] == ["On me menace."]


def test_the_newest_are_on_the_meetings_own_page(crowd):
    with transaction():
        assert [each.id for each in newest_of(crowd[0].id)][:2] == ids(crowd, "next in line", "first in line")


def test_the_page_lists_searches_and_turns(sign_in, crowd, monkeypatch):
    there = crowd[0]
    browser = sign_in(Role.CHIEF)
    path = f"/equipe/rencontres/{there.code}/inscriptions"
    assert path in browser.get(f"/equipe/rencontres/{there.code}").text
    page = words(browser.get(path).text)
    assert "1 dans la file" in page
    assert "2 fois : une chaise roulante" in page
    assert "M. Parti" not in page
    assert "M. Parti" in words(browser.get(f"{path}?etat=annulees").text)
    assert "Personne ne correspond" in words(browser.get(f"{path}?qui=personne&etat=faux").text)
    monkeypatch.setattr("cafepol.registrations.listing.PAGE", 3)
    assert "Page suivante" in browser.get(path).text
    assert "Page précédente" in browser.get(f"{path}?page=2").text


def test_the_desk_shows_what_those_who_registered_want_to_bring_up(sign_in, meeting, register):
    browser = sign_in(Role.OFFICER, name="Mme Duval")
    there = meeting()
    register(there, mail="petit@x.be", subject="Le bruit la nuit.")
    page = words(browser.get("/equipe/").text)
    assert "Le bruit la nuit." in page
    assert "adresse pas encore confirmée" in page
    assert "Le bruit" not in browser.get("/equipe/").text.split('id="sujets"')[0]


def test_the_list_asks_as_little_for_thirty_rows_as_for_one(meeting, register, count_queries):
    there = meeting()
    for rows in (1, 30):
        while len(shown((there, {}))) < rows:
            register(there, phone="0470 12 34 56", needs="une rampe", subject="Le bruit.")
        with transaction(), count_queries() as counted:
            listed(there.id)
            to_prepare(there.id)
        assert counted.total == 6
    assert PAGE >= 30
