"""« Qui est mon policier de quartier ? »"""

import pytest
from sqlalchemy import update

from cafepol.core.db import db, transaction
from cafepol.front.shelf import Shelf
from cafepol.staff.models import Officer, OfficerPhoto
from cafepol.staff.operations import Post, add_officer, keep_portrait
from cafepol.staff.portraits import Portrait
from cafepol.staff.queries import get_officer
from cafepol.zone.queries import commune_by_slug, quarters
from tests.pages import words

PAGE = "/mon-policier"


@pytest.fixture
def post(app):
    """`post("M. Leroy", "Wasmes", "Warquignies")`: an officer of these quarters."""

    def make(name, *names, commune="colfontaine"):
        with transaction():
            place = commune_by_slug(commune)
            ids = [quarter.id for quarter in quarters(place.id) if quarter.name in names]
            officer = add_officer(
                name=name,
                commissariat_id=place.commissariat_id,
                post=Post(rank="INP", title="Inspecteur", phone="065 00 12 41", quarter_ids=ids),
                mail="leroy@zone.example",
            )
            return officer.id

    return make


def publish(officer_id, **flags):
    with transaction():
        db.session.execute(update(Officer).where(Officer.id == officer_id).values(**flags))


def test_the_page_asks_for_a_street_or_a_commune(client):
    page = client.page(PAGE)
    assert page.select_one("form [name=rue]")
    assert "/mon-policier?commune=frameries" in [chip["href"] for chip in page.select(".chips a")]
    assert page.select_one(".foot a[href='/mon-policier']")
    assert client.page("/").select_one("main a[href='/mon-policier']")


@pytest.mark.parametrize("typed", ["perche", "Rue de la PERCHE 27", "r. de la perche"])
def test_a_street_gives_the_officer_the_station_and_the_next_cafe(client, plan, post, typed):
    post("M. Leroy", "Petit-Wasmes")
    plan(quarter="Wasmes")
    there = plan(days=20, quarter="Petit-Wasmes", venue=1)
    page = client.get(PAGE, query_string={"rue": typed})
    text = words(page.text)
    assert "Petit-Wasmes, à Colfontaine" in text
    assert "Inspecteur Leroy" in text
    assert "avenue du Docteur Schweitzer 160, 7340 Colfontaine" in text
    assert "065 00 12 32" in text
    assert "du lundi au vendredi, de 8 h à 16 h" in text
    assert there.path in page.text


def test_an_officer_shows_what_they_chose(client, post):
    officer = post("M. Leroy", "Wasmes")
    path = f"{PAGE}?commune=colfontaine&quartier=wasmes"
    text = words(client.get(path).text)
    assert "Inspecteur Leroy" in text
    assert "065 00 12 41" not in text
    assert "leroy@zone.example" not in text
    publish(officer, shows_phone=True, shows_mail=True)
    text = words(client.get(path).text)
    assert "065 00 12 41" in text
    assert "leroy@zone.example" in text
    publish(officer, shows_name=False, shows_phone=False, shows_mail=False)
    text = words(client.get(path).text)
    assert "Leroy" not in text
    assert "Son nom se donne au commissariat." in text


def test_who_hides_their_name_is_not_named_by_the_next_cafe_either(client, plan, post):
    publish(post("M. Leroy", "Wasmes"), shows_name=False)
    near = plan(quarter="Wasmes", host="M. Leroy")
    page = client.get(f"{PAGE}?commune=colfontaine&quartier=wasmes").text
    assert near.path in page
    assert "Leroy" not in page
    assert "Leroy" in client.get("/").text


def show_portrait(officer_id, picture=b"portrait"):
    with transaction():
        keep_portrait(get_officer(officer_id), Portrait(picture))
        db.session.execute(update(OfficerPhoto).where(OfficerPhoto.officer_id == officer_id).values(is_shown=True))
    return f"/mon-policier/photos/{Portrait(picture).digest}.jpg"


def test_who_shows_a_portrait_is_seen_with_the_name(client, post):
    officer = post("M. Leroy", "Wasmes")
    path = f"{PAGE}?commune=colfontaine&quartier=wasmes"
    assert client.page(path).select_one("main img") is None
    address = show_portrait(officer)
    image = client.page(path).select_one("main .facts img")
    assert words(image["alt"]) == "Portrait de M. Leroy"
    assert (image["src"], image["width"], image["height"]) == (address, "480", "480")
    publish(officer, shows_name=False)
    page = client.get(path).text
    assert "Portrait de votre policier de quartier" in page
    assert "Leroy" not in page


def test_a_shown_portrait_is_a_picture_that_is_kept_for_an_hour(client, post):
    address = show_portrait(post("M. Leroy", "Wasmes"))
    answer = client.get(address)
    assert (answer.data, answer.mimetype) == (b"portrait", "image/jpeg")
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in answer.headers
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_two_who_show_the_same_picture_share_its_address(client, post):
    first, second = post("M. Leroy", "Wasmes"), post("M. Petit", "Warquignies")
    address = show_portrait(first)
    assert show_portrait(second) == address
    publish(first, is_active=False)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("digest", ["0" * 32, "1", "%25", "é", "x" * 5000])
def test_a_portrait_that_nobody_shows_is_not_there(client, post, digest):
    show_portrait(post("M. Leroy", "Wasmes"))
    assert client.get(f"/mon-policier/photos/{digest}.jpg").status_code == 404


def test_several_streets_are_listed_each_with_its_quarter(client, post):
    page = client.page(f"{PAGE}?rue=bois")
    assert [words(str(li)) for li in page.select("main ul.list li")] == [
        "rue du Bois , Boussu-Bois, Boussu",
        "rue du Bois , Wasmes, Colfontaine",
        "rue du Bois , Warquignies, Colfontaine",
    ]
    link = page.select_one("main ul.list a")["href"]
    assert "Boussu-Bois, à Boussu" in words(client.get(link).text)


def test_a_street_that_is_not_there_is_said_with_a_phone_number(client):
    text = words(client.get(f"{PAGE}?rue=<b>zzz").text)
    assert "Nous n’avons pas trouvé cette rue" in text
    assert "Appeler le 065 61 96 00" in text
    assert "Écrivez au moins deux lettres." in words(client.get(f"{PAGE}?rue=z").text)


@pytest.mark.parametrize(
    "query",
    [
        "commune=mons",
        "commune=colfontaine&quartier=nulle-part",
        "quartier=wasmes",
        "rue=%25",
        "rue=' OR 1=1--",
        "rue=" + "x" * 5000,
    ],
)
def test_what_is_asked_wrongly_is_answered(client, query):
    assert client.get(f"{PAGE}?{query}").status_code == 200


def test_only_pages_of_known_places_are_kept(app, client, monkeypatch):
    kept = []
    monkeypatch.setattr(Shelf, "page", lambda self, facts, draw: kept.append(facts[0]) or draw())
    for query in ("rue=perche", "rue=z", "quartier=x", "commune=colfontaine&quartier=nulle-part"):
        assert client.get(f"{PAGE}?{query}").status_code == 200
    assert kept == []
    for query in ("", "commune=colfontaine", "commune=colfontaine&quartier=wasmes"):
        client.get(f"{PAGE}?{query}")
    assert len(kept) == 3


def test_a_quarter_without_an_officer_leads_to_the_station(client, plan):
    near = plan("colfontaine", quarter="Wasmes")
    page = client.get(f"{PAGE}?commune=frameries&quartier=eugies")
    text = words(page.text)
    assert "Personne n’est encore désigné pour ce quartier." in text
    assert "rue du Parc 9, 7080 Frameries" in text
    assert "Le prochain café près de chez vous" in text
    assert near.path in page.text


def test_who_left_is_not_named(client, post):
    publish(post("M. Leroy", "Wasmes"), is_active=False)
    assert "Leroy" not in client.get(f"{PAGE}?commune=colfontaine&quartier=wasmes").text


@pytest.mark.parametrize(
    ("query", "statements"),
    [("", 1), ("?commune=colfontaine", 3), ("?commune=colfontaine&quartier=wasmes&rue=bois", 7)],
)
def test_the_page_takes_few_statements(client, plan, post, count_queries, query, statements):
    show_portrait(post("M. Leroy", "Wasmes"))
    plan()
    client.get(PAGE + query)
    for number in range(1, 30):
        plan(days=number)
    client.get(PAGE + query)
    with count_queries() as counted:
        client.get(PAGE + query)
    assert counted.total == statements
