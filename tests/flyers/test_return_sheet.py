from dataclasses import replace
from datetime import date, time

import pytest

from cafepol.flyers.content import ReturnLine, ReturnSheetContent
from cafepol.flyers.pdf import return_sheet
from tests.printing.paper import Paper

HEARD = date(2027, 1, 6)
LINE = ReturnLine("rue de l’École – Circulation", HEARD, "Six poteaux seront posés en février.")
SHEET = ReturnSheetContent(
    day=date(2027, 1, 14), starts=time(14), ends=time(16), place="Salle des fêtes, Wasmes",
    zone_name="Zone de Police Boraine", groups=(("Une réponse est prête", (LINE,)),),
)  # fmt: skip
LONG = "La commune placera deux coussins berlinois au mois de mars. " * 33


@pytest.fixture
def on_paper(tmp_path):
    return lambda content: Paper(return_sheet(content), tmp_path)


def lines(*answers):
    return replace(SHEET, groups=(("Encore en cours", tuple(replace(LINE, answer=each) for each in answers)),))


def test_the_sheet_says_where_when_and_what_became_of_it(on_paper):
    paper = on_paper(SHEET)
    for text in (
        "jeudi 14 janvier 2027, de 14 h à 16 h", "Salle des fêtes, Wasmes", "Une réponse est prête", LINE.what,
        "Dit au café du mercredi 6 janvier 2027.", LINE.answer, "Zone de Police Boraine", "Page 1 de 1",
    ):  # fmt: skip
        assert " ".join(text.split()) in paper.text
    assert paper.size == (210, 297)
    assert str(paper.pdf.Root.Lang) == "fr-BE"


def test_the_face_is_embedded_and_what_is_read_out_is_14_points_at_least(on_paper):
    paper = on_paper(SHEET)
    assert {font["embedded"] for font in paper.fonts} == {"yes"}
    read = [word for word in paper.pages[0] if word.text in LINE.answer.split()]
    assert min(word.bottom - word.top for word in read) >= 14 * 25.4 / 72


@pytest.mark.parametrize("count", [1, 7, 40])
def test_a_long_sheet_takes_several_pages_and_loses_no_word(on_paper, count):
    paper = on_paper(lines(*(f"numero{number} {LONG[: 90 * (number % 5)]}" for number in range(count))))
    assert [f"numero{number}" in paper.text for number in range(count)] == [True] * count
    assert f"Page {len(paper.pages)} de {len(paper.pages)}" in paper.text
    assert paper.outside(5) == []
    assert paper.overlaps() == []


def test_a_text_of_2000_signs_and_a_word_wider_than_the_page_wrap(on_paper):
    address = "https://cafepol.example/" + "aB3" * 80
    paper = on_paper(lines(LONG[:2000], address))
    assert paper.text.count("berlinois") == 33
    assert address in paper.text.replace(" ", "")
    assert paper.outside(5) == []


def test_no_place_stands_at_the_foot_of_a_page_without_its_answer(on_paper):
    paper = on_paper(lines(*(LONG[:240],) * 30))
    assert all(page[-1].text.isdigit() for page in paper.pages)  # « Page 1 de 6 »
    for page in paper.pages[:-1]:
        said = " ".join(word.text for word in page)
        assert said.rindex("berlinois") > said.rindex("Dit au café")


def test_what_was_typed_is_text_and_a_sign_without_a_face_is_a_question_mark(on_paper):
    typed = '<b>gras</b> & <img src="/etc/passwd"/> %s {0} 🙂 ع'
    paper = on_paper(replace(lines(typed), place="Salle 🙂", zone_name="Zone 🙂"))
    assert '<b>gras</b> & <img src="/etc/passwd"/> %s {0} ? ?' in paper.text
    assert "root:" not in paper.text


def test_nothing_to_say_is_said(on_paper):
    assert "Rien à dire cette fois" in on_paper(replace(SHEET, groups=())).text


def test_the_same_sheet_gives_the_same_bytes():
    assert return_sheet(SHEET) == return_sheet(SHEET)
