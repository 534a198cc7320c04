"""The agenda of the zone and of a commune."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import insert, select, update

from cafepol.core.db import db, transaction
from cafepol.meetings.models import Meeting
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


@pytest.mark.parametrize(
    ("path", "kept", "drawn"),
    [("/", 2, 5), ("/communes/colfontaine", 3, 6), ("/communes/frameries?accessible=1&mois=2027-03", 4, 7)],
)
def test_no_page_grows_its_queries_with_the_data(client, plan, count_queries, path, kept, drawn):
    plan()
    client.get(path)
    with count_queries() as one:
        client.get(path)
    for number in range(1, 30):
        plan(days=number, co_hosts=["Mme Leroy"])
    with count_queries() as anew:
        client.get(path)
    with count_queries() as thirty:
        client.get(path)
    assert (one.total, thirty.total) == (kept, kept)
    assert anew.total in {drawn, kept}  # what does not show on it does not draw it anew


def multiply(number):
    """So many copies of the only meeting, a day apart."""
    with transaction():
        row = dict(db.session.execute(select(Meeting.__table__)).mappings().one())
        del row["id"]
        for days in range(1, number):
            later = {
                key: row[key] + timedelta(days=days) for key in ("starts_at", "ends_at", "starts_local", "ends_local")
            }
            copy = row | later | {"code": f"C{days:05}", "uid": f"copy-{days}"}
            db.session.execute(insert(Meeting.__table__).values(copy))


@pytest.mark.parametrize("number", [10, 1000])
def test_a_thousand_meetings_are_paged_and_take_the_statements_of_ten(client, plan, count_queries, number):
    plan(quarter="Wasmes")
    multiply(number)
    client.get("/?mois=2027-02")
    with count_queries() as kept:
        page = client.page("/?mois=2027-02")
    assert kept.total == (3 if number == 1000 else 4)  # ten days from 12 January: the nearest ones are looked for
    assert len(page.select(".meeting")) == (28 if number == 1000 else 3)
    if number == 1000:
        with count_queries() as home:
            page = client.page("/")
        assert home.total == 6
        assert len(page.select(".meeting")) == 60
        assert "Février 2027 28 rencontres" in words(str(page))
        following = page.find("a", string=lambda text: text and "suivants" in text) or page.select(".actions a")[-1]
        assert following["href"] == "/?page=2"
        assert len(client.page("/?page=17").select(".meeting")) == 40
        assert client.get("/?page=18").text == client.get("/").text


def test_month_and_venue_narrow_the_list_and_stay_in_every_link(client, plan):
    plan(quarter="Wasmes", venue=0)
    plan(days=30, quarter="Warquignies", venue=3)  # two steps at the door
    plan("boussu", days=31, host="Mme Martin", quarter="Hornu")
    page = client.page("/?mois=2027-02")
    assert [words(str(h3)) for h3 in page.select(".meeting h3")] == ["Colfontaine, Warquignies", "Boussu, Hornu"]
    assert "2 cafés en février 2027." in words(str(page))
    page = client.page("/?mois=2027-02&accessible=1")
    assert [words(str(h3)) for h3 in page.select(".meeting h3")] == ["Boussu, Hornu"]
    assert "1 café accessible en février 2027." in words(str(page))
    assert "/communes/frameries?mois=2027-02&accessible=1" in [chip["href"] for chip in page.select(".chips a")]
    assert chips(page)["Colfontaine 0 rencontre"] is None
    assert page.select_one("option[selected]")["value"] == "2027-02"
    assert page.select_one("[name=accessible]").has_attr("checked")
    assert page.select_one("link[rel=canonical]")["href"] == "http://localhost/"


def test_nothing_found_is_said_in_words_with_what_is_nearby(client, plan):
    plan("frameries", days=60, host="M. Roland")
    plan(days=1, quarter="Warquignies", venue=3)
    plan(days=25, quarter="Wasmes", venue=0)
    page = client.page("/communes/frameries?mois=2027-02&accessible=1")
    text = words(str(page))
    assert "Aucun café accessible à Frameries en février 2027" in text
    assert "Une autre fois à Frameries" in text
    assert "Le plus près de Frameries" in text
    assert [words(str(h3)) for h3 in page.select(".meeting h3")] == ["Frameries", "Colfontaine, Wasmes"]


@pytest.mark.parametrize(
    "query", ["mois=2027-13", "mois=abc", "accessible=x", "page=-1", "page=1000000000", "sort=password", "commune=mons"]
)
def test_a_wrong_filter_gives_the_whole_agenda(client, plan, query):
    plan()
    assert client.get(f"/?{query}").text == client.get("/").text


def test_a_commune_may_be_asked_for_as_a_filter_too(client, plan):
    plan(quarter="Wasmes")
    assert client.get("/?commune=colfontaine").text == client.get("/communes/colfontaine").text


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
