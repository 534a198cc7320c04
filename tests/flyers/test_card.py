"""An officer's cards: ten of 85 × 55 mm on an A4, with what the officer lets residents see."""

from dataclasses import replace

import pytest

from cafepol.core.errors import Refused
from cafepol.flyers.day_content import CardContent
from cafepol.flyers.pdf.cards import cards
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
