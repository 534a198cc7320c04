"""The list of calls on paper."""

from dataclasses import replace
from datetime import date

import pytest

from cafepol.casework.pdf_calls import CallLine, CallsContent, call_list
from tests.printing.paper import Paper

MARTIN = CallLine(
    who="Mme Martin",
    phone="065 12 34 56",
    about="Le café de Wasmes, mardi 12 janvier",
    say="Bonjour, je vous appelle pour le café.\n\nVenez-vous toujours ?",
)
ALI = CallLine(
    who="M. Ali",
    phone="",
    about="D-2027-003, vitesse rue de l’École",
    say="La commune placera deux coussins berlinois. " * 8,
    tries="2 essais : lun. 4 janv., mar. 5 janv.",
    before=date(2027, 1, 14),
)
CALLS = CallsContent(
    day=date(2027, 1, 12),
    zone_name="Zone de Police Boraine",
    what_for="Café de Wasmes, mardi 12 janvier, de 14 h à 16 h",
    groups=(("Pour ce café", (MARTIN,)), ("Une réponse promise", (ALI, MARTIN))),
)


@pytest.fixture
def on_paper(tmp_path):
    return lambda content: Paper(call_list(content), tmp_path)


def test_who_is_called_at_which_number_and_what_they_are_told(on_paper):
    paper = on_paper(CALLS)
    for text in ("Mme Martin – 065 12 34 56", "M. Ali – pas de numéro", "Le mardi 12 janvier 2027", CALLS.what_for):
        assert text in paper.text
    for text in ("je vous appelle pour le café. Venez-vous toujours ?", ALI.about, ALI.tries, "coussins berlinois"):
        assert text in paper.text
    assert "Réponse promise pour le jeudi 14 janvier." in paper.text
    assert paper.text.count("Pas joint") == 3
    assert "détruisez-la" in paper.text
    assert paper.overlaps() == []
    assert paper.outside(5) == []


def test_a_sheet_for_nobody_says_so(on_paper):
    paper = on_paper(replace(CALLS, groups=(("Pour ce café", ()),)))
    assert "Personne n’attend d’appel." in paper.text
    assert "Joint" not in paper.text


def test_a_long_list_goes_on_and_no_box_stands_without_a_line_of_its_call(on_paper):
    calls = tuple(replace(ALI, who=f"M. Numéro{n}", say="Une phrase de la réponse. " * (n * 7)) for n in range(25))
    paper = on_paper(replace(CALLS, groups=(("Une réponse promise", calls),)))
    assert int(paper.info["Pages"]) > 5
    assert paper.text.count("M. Numéro") == paper.text.count("Pas joint") == 25
    for page in paper.pages:
        assert page[0].text != "Joint"
    assert paper.overlaps() == []
    assert paper.outside(5) == []
    assert f"Page 2 de {paper.info['Pages']}" in paper.text


@pytest.mark.parametrize(
    "change",
    [{"who": "x" * 120}, {"who": "Marie 😀\u200b"}, {"say": "Ł" * 900}, {"about": "<b>" * 60}, {"tries": "عمر " * 80}],
)
def test_nothing_that_somebody_typed_stops_the_list(on_paper, change):
    paper = on_paper(replace(CALLS, what_for="x" * 300, groups=(("😀", (replace(ALI, **change), MARTIN)),)))
    assert "Mme Martin" in paper.text
    assert paper.overlaps() == []
    assert paper.outside(5) == []


def test_the_same_bytes_and_embedded_fonts(on_paper):
    assert {font["embedded"] for font in on_paper(CALLS).fonts} == {"yes"}
    assert call_list(CALLS) == call_list(CALLS)
