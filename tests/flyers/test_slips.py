"""The slips on which somebody writes what they have to say: four on an A4."""

from dataclasses import replace
from datetime import date

import pytest

from cafepol.core.errors import Refused
from cafepol.flyers.day_content import SlipContent
from cafepol.flyers.pdf.slips import draw_slips, slips
from cafepol.printing.book import bound
from tests.printing.paper import Paper

SLIP = SlipContent(
    cafe="Café de Petit-Wasmes, Maison de quartier « Le Tilleul »",
    day=date(2027, 1, 12),
    code="K7M9RT",
    complaint="Service de Contrôle Interne, avenue du Docteur Schweitzer 160, 7340 Colfontaine, 065 61 96 00.",
    dpo="dpo@police.example",
    zone_name="Zone de Police Boraine",
)
LONGEST = replace(
    SLIP,
    cafe="Café de Saint-Ghislain-sur-Rivière, Salle communale Frédéric Chopin et Émile Vandervelde, Hensies",
    complaint="Service de Contrôle Interne de la Zone de Police, " + "avenue du Docteur Schweitzer 160, " * 7,
    dpo="delegue.a.la.protection.des.donnees@zone-de-police-boraine.police.example",
    day=date(2027, 9, 22),
)


@pytest.fixture
def on_paper(tmp_path):
    return lambda content: Paper(slips(content), tmp_path)


@pytest.mark.parametrize("content", [SLIP, LONGEST])
def test_each_of_the_four_says_all_of_it(on_paper, content):
    paper = on_paper(content)
    said = ("Dites-nous ce qui se passe", content.code, content.dpo, "Voulez-vous une réponse ?", "101 ou le 112")
    for text in (*said, "Une plainte contre la police ne se dépose pas ici", "Par courrier", "Votre nom, si"):
        assert paper.text.count(text) == 4
    assert paper.text.count(" ".join(content.complaint.split())) == 4
    assert paper.text.count(content.cafe) == 4
    assert paper.overlaps() == []
    assert paper.outside(5) == []
    assert (paper.size, paper.info["Pages"]) == ((210, 297), "1")


def test_what_is_read_is_ten_points_and_nothing_is_below_seven(on_paper):
    heights = {word.text: word.bottom - word.top for word in on_paper(SLIP).pages[0]}
    assert min(heights["Non,"], heights["Petit-Wasmes,"]) >= 3.5
    assert min(heights.values()) >= 2.5


def test_what_looks_like_markup_is_text_and_an_odd_sign_of_the_zone_stops_nothing(on_paper):
    content = replace(SLIP, cafe='<b>Café</b> & <img src="/etc/passwd"/>', dpo="a😀b")
    text = on_paper(content).text
    assert content.cafe in text
    assert "a?b" in text


@pytest.mark.parametrize(
    ("change", "field"),
    [({"cafe": "Café " * 90}, "place"), ({"code": "K7M9RT " * 30}, "code"), ({"cafe": "Café 😀"}, "place")],
)
def test_what_cannot_be_printed_is_refused_at_its_field(change, field):
    with pytest.raises(Refused) as refusal:
        slips(replace(SLIP, **change))
    assert refusal.value.field == field


def test_five_pages_hold_the_drawing_once(tmp_path):
    data = bound(lambda book: draw_slips(book, SLIP, pages=5), title="Fiches", author="Zone")
    paper = Paper(data, tmp_path)
    assert paper.info["Pages"] == "5"
    assert paper.text.count("K7M9RT") == 20
    assert len(data) < 1.4 * len(slips(SLIP))
    assert {font["embedded"] for font in paper.fonts} == {"yes"}
    assert slips(SLIP) == slips(SLIP)
