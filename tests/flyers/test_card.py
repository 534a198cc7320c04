"""An officer's cards: ten of 85 × 55 mm on an A4, with what the officer lets residents see."""

from dataclasses import replace

import pytest

from cafepol.accounts.roles import Role
from cafepol.core.db import transaction
from cafepol.core.errors import Refused
from cafepol.flyers.day_content import CardContent
from cafepol.flyers.pdf.cards import cards
from cafepol.staff.operations import choose_shown
from cafepol.staff.queries import find_officer
from cafepol.zone.queries import commune_by_slug, quarters
from tests.printing.paper import Paper, area

CARD = CardContent(
    name="Inspecteur M. Dupont",
    quarters=("Wasmes", "Petit-Wasmes", "Warquignies"),
    phone="0470 00 12 32",
    mail="m.dupont@zp-boraine.example",
    station="Commissariat de Colfontaine",
    address="place de Pâturages 1, 7340 Colfontaine",
    station_phone="065 00 12 00",
    site="cafepol.example",
    zone_name="Zone de Police Boraine",
    colour="#14396b",
)
LONGEST = replace(
    CARD,
    name="Inspectrice principale Marie-Françoise Vandenbroucke-Łukasz",
    quarters=("Wasmes-Centre", "Petit-Wasmes et le Bois de Colfontaine", "Warquignies", "Les Crachets"),
    mail="marie-francoise.vandenbroucke-lukasz@zone-de-police-boraine.police.example",
    colour="",
)
BAREST = replace(CARD, name="", quarters=(), phone="065 00 12 00", mail="", station_phone="")


@pytest.fixture
def on_paper(tmp_path):
    return lambda *contents: Paper(cards(contents), tmp_path)


@pytest.mark.parametrize("content", [CARD, LONGEST, BAREST])
def test_ten_cards_say_all_of_it(on_paper, content):
    paper = on_paper(content)
    texts = (content.name, content.phone, content.station, content.address, content.zone_name, content.site)
    for text in (*texts, ", ".join(content.quarters), "Votre policier de quartier", "Appelez le 101"):
        assert not text or paper.text.count(text) == 10
    assert "".join(paper.text.split()).count(content.mail) == 10 or not content.mail
    assert paper.overlaps() == []
    assert (paper.size, paper.info["Pages"]) == ((210, 297), "1")


def test_each_card_keeps_its_words_inside_and_is_85_by_55(on_paper):
    paper = on_paper(LONGEST)
    for word in paper.pages[0]:
        column, row = int((word.left - 20) // 85), int((word.top - 11) // 55)
        left, top = 20 + column * 85, 11 + row * 55
        assert word.within(left + 4, top + 6, left + 81, top + 52)


def test_the_marks_to_cut_at_stand_outside_the_cards(on_paper):
    picture = on_paper(CARD).picture(dpi=150)
    for x in (20, 105, 190):
        assert min(area(picture, x - 0.5, 6.5, x + 0.5, 9.5).tobytes()) < 128
        assert min(area(picture, x - 0.5, 287.5, x + 0.5, 290.5).tobytes()) < 128
    for y in (11, 66, 121, 176, 231, 286):
        assert min(area(picture, 15.5, y - 0.5, 18.5, y + 0.5).tobytes()) < 128
    assert min(area(picture, 0, 12, 14, 285).tobytes()) == 255


def test_what_the_officer_keeps_is_not_there_and_the_commissariat_answers(on_paper):
    text = on_paper(BAREST).text
    assert "Dupont" not in text
    assert "@" not in text
    assert text.count("065 00 12 00") == 10
    assert text.count("Votre policier de quartier") == 10


def test_too_many_quarters_are_left_out_rather_than_refused(on_paper):
    text = on_paper(replace(CARD, quarters=("Le Bois de Colfontaine et le Grand Hornu",) * 12)).text
    assert "Hornu" not in text
    assert text.count(CARD.name) == 10


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "Inspecteur " * 40}, "name"),
        ({"name": "Dupont 😀"}, "name"),
        ({"mail": "x" * 200 + "@police.example"}, "mail"),
        ({"address": "place " * 90}, "address"),
    ],
)
def test_what_cannot_be_printed_is_refused_at_its_field(change, field):
    with pytest.raises(Refused) as refusal:
        cards([replace(CARD, **change)])
    assert refusal.value.field == field


def test_two_officers_have_a_page_each_and_the_bytes_stay(on_paper):
    paper = on_paper(CARD, LONGEST)
    assert paper.info["Pages"] == "2"
    assert str(paper.pdf.Root.Lang) == "fr-BE"
    assert {font["embedded"] for font in paper.fonts} == {"yes"}
    assert cards([CARD]) == cards([CARD])


def own_cards(browser, tmp_path, path="/equipe/mes-cartes.pdf"):
    answer = browser.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return Paper(answer.data, tmp_path).text


@pytest.fixture
def officer(sign_in):
    return sign_in(Role.OFFICER, "colfontaine", name="M. Dupont")


def show(browser, **chosen):
    with transaction() as session:
        found = find_officer(browser.account_id)
        found.phone, found.mail = "+32470001232", "dupont@police.example"
        choose_shown(found, **{"name": False, "phone": False, "mail": False, "photo": False} | chosen)
        session.flush()
        return found.id


def test_an_officer_prints_what_residents_may_see_and_nothing_more(officer, tmp_path):
    page = officer.page("/equipe/ce-que-les-habitants-voient")
    assert page.select_one("#cartes a")["href"] == "/equipe/mes-cartes.pdf"
    show(officer)
    text = own_cards(officer, tmp_path)
    assert not any(kept in text for kept in ("Dupont", "0470", "dupont@"))
    assert "Commissariat de Quartier de Colfontaine" in text
    show(officer, name=True, phone=True, mail=True)
    text = own_cards(officer, tmp_path)
    assert all(shown in text for shown in ("Inspecteur Dupont", "0470 00 12 32", "dupont@police.example"))


def test_a_chief_and_an_administrator_print_the_cards_of_their_officers(officer, sign_in, tmp_path):
    officer_id = show(officer, name=True)
    path = f"/equipe/policiers/{officer_id}/cartes.pdf"
    chief, far = sign_in(Role.CHIEF, "colfontaine", name="Mme Chef"), sign_in(Role.CHIEF, "boussu", name="M. Loin")
    administrator = sign_in(Role.ADMINISTRATOR, name="Mme Admin")
    assert "Inspecteur Dupont" in own_cards(chief, tmp_path, path)
    assert "Inspecteur Dupont" in own_cards(administrator, tmp_path, path)
    assert (far.get(path).status_code, officer.get(path).status_code) == (404, 404)
    assert path in administrator.get(f"/equipe/comptes/{officer.account_id}/modifier").text
    with transaction():
        quarter = quarters(commune_by_slug("colfontaine").id)[0].id
    assert path in chief.get(f"/equipe/quartiers/{quarter}").text
    with transaction():
        find_officer(officer.account_id).is_active = False
    assert chief.get(path).status_code == 404


def test_cards_that_do_not_print_are_said_where_it_is_put_right(officer):
    show(officer, name=True)
    with transaction():
        find_officer(officer.account_id).name = "M. 😀"
    answer = officer.get("/equipe/mes-cartes.pdf", follow_redirects=True)
    assert "Les cartes ne s’impriment pas" in answer.text
    assert "GRINNING FACE" in answer.text


def test_who_has_no_quarter_is_nobodys_policeman_of_a_quarter(on_paper):
    assert "Votre policier de quartier" not in on_paper(replace(CARD, name="Commissaire Carlier", quarters=())).text
