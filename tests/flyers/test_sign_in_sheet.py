from dataclasses import replace

import pytest

from cafepol.core.errors import Refused
from cafepol.flyers.pdf import sign_in_sheet
from tests.flyers.contents import SHEET
from tests.printing.paper import Paper


@pytest.fixture
def on_paper(tmp_path):
    return lambda content: Paper(sign_in_sheet(content), tmp_path)


def registered(count):
    return replace(SHEET, registered=tuple((f"Personne{n} Łukasz", n % 4 + 1) for n in range(count)))


def numbers(page):
    """The numbers at the start of the lines."""
    return [int(word.text) for word in page if word.right <= 22 and word.text.isdigit()]


def test_the_sheet_says_what_where_and_who(on_paper):
    paper = on_paper(SHEET)
    for part in (SHEET.title, "mardi 12 janvier 2027, de 14 h à 16 h", SHEET.place, SHEET.host_name, SHEET.privacy):
        assert part in paper.text
    for part in ("K7M9RT", "Pas de photo", "Je suis là", "Code de la rencontre", SHEET.zone_name):
        assert part in paper.text
    assert paper.size == (210, 297)
    assert "root:" not in paper.text


def test_those_who_registered_come_first_with_their_number_of_people(on_paper):
    text = on_paper(SHEET).text
    assert text.index("Marie D.") < text.index("Łukasz Kowalski") < text.index('<img src="/etc/passwd"/> & fils')
    page = on_paper(SHEET).pages[0]
    people = [word for word in page if word.text.isdigit() and 110 < word.left < 120]
    names = [word for name in ("Marie", "Łukasz", "<img") for word in page if word.text.replace("&lt;", "<") == name]
    assert [word.text for word in people] == ["2", "1", "3"]
    assert [word.top for word in people] == pytest.approx([word.top for word in names], abs=1)


@pytest.mark.parametrize("count", [0, 1, 5, 6, 22, 23, 60])
def test_at_least_12_empty_lines_follow_and_the_last_page_is_full(on_paper, count):
    paper = on_paper(registered(count))
    lines = [number for page in paper.pages for number in numbers(page)]
    assert lines == list(range(1, len(lines) + 1))
    assert 12 <= len(lines) - count < 12 + len(numbers(paper.pages[0]))
    assert paper.text.count("Łukasz") == count
    assert paper.overlaps() == []
    assert paper.outside(5) == []


def test_every_page_repeats_the_head_the_code_and_the_privacy_sentence(on_paper):
    paper = on_paper(registered(30))
    pages = int(paper.info["Pages"])
    assert pages == 3
    for part in (SHEET.title, SHEET.code, "Pas de photo", SHEET.privacy):
        assert paper.text.count(part) == pages
    assert "Page 2 de 3" in paper.text


def test_every_line_has_boxes_to_be_there_for_no_photo_and_for_the_flyer(on_paper):
    paper = on_paper(SHEET)
    for heading in ("Je suis là", "Pas de photo", "Flyer reçu"):
        assert heading in paper.text
    picture = paper.picture(dpi=100)
    for row in range(17):
        middle = round((72 + row * 11.4 + 5.7) * 100 / 25.4)
        for left in (133.3, 156.3, 181.3):
            strip = picture.crop((round((left - 1) * 100 / 25.4), middle, round((left + 7.4) * 100 / 25.4), middle + 1))
            dark = [value < 160 for value in strip.tobytes()]
            assert sum(one and not other for one, other in zip(dark, [*dark[1:], False], strict=True)) == 2


def test_names_are_written_large(on_paper):
    heights = {word.text: word.bottom - word.top for word in on_paper(SHEET).pages[0]}
    assert heights["Kowalski"] == pytest.approx(6, abs=0.01)
    assert min(heights.values()) >= 3.8 - 0.01


def test_a_long_name_takes_two_lines_in_its_row(on_paper):
    name = "Madame Marie-Françoise Vandenbroucke-Łukasz"
    paper = on_paper(replace(SHEET, registered=((name, 10),) * 5))
    assert paper.text.count(name) == 5
    assert paper.overlaps() == []
    assert len(numbers(paper.pages[0])) == 17


@pytest.mark.parametrize(
    ("name", "shown", "rows"),
    [
        (
            "Madame Marie-Françoise Vandenbroucke-Łukasz, avec sa voisine Antoinette Dubois-Delvaux",
            "avec sa voisine",
            2,
        ),
        ("x" * 80, "xxxxx", 2),
        ("W" * 92, "WWW", 3),
        ("Marie 😀 Dubois", "Marie ? Dubois", 1),
        ("Marie\u200b\u0007 عمر", "Marie?? ???", 1),
        ("Marie\nDubois", "Marie Dubois", 1),
    ],
)
def test_no_name_that_somebody_typed_stops_the_sheet(on_paper, name, shown, rows):
    """A long one takes as many rows as it needs; what the face does not have is a « ? »."""
    paper = on_paper(replace(SHEET, registered=((name, 1), ("Paul V.", 2))))
    assert shown in paper.text
    assert paper.overlaps() == []
    assert paper.outside(5) == []
    second = next(word for word in paper.pages[0] if word.text == "Paul")
    assert second.top == pytest.approx(72 + rows * 11.4 + 7.7 - 6 * 0.75, abs=1.2)


def test_as_many_of_the_longest_names_as_may_come_stay_each_on_one_page(on_paper):
    paper = on_paper(replace(SHEET, registered=(("W" * 92, 1),) * 60))
    assert [number for page in paper.pages for number in numbers(page)][:72] == list(range(1, 73))
    assert paper.overlaps() == []
    assert paper.outside(5) == []


def test_the_longest_title_and_the_longest_place_that_may_be_typed_stand_over_the_list(on_paper):
    long = ("Salle communale polyvalente du Centre culturel " * 3)[:120]
    paper = on_paper(replace(SHEET, title=long, place=f"{long}, Wasmes"))
    assert (paper.overlaps(), paper.outside(5)) == ([], [])


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"title": "Un café " * 60}, "title", "Le titre"),
        ({"place": "Maison de quartier " * 60}, "place", "Le lieu"),
        ({"host_name": "Inspecteur " * 90}, "host_name", "policier"),
        ({"code": "K7M9RT" * 5}, "code", "code"),
        ({"privacy": "Votre nom. " * 99}, "privacy", "vie privée"),
    ],
)
def test_what_cannot_be_printed_is_refused_at_its_field(change, field, said):
    with pytest.raises(Refused, match=said) as refusal:
        sign_in_sheet(replace(SHEET, **change))
    assert refusal.value.field == field


def test_title_language_fonts_and_the_same_bytes(on_paper):
    paper = on_paper(SHEET)
    assert paper.info["Title"].startswith("Feuille de présence – Un café avec votre policier de quartier, mardi 12")
    assert str(paper.pdf.Root.Lang) == "fr-BE"
    assert {font["embedded"] for font in paper.fonts} == {"yes"}
    assert sign_in_sheet(SHEET) == sign_in_sheet(SHEET)
