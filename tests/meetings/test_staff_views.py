import pytest
from sqlalchemy import func, select

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.meetings import queries, stages
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting_by_id
from tests.cafes import close, plan_many
from tests.pages import words

NEW = "/equipe/rencontres/nouvelle"


@pytest.fixture
def officer(sign_in):
    """The browser of an officer of Colfontaine."""
    return sign_in(Role.OFFICER)


def test_the_list_is_empty_with_a_way_on(officer, sign_in):
    text = words(officer.get("/equipe/rencontres").text)
    assert "Aucune rencontre à venir" in text
    assert "Prévoyez la prochaine" in text
    assert "Élargissez la recherche" in words(sign_in(Role.DIRECTORATE).get("/equipe/rencontres").text)


def test_the_list_shows_ones_own_commissariat_in_its_two_parts(sign_in, meeting, clock):
    first, second = meeting(), meeting(days=1, publish=False)
    called_off, elsewhere = meeting(days=2), meeting(town="boussu", host="M. Ailleurs")
    with transaction():
        stages.cancel_meeting(get_meeting_by_id(called_off.id), reason="Grève.", now=now())
    clock.set(first.ends_at)
    close(first)
    text = words(sign_in(Role.RECEPTION).get("/equipe/rencontres").text)
    for shown in ("2 rencontres à venir.", "brouillon", "annulée", "clôturée", "7 personnes", "Passées"):
        assert shown in text
    assert elsewhere.venue.name not in text
    assert second.venue.name in text
    assert "Ailleurs" in words(sign_in(Role.DIRECTORATE).get("/equipe/rencontres").text)


def test_the_list_is_narrowed_by_commune_and_state(sign_in, meeting):
    meeting(publish=False)
    meeting(town="boussu", host="M. Ailleurs")
    reader = sign_in(Role.COMMUNICATION)

    def text(query):
        return words(reader.get(f"/equipe/rencontres?{query}").text)

    assert "1 rencontre à venir." in text("commune=boussu")
    assert "0 rencontre à venir." in text("commune=boussu&etat=draft")
    assert "1 rencontre à venir." in text("etat=draft")
    for nonsense in ("commune=%27%20OR%201=1--", "etat=password", "page=-1", "page=0", "page=x", "page=²"):
        assert "2 rencontres à venir." in text(nonsense)
    assert "0 rencontre à venir." in words(
        sign_in(Role.CHIEF, "quaregnon").get("/equipe/rencontres?commune=boussu").text
    )


def test_the_past_is_paged(sign_in, meeting, clock, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    last = [meeting(days=days) for days in range(3)][-1]
    clock.set(last.ends_at)
    chief = sign_in(Role.CHIEF)
    page = chief.page("/equipe/rencontres?commune=colfontaine")
    older = page.find("a", string="Voir les plus anciennes")["href"]
    assert older == "/equipe/rencontres?commune=colfontaine&page=2"
    text = words(chief.get(older).text)
    assert "Rencontres passées, page 2." in text
    assert "plus anciennes" not in text
    for far in (10**8, 10**9, 10**30):
        assert chief.get(f"/equipe/rencontres?page={far}").status_code == 200


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_list_costs_the_same_with_one_and_with_thirty(sign_in, count_queries, how_many):
    plan_many(how_many)
    chief = sign_in(Role.CHIEF)
    with count_queries() as counted:
        chief.get("/equipe/rencontres")
    assert counted.total == 11
    assert db.session.scalar(select(func.count(Meeting.id))) == how_many
