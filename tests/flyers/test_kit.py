"""The day's kit: every paper of the day in one document, with a list of its parts."""

from dataclasses import replace

import pytest

from cafepol.core.errors import Refused
from cafepol.flyers.content import ReturnSheetContent
from cafepol.flyers.pdf.kit import KitContent, day_kit
from tests.flyers.contents import FLYER, SHEET
from tests.flyers.test_calls import CALLS
from tests.flyers.test_card import CARD, LONGEST
from tests.flyers.test_slips import SLIP
from tests.printing.paper import Paper

RETURNS = ReturnSheetContent(
    day=SHEET.day, starts=SHEET.starts, ends=SHEET.ends, place=SHEET.place, zone_name=SHEET.zone_name
)
KIT = KitContent(sign_in=SHEET, returns=RETURNS, calls=CALLS, slip=SLIP, cards=(CARD, LONGEST), poster=FLYER)
PARTS = [
    ("Feuille de présence", 1),
    ("Fiche retour", 2),
    ("Appels à donner", 3),
    ("Fiches de doléance", 4),
    ("Cartes du policier", 9),
    ("Affiche pour la porte", 11),
]


def parts_of(pdf):
    pages = [page.objgen for page in pdf.pages]
    with pdf.open_outline() as outline:
        return [(str(item.title), pages.index(item.destination[0].objgen) + 1) for item in outline.root]


def test_every_part_is_there_in_its_order_and_listed_by_its_first_page(tmp_path):
    paper = Paper(day_kit(KIT), tmp_path)
    assert parts_of(paper.pdf) == PARTS
    assert len(paper.pages) == 11
    firsts = [paper.pages[page - 1] for _, page in PARTS]
    shown = [
        "Code de la rencontre",
        "Ce que vous nous avez dit",
        "Appels à donner",
        "Dites-nous",
        CARD.name,
        FLYER.phone,
    ]
    for words, text in zip(firsts, shown, strict=True):
        assert " ".join(text.split()) in " ".join(" ".join(word.text for word in words).split())
    assert paper.size == (210, 297)


def test_a_long_part_moves_the_next_ones(tmp_path):
    many = replace(SHEET, registered=tuple((f"Personne {n}", 1) for n in range(40)))
    paper = Paper(day_kit(replace(KIT, sign_in=many)), tmp_path)
    assert parts_of(paper.pdf) == [(name, page if page == 1 else page + 3) for name, page in PARTS]


@pytest.mark.parametrize(
    ("part", "change", "said", "field"),
    [
        ("sign_in", {"title": "Un café " * 60}, "Feuille de présence : Le titre", "title"),
        ("slip", {"cafe": "Café " * 90}, "Fiches de doléance : Le nom du café", "place"),
        ("poster", {"place_name": "x" * 300}, "Affiche pour la porte : Le nom du lieu", "place_name"),
    ],
)
def test_a_part_that_does_not_print_is_named_and_there_is_no_kit(part, change, said, field):
    with pytest.raises(Refused, match=said) as refusal:
        day_kit(replace(KIT, **{part: replace(getattr(KIT, part), **change)}))
    assert refusal.value.field == field


def test_nothing_that_a_resident_typed_stops_the_kit(tmp_path):
    odd = replace(SHEET, registered=(("Marie 😀", 1), ("x" * 80, 2)))
    calls = replace(CALLS, groups=(("Pour ce café", (replace(CALLS.groups[0][1][0], who="عمر 😀", say="x" * 900),)),))
    assert parts_of(Paper(day_kit(replace(KIT, sign_in=odd, calls=calls)), tmp_path).pdf)[0] == PARTS[0]


def test_title_language_fonts_and_the_same_bytes(tmp_path):
    paper = Paper(day_kit(KIT), tmp_path)
    title = paper.info["Title"].replace("\u00a0", " ")
    assert title == "Le kit du jour – Un café avec votre policier de quartier, mardi 12 janvier 2027"
    assert str(paper.pdf.Root.Lang) == "fr-BE"
    assert {font["embedded"] for font in paper.fonts} == {"yes"}
    assert day_kit(KIT) == day_kit(KIT)
