"""The back of a flyer: what a café is, a coupon to hand in, the next cafés."""

from dataclasses import replace

import pytest

from cafepol.core.errors import Refused
from cafepol.flyers.pdf import both_sides_pdf
from cafepol.flyers.pieces import PER_SHEET, Format, Use
from tests.flyers.cafes import FULL_VERSO, VERSO
from tests.flyers.contents import FLYER
from tests.printing.paper import Paper

EVERY = pytest.mark.parametrize("fmt", list(Format))
LEAST = {Format.A5: 4.93, Format.A6: 3.52, Format.DL: 4.23}  # 14, 10 and 12 points


@pytest.fixture
def on_paper(tmp_path):
    return lambda verso, **wanted: Paper(both_sides_pdf(FLYER, verso, **wanted), tmp_path)


def back(paper):
    """The words of the second page, in one line."""
    return " ".join(" ".join(word.text for word in paper.pages[1]).split())


@EVERY
def test_the_back_says_what_it_is_asks_for_an_answer_and_names_the_next_cafes(on_paper, fmt):
    paper = on_paper(VERSO, fmt=fmt)
    assert paper.info["Pages"] == "2"
    for words in (
        "C’est quoi, ce café ?", "Ma réponse pour le", "Je viens", "Ça m’intéresse", "Nom", "Téléphone",
        "Combien de personnes ?", "effacées 30 jours après.", VERSO.hand_in, "Les prochains cafés : Colfontaine",
        "mardi 26 janvier, de 18 h à 20 h : Salle des fêtes", "<b>Foyer</b> & Cie",
    ):  # fmt: skip
        assert words.replace("\xa0", " ") in paper.text
    assert paper.overlaps() == []
    assert paper.outside(4) == []
    assert [word.text for word in paper.pages[1] if word.bottom - word.top < LEAST[fmt]] == []


@EVERY
def test_the_code_of_the_round_is_five_millimetres_high(on_paper, fmt):
    (code,) = [word for word in on_paper(VERSO, fmt=fmt).pages[1] if word.text == "K7M9R"]
    assert code.bottom - code.top >= 4.95


@EVERY
def test_of_long_names_fewer_cafes_are_listed_and_nothing_is_cut(on_paper, fmt):
    paper = on_paper(FULL_VERSO, fmt=fmt)
    assert FULL_VERSO.hand_in in paper.text
    assert 1 <= back(paper).count("Salle communale") < 3
    assert paper.overlaps() == []
    assert paper.outside(4) == []


@EVERY
def test_without_a_next_cafe_nothing_announces_one(on_paper, fmt):
    assert "prochains" not in on_paper(replace(VERSO, next_cafes=()), fmt=fmt).text


def test_a_place_of_another_cafe_that_cannot_be_printed_stops_no_flyer(on_paper):
    odd = replace(VERSO.next_cafes[0], place_name="Café 😀")
    assert "Café ?" in on_paper(replace(VERSO, next_cafes=(odd,))).text


@EVERY
def test_in_the_office_each_back_stands_behind_its_front(on_paper, fmt):
    paper = on_paper(VERSO, fmt=fmt, use=Use.OFFICE)
    assert paper.info["Pages"] == "2"
    assert back(paper).count("K7M9R") == PER_SHEET[fmt]
    wide, _ = paper.size
    fronts = sorted(round(word.left) for word in paper.pages[0] if word.text == "janvier")
    codes = sorted(round(word.left) for word in paper.pages[1] if word.text == "K7M9R")
    cell = {Format.A5: 148, Format.A6: 105, Format.DL: 99}[fmt]
    assert [each // cell for each in fronts] == [each // cell for each in codes]
    assert max(codes) < wide


def test_a_print_shop_gets_both_sides(on_paper):
    paper = on_paper(VERSO, use=Use.PRESS)
    assert paper.info["Pages"] == "2"
    assert all("/TrimBox" in page for page in paper.pdf.pages)


def test_the_back_speaks_the_language_of_the_front(on_paper):
    paper = on_paper(replace(VERSO, language="de"))
    assert "Was ist dieser Kaffee?" in paper.text
    assert "Ich komme" in paper.text


@EVERY
def test_an_address_that_leaves_no_room_to_write_is_refused(fmt):
    with pytest.raises(Refused) as refusal:
        both_sides_pdf(FLYER, replace(VERSO, hand_in="rue de l’Exemple 1, " * 90, next_cafes=()), fmt=fmt)
    assert refusal.value.field == "hand_in"
