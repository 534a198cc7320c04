"""The agenda of the zone and of a commune."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import update

from cafepol.core.db import db, transaction
from cafepol.staff.models import Officer
from cafepol.zone.models import Zone
from tests.pages import words


def chips(page):
    return {words(str(chip)): chip.get("aria-current") for chip in page.select(".chips a")}


def test_an_empty_zone_says_so_and_gives_a_phone_number(client):
    page = words(client.get("/").text)
    assert "Pas encore de café prévu" in page
    assert "Appeler le 065 61 96 00" in page


def test_the_agenda_shows_each_meeting_with_date_hours_place_and_host(client, plan):
    planned = plan(quarter="Wasmes", co_hosts=["Mme Leroy"])
    page = client.page("/")
    card = page.select_one(".meeting")
    assert words(str(card)).startswith("mardi 12 janvier Colfontaine, Wasmes De 14 h à 16 h")
    assert "Maison de quartier Le Tilleul, rue de l’École 5 avec M. Dupont et Mme Leroy" in words(str(card))
    assert card.select_one("a")["href"] == planned.path
    assert "Janvier 2027 1 rencontre" in words(str(page))


def test_the_chips_count_what_takes_place_in_each_commune(client, plan, cancel):
    plan(venue=0)
    plan(days=1, venue=1)
    cancel(plan("boussu", days=2, host="Mme Martin"))
    assert chips(client.page("/")) == {
        "Toutes 2 rencontres": "true",
        "Boussu 0 rencontre": None,
        "Colfontaine 2 rencontres": None,
        "Frameries 0 rencontre": None,
        "Quaregnon 0 rencontre": None,
        "Saint-Ghislain 0 rencontre": None,
    }


def test_a_commune_shows_its_own_meetings_only(client, plan):
    plan(quarter="Wasmes")
    plan("boussu", days=1, host="Mme Martin")
    page = client.page("/communes/colfontaine")
    assert [words(str(h3)) for h3 in page.select(".meeting h3")] == ["Colfontaine, Wasmes"]
    assert chips(page)["Colfontaine 1 rencontre"] == "true"
    assert page.title.text.startswith("Les cafés à Colfontaine")


def test_an_empty_commune_gives_its_own_phone_and_the_nearest_cafe(client, plan):
    plan("boussu", host="Mme Martin", quarter="Hornu")
    plan(days=20, quarter="Wasmes")
    page = client.page("/communes/frameries")
    text = words(str(page))
    assert "Pas encore de café prévu à Frameries" in text
    assert "Appeler le 065 00 12 33" in text
    assert [words(str(h3)) for h3 in page.select(".meeting h3")] == ["Colfontaine, Wasmes", "Boussu, Hornu"]
    assert "Le plus près de Frameries" in text
    assert page.select_one(".masthead .tel")["href"] == "tel:+3265001233"


def test_a_cancelled_meeting_stays_on_the_agenda_in_words_with_its_reason(client, plan, cancel):
    cancel(plan(), "La salle est inondée.")
    card = client.page("/").select_one(".meeting--off")
    assert "Annulée La salle est inondée." in words(str(card))
    assert "De 14 h" not in words(str(card))


def test_a_draft_a_cancelled_draft_and_a_past_meeting_are_nowhere(client, plan, cancel, past):
    plan(publish=False, days=4)
    cancel(plan(publish=False, days=5))
    plan()
    past()
    assert client.page("/").select(".meeting") == []


def test_an_unknown_commune_is_a_french_404(client):
    response = client.get("/communes/mons")
    assert response.status_code == 404
    assert "Page introuvable" in words(response.text)


def test_what_an_officer_types_is_shown_as_text(client, plan, cancel):
    cancel(plan(quarter="Wasmes"), "<script>alert(1)</script>")
    text = client.get("/").text
    assert "<script>alert" not in text
    assert "<script>alert(1)</script>" in words(text)


@pytest.mark.parametrize("path", ["/", "/communes/colfontaine", "/communes/frameries"])
def test_no_page_grows_its_queries_with_the_data(client, plan, count_queries, path):
    plan()
    client.get(path)
    with count_queries() as one:
        client.get(path)
    for number in range(1, 30):
        plan(days=number, co_hosts=["Mme Leroy"])
    with count_queries() as drawn:
        client.get(path)
    with count_queries() as thirty:
        client.get(path)
    assert (one.total, thirty.total) == (2, 2)
    assert drawn.total == 5


def test_a_page_drawn_before_is_never_out_of_date(client, plan):
    plan()
    assert "avec M. Dupont" in words(client.get("/").text)
    with transaction():
        db.session.execute(update(Officer).values(name="M. Durand"))
        db.session.execute(update(Zone).values(name="Zone de Police du Test"))
    page = words(client.get("/").text)
    assert "avec M. Durand" in page
    assert "Zone de Police du Test" in page


def test_link_previews_know_the_page(client):
    page = client.page("/communes/boussu")
    found = {tag["property"]: tag["content"] for tag in page.select("meta[property]")}
    assert found["og:url"] == "http://localhost/communes/boussu"
    assert found["og:locale"] == "fr_BE"
    assert found["og:title"] == "Un café avec votre policier de quartier"
    assert page.select_one("link[rel=alternate]")["href"] == "/communes/boussu/agenda.ics"


def test_theme_gives_the_zones_colours_and_304_to_who_has_them(client):
    response = client.get("/theme.css")
    assert response.mimetype == "text/css"
    assert "--plate: #14396b;" in response.text
    assert "max-age=3600" in response.headers["Cache-Control"]
    again = client.get("/theme.css", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_accessibility_statement_names_standard_date_contact_and_who_hears_complaints(client):
    page = words(client.get("/accessibilite").text)
    for needed in ("WCAG 2.2", "EN 301 549", "2026", "065 61 96 00", "Médiateur fédéral"):
        assert needed in page


def test_nobody_gets_a_cookie(client, plan):
    planned = plan()
    paths = [
        "/",
        "/communes/boussu",
        planned.path,
        f"{planned.path}/merci",
        "/accessibilite",
        "/vie-privee",
        "/theme.css",
        "/rien",
    ]
    for path in paths:
        assert "Set-Cookie" not in client.get(path).headers, path


def test_every_public_answer_carries_its_guards(client, plan):
    for path in ("/", plan().path, "/rien"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"


def test_an_unknown_path_and_a_wrong_method_are_answered_in_french(client):
    unknown = client.get("/n-importe-quoi")
    assert unknown.status_code == 404
    assert "Page introuvable" in words(unknown.text)
    wrong = client.put("/accessibilite")
    assert wrong.status_code == 405
    assert BeautifulSoup(wrong.text, "html.parser").html["lang"] == "fr"
