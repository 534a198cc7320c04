"""« À imprimer »: every paper of a meeting with its picture, what does not print, and what is noted of it."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from cafepol.accounts.queries import audit_entries
from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.flyers.papers import PICTURE, shape_of
from cafepol.flyers.pieces import PIECES, find_piece
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import cancel_meeting
from cafepol.staff.models import Officer
from tests.factories import make_registration, make_round
from tests.pages import words
from tests.printing.paper import Paper

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


def test_a_file_is_called_after_the_code_however_that_was_typed(officer, mine):
    shown = mine()
    answer = officer.get(f"/equipe/rencontres/{shown.code.lower()}/imprimer/fiches-doleance.pdf")
    assert answer.headers["Content-Disposition"] == f'inline; filename="fiches-doleance-{shown.code}.pdf"'


def test_what_is_chosen_stands_in_every_link_that_offers_it(officer, mine):
    page = officer.page(at(mine(), "a-imprimer?encre=noire"))
    ways = {link["href"].partition("?")[2] for link in page.select("main .piece__ways a[href*=flyer-a5]")}
    assert "pour=bureau&encre=noire" in ways
    assert all("encre=noire" not in link["href"] for link in page.select("main .piece__ways a[href*=presences]"))
    assert page.select_one("select[name=encre] option[selected]")["value"] == "noire"


def test_with_a_verso_the_page_says_over_which_edge_the_printer_turns(officer, mine):
    shown = mine()
    assert not officer.page(at(shown, "a-imprimer")).select("main .piece:-soup-contains('retourner')")
    pieces = officer.page(at(shown, "a-imprimer?verso=oui")).select("main .piece:-soup-contains('retourner')")
    assert [each.h3.text for each in pieces] == ["Flyer A5", "Flyer A6", "Flyer long (DL)"]
    assert ["bord court" in each.text for each in pieces] == [True, False, True]


def test_what_does_not_print_is_said_with_the_way_to_correct_it(officer, mine, sign_in):
    shown = mine(title=LONG)
    for path, place in (("a-imprimer", ".piece"), ("", ".note")):
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


def test_a_venue_whose_name_stops_the_papers_of_the_next_cafe_says_so(officer, mine):
    shown = mine()
    path = f"/equipe/lieux/{shown.venue_id}"
    assert "imprime pas" not in officer.page(path).text
    officer.submit(f"{path}/modifier", {"name": "Salle 😀"})
    said = words(str(officer.page(path).select_one(".note--brick")))
    assert "Flyer A5, Flyer A6, Flyer long (DL), Affiche A4, Affiche A3." in said


def test_the_papers_of_a_cancelled_cafe_are_not_printed_but_a_poster_that_says_so(officer, mine):
    shown = mine()
    with transaction():
        cancel_meeting(get_meeting_by_id(shown.id), reason="Salle fermée", now=now())
    page = officer.page(at(shown, "a-imprimer"))
    assert "Ce café est annulé." in page.select_one(".note").text
    refused = [each.h3.text for each in page.select(".piece") if "imprime pas" in each.text]
    assert refused == ["Flyer A5", "Flyer A6", "Flyer long (DL)"]
    assert "imprime pas" not in officer.page(at(shown)).text
    assert officer.get(at(shown, "imprimer/affiche-a4.pdf")).status_code == 200


def test_a_flyer_may_be_asked_for_with_its_back_its_round_and_its_language(officer, mine, tmp_path):
    shown = mine()
    with transaction():
        code = make_round(get_meeting_by_id(shown.id), "B6C7D").code
    wanted = f"imprimer/flyer-a6.pdf?pour=page&verso=oui&tournee={code}"
    paper = Paper(officer.get(at(shown, wanted)).data, tmp_path)
    assert paper.info["Pages"] == "2"
    assert f"/s/{code}" in paper.text
    page = officer.page(at(shown, f"a-imprimer?verso=oui&tournee={code}"))
    assert len(page.select(".piece__faces img[src*=flyer-a6]")) == 2
    for each in page.select(".piece__faces img[src*=flyer-a6]"):
        assert officer.get(each["src"]).mimetype == "image/png"


def test_the_kit_and_the_calls_are_noted_with_whom_they_name(officer, mine):
    shown = mine()
    for piece, action in (("kit", "kit_printed"), ("appels", "calls_printed")):
        officer.get(at(shown, f"imprimer/{piece}.png"))
        assert audit_entries(action) == []
        assert officer.get(at(shown, f"imprimer/{piece}.pdf")).status_code == 200
        assert [entry.subject_id for entry in audit_entries(action)] == [shown.id]
    assert officer.page(at(shown)).select(f"#flyer a[href='{at(shown, 'imprimer/kit.pdf')}']")


def test_everybody_may_keep_the_sheet_of_a_commune_which_says_what_its_page_says(client, mine, tmp_path):
    shown = mine()
    page = client.page("/communes/colfontaine")
    link = page.select_one("main a[href$='/affiche.pdf']")["href"]
    answer = client.get(link)
    assert answer.headers["Cache-Control"] == "public, max-age=0"  # a café may be cancelled at any moment
    assert client.get(link, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    paper = Paper(answer.data, tmp_path)
    for fact in (shown.venue.name, "/communes/colfontaine"):
        assert fact in paper.text
    assert shown.venue.name in page.text
    assert client.get("/communes/nulle-part/affiche.pdf").status_code == 404
