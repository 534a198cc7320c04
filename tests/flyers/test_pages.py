"""« À imprimer »: every paper of a meeting with its picture, what does not print, and what is noted of it."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from cafepol.accounts.queries import audit_entries
from cafepol.accounts.roles import Role
from cafepol.core.db import db, transaction
from cafepol.flyers.papers import PICTURE, shape_of
from cafepol.flyers.pieces import PIECES, find_piece
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.staff.models import Officer
from tests.factories import make_registration

LONG = "Anticonstitutionnellement" * 3


@pytest.fixture
def officer(sign_in):
    return sign_in(Role.OFFICER, "colfontaine")


@pytest.fixture
def mine(officer, meeting):
    """A maker of meetings that the officer who is signed in holds."""

    def make(**wanted):
        host = db.session.scalars(select(Officer).where(Officer.account_id == officer.account_id)).one()
        return meeting(host=host, **wanted)

    return make


def at(shown, end=""):
    return f"/equipe/rencontres/{shown.code}/{end}".rstrip("/")


def test_every_paper_has_its_picture_and_each_way_to_have_it(officer, mine):
    shown = mine()
    page = officer.page(at(shown, "a-imprimer"))
    pictures = page.select("main .piece img")
    assert len(pictures) == len(page.select("main .piece"))
    for each in pictures:
        assert each["loading"] == "lazy"
        assert "mardi 9\N{NO-BREAK SPACE}février" in each["alt"]
        answer = officer.get(each["src"])
        assert answer.mimetype == "image/png"
        drawn = Image.open(io.BytesIO(answer.data))
        assert drawn.width in {PICTURE, 1920}
        assert abs(drawn.height * PICTURE / drawn.width - int(each["height"])) <= 1
    for link in page.select("main .piece__ways a"):
        assert officer.get(link["href"]).mimetype in {"application/pdf", "image/png"}, link["href"]


def test_what_is_chosen_stands_in_every_link_that_offers_it(officer, mine):
    page = officer.page(at(mine(), "a-imprimer?encre=noire"))
    ways = {link["href"].partition("?")[2] for link in page.select("main .piece__ways a[href*=flyer-a5]")}
    assert "pour=bureau&encre=noire" in ways
    assert all("encre=noire" not in link["href"] for link in page.select("main .piece__ways a[href*=presences]"))
    assert page.select_one("select[name=encre] option[selected]")["value"] == "noire"


def test_what_does_not_print_is_said_with_the_way_to_correct_it(officer, mine, sign_in):
    shown = mine(title=LONG)
    for path, place in (("a-imprimer", ".piece"), ("", "#flyer")):
        said = next(
            each for each in officer.page(at(shown, path)).select(f"main {place}") if "imprime pas" in each.text
        )
        assert said.select_one(f"a[href='{at(shown, 'modifier#title')}']")
        assert not said.select(".piece__faces")
    answer = officer.get(at(shown, "imprimer/flyer-a5.pdf"))
    assert answer.status_code == 422
    assert "Se déconnecter" in answer.text
    assert at(shown, "modifier#title") in answer.text
    assert audit_entries("flyer_printed") == []
    assert "modifier#title" not in sign_in(Role.RECEPTION, "colfontaine").page(at(shown, "a-imprimer")).text


def test_a_flyer_is_noted_as_printed_once_it_is_drawn_and_a_picture_is_not(officer, mine):
    shown = mine()
    officer.get(at(shown, "imprimer/flyer-a5.png"))
    assert audit_entries("flyer_printed") == []
    officer.get(at(shown, "imprimer/flyer-a5.pdf"))
    assert len(audit_entries("flyer_printed")) == 1


def test_people_are_named_on_paper_for_who_writes_the_meeting_and_on_no_picture(officer, mine, sign_in):
    shown = mine()
    with transaction():
        make_registration(get_meeting_by_id(shown.id), name="Martine Baert")
    before = officer.get(at(shown, "imprimer/presences.png")).data
    with transaction():
        make_registration(get_meeting_by_id(shown.id), name="Émile Baert")
    assert officer.get(at(shown, "imprimer/presences.png")).data == before
    assert audit_entries("registrations_printed") == []
    assert officer.get(at(shown, "imprimer/presences.pdf")).status_code == 200
    assert len(audit_entries("registrations_printed")) == 1
    for other in (sign_in(Role.RECEPTION, "colfontaine"), sign_in(Role.OFFICER, "colfontaine", name="Mme Nova")):
        named = [piece.slug for piece in PIECES if piece.names_people]
        links = [link["href"] for link in other.page(at(shown, "a-imprimer")).select("main .piece a")]
        assert links
        assert not [link for link in links for slug in named if f"/{slug}." in link]
        for end in ("imprimer/presences.pdf", "imprimer/presences.png", "imprimer/fiche-retour.pdf"):
            assert other.get(at(shown, end)).status_code == 404


def test_a_paper_that_is_none_does_not_exist(officer, mine):
    assert officer.get(at(mine(), "imprimer/affiche-a0.pdf")).status_code == 404


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("flyer.pdf", "imprimer/flyer-a5.pdf?pour=page"),
        ("flyer-a4.pdf", "imprimer/flyer-a5.pdf?pour=bureau"),
        ("feuille-presence.pdf", "imprimer/presences.pdf"),
        ("fiche-retour.pdf", "imprimer/fiche-retour.pdf"),
    ],
)
def test_old_addresses_lead_to_the_new_ones(officer, mine, old, new):
    shown = mine()
    answer = officer.get(at(shown, old))
    assert (answer.status_code, answer.headers["Location"]) == (302, at(shown, new))


def test_a_draft_says_what_to_do_first(officer, mine):
    assert "encore un brouillon" in officer.page(at(mine(publish=False), "a-imprimer")).text


def test_a_picture_has_the_shape_of_its_paper():
    assert shape_of(find_piece("flyer-dl")) == (480, 1018)
    assert shape_of(find_piece("cartes")) == (480, 679)
    assert shape_of(find_piece("image")) == (480, 251)
