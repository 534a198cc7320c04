import pytest
from sqlalchemy import update

from cafepol.accounts.roles import Role
from cafepol.core.db import transaction
from cafepol.zone.models import Commune, Venue
from cafepol.zone.queries import communes
from tests.cafes import Town
from tests.pages import words

FIND = "/equipe/planning/trouver"
SPAN = f"{FIND}?commune=colfontaine&du=2027-02-01&au=2027-02-28"


@pytest.fixture
def officer(sign_in):
    """The browser of an officer of Colfontaine."""
    return sign_in(Role.OFFICER)


def test_the_desk_leads_to_the_search_and_the_search_to_the_form(officer):
    link = officer.page("/equipe/planning?commune=colfontaine").select_one('a[href^="/equipe/planning/trouver"]')
    page = officer.page(link["href"])
    assert page.select_one("#du")["value"] == "2027-01-21"  # time for a flyer
    page = officer.page(SPAN)
    first = page.select(".rows > li")[0]
    assert "0 café sur 2 en février." in words(str(first))
    assert "n’a pas encore eu de café." in words(str(first))
    form = officer.page(first.select_one("a.btn")["href"])
    assert form.select_one("#day")["value"] == "2027-02-01"
    assert form.select_one("#starts")["value"].startswith("18:00")
    assert form.select_one("#venue option[selected]")["value"]
    assert form.select_one("#host option[selected]")["value"]


def test_the_chosen_slot_can_be_saved_as_it_is(officer):
    link = officer.page(SPAN).select_one(".rows a.btn")["href"]
    assert officer.submit(link, form="main form.form").status_code == 302


def test_past_meetings_of_the_commune_say_what_is_usual_and_who_waits(officer, meeting):
    meeting(start="14:00", end="16:00", quarter=Town().quarters[0])
    text = words(officer.get(f"{SPAN}&lieu={Town().venues[0].id}").text)
    assert "de 14 h à 16 h" in text
    assert "Ce quartier a déjà une rencontre" in text
    evening = words(officer.get(f"{SPAN}&moment=soir&jour=1").text)
    assert "de 18 h à 20 h" in evening


def test_host_and_venue_may_be_chosen(officer):
    page = officer.page(SPAN)
    host, room = (page.select(f"#{name} option")[-1]["value"] for name in ("hote", "lieu"))
    rows = officer.page(f"{SPAN}&hote={host}&lieu={room}").select(".rows > li")
    assert len(rows) == 3
    assert all(f"lieu={room}" in row.select_one("a.btn")["href"] for row in rows)


ERRORS = [
    ("commune=boussu&du=2027-02-01&au=2027-02-28", "Choisissez une réponse de la liste."),
    ("page=-1&commune=colfontaine&du=&au=2027-02-28", "Choisissez le premier jour."),
    ("commune=colfontaine&du=x&au=2027-02-28", "Écrivez la date comme ceci"),
    ("commune=colfontaine&du=2027-01-06&au=2027-02-28", "Ce jour est déjà passé."),
    ("commune=colfontaine&du=2027-02-28&au=2027-02-01", "Le dernier jour vient avant le premier."),
    ("commune=colfontaine&du=2027-02-01&au=2027-06-01", "Cherchez dans 120 jours au plus."),
    ("commune=colfontaine&du=2027-02-01&au=2027-02-28&hote=999&jour=9&moment=nuit", "Choisissez une réponse"),
    ("commune=colfontaine&du=2027-02-01&au=9999-12-31", "Vérifiez l’année"),
]


def test_what_is_asked_wrongly_is_said_at_its_field(officer):
    for asked, sentence in ERRORS:
        answer = officer.get(f"{FIND}?{asked}")
        assert answer.status_code == 422, asked
        assert sentence in words(answer.text), asked


def test_nothing_free_is_said(officer):
    assert "Aucun moment libre" in words(officer.get(SPAN.replace("02-28", "02-01") + "&jour=6").text)


def test_the_venue_must_be_of_the_commune(officer, sign_in):
    room = Town("boussu").venues[0]
    answer = officer.get(f"{SPAN}&lieu={room.id}")
    assert (answer.status_code, "Choisissez une réponse de la liste." in words(answer.text)) == (422, True)


def test_who_plans_nothing_looks_for_no_date(sign_in):
    for role in (Role.RECEPTION, Role.DIRECTORATE):
        assert sign_in(role).get(FIND).status_code == 404


def test_looking_takes_as_many_queries_however_many_meetings(officer, meeting, count_queries):
    for days in (range(1), range(1, 10)):
        for day in days:
            meeting(days=day, host="Mme Autre")
        with count_queries() as counted:
            officer.get(SPAN)
        assert counted.total == 22


def test_without_a_venue_the_search_says_what_is_needed_first(officer):
    with transaction() as session:
        session.execute(update(Venue).values(is_active=False))
    page = officer.page(FIND)
    assert "Ajoutez d’abord un lieu" in words(str(page))
    assert officer.page(page.select_one("main .empty a")["href"]).select_one("form")
    assert "Ajoutez d’abord un lieu" in words(officer.get(SPAN).text)


def test_a_commune_without_a_venue_is_named(officer):
    with transaction() as session:
        station = Town().commune.commissariat_id
        also = next(each for each in communes() if each.commissariat_id != station)
        session.execute(update(Commune).where(Commune.id == also.id).values(commissariat_id=station))
        session.execute(update(Venue).where(Venue.commune_id == also.id).values(is_active=False))
    text = words(officer.get(f"{FIND}?commune={also.slug}").text)
    assert f"{also.name} n’a encore aucun lieu." in text
    assert officer.page(SPAN).select(".rows > li")
