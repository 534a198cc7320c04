from dataclasses import replace
from datetime import date

import pytest

from cafepol.core.errors import Refused
from cafepol.flyers.pdf import flyer_a5, flyer_a5_two_up
from tests.flyers.contents import BAREST, FLYER, HOSTILE, LONGEST
from tests.printing.paper import Paper, area

FOURTEEN_POINTS = 14 * 25.4 / 72
SMALL_PRINT_TOP = 196  # mm: below it stand the zone's name and the publisher
ALL = pytest.mark.parametrize(
    "content", [FLYER, LONGEST, HOSTILE, BAREST], ids=["usual", "longest", "hostile", "barest"]
)


@pytest.fixture
def on_paper(tmp_path):
    return lambda content, make=flyer_a5: Paper(make(content), tmp_path)


@ALL
def test_every_field_is_read_on_the_paper(on_paper, content):
    text = on_paper(content).text
    quarter = () if content.quarter in content.locality else (content.quarter,)
    singles = (content.title, content.place_name, content.street, content.locality, content.host_name, content.phone)
    for part in (*singles, *quarter, *content.partners, *content.topics, content.short_link, content.zone_name):
        assert part in text
    assert f"Éd. resp. : {content.publisher}. Ne pas jeter sur la voie publique." in text
    assert "root:" not in text


@ALL
def test_nothing_overlaps_and_nothing_leaves_the_page(on_paper, content):
    for make in (flyer_a5, flyer_a5_two_up):
        paper = on_paper(content, make)
        assert paper.overlaps() == []
        assert paper.outside(4) == []


@ALL
def test_what_the_reader_needs_is_14_points_at_least(on_paper, content):
    words = [word for word in on_paper(content).pages[0] if word.top < SMALL_PRINT_TOP]
    small = [word.text for word in words if word.bottom - word.top < FOURTEEN_POINTS]
    assert small == []


@ALL
def test_the_code_reads_back_at_150_dpi_as_the_link(on_paper, content):
    paper = on_paper(content)
    assert paper.codes(paper.picture()) == [content.link]


@ALL
def test_both_halves_of_an_a4_carry_a_code_that_reads_back(on_paper, content):
    paper = on_paper(content, flyer_a5_two_up)
    picture = paper.picture()
    for left, right in ((0, 148.5), (148.5, 297)):
        assert paper.codes(area(picture, left, 0, right, 210)) == [content.link]


def test_the_date_the_hours_and_the_offer_are_in_words(on_paper):
    text = on_paper(FLYER).text
    for words in ("mardi 12 janvier", "de 14 h à 16 h", "Le café est offert.", "Ou venez sans prévenir."):
        assert words in text
    assert "vous attend, avec Hygea et le service de prévention." in text
    assert "Conseils sur place : vols dans les habitations et arnaques en ligne." in text


def test_the_first_of_the_month_is_1er(on_paper):
    assert "lundi 1er février" in on_paper(replace(FLYER, day=date(2027, 2, 1))).text


def test_without_partners_or_topics_the_sentence_is_still_whole(on_paper):
    text = on_paper(BAREST).text
    assert "Inspecteur M. Dupont vous attend. Venez poser vos questions" in text
    assert "Conseils" not in text


def test_the_quarter_is_not_said_twice(on_paper):
    assert on_paper(replace(FLYER, quarter="Colfontaine")).text.count("Colfontaine") == 2  # locality, publisher


def test_the_code_is_30_mm_wide_with_four_white_modules_around_it(on_paper):
    paper = on_paper(FLYER)
    module = 30 / 29
    picture = paper.picture(dpi=300)
    left, top, right, bottom = 108, 155.4, 138, 185.4
    for corner in ((left, top), (right - 7 * module, top), (left, bottom - 7 * module)):
        x, y = corner
        assert area(picture, x + 0.2, y + 0.2, x + module - 0.2, y + 7 * module - 0.2, dpi=300).getextrema() == (0, 0)
    quiet = 4 * module - 0.2
    for sides in (
        (left - quiet, top - quiet, left - 0.2, bottom + quiet),
        (right + 0.2, top - quiet, right + quiet, bottom + quiet),
        (left - quiet, bottom + 0.2, right + quiet, bottom + quiet),
        (left - quiet, top - quiet, right + quiet, top - 0.2),
    ):
        assert area(picture, *sides, dpi=300).getextrema() == (255, 255)


def test_the_telephone_is_larger_than_the_text_around_it(on_paper):
    words = on_paper(FLYER).pages[0]
    heights = {word.text: word.bottom - word.top for word in words}
    assert heights["065"] >= 11.5
    assert heights["065"] > 2 * heights["Vous"]


def test_the_face_is_embedded_and_can_be_copied(on_paper):
    fonts = on_paper(FLYER).fonts
    assert {font["name"] for font in fonts} == {"SourceSansPro-Regular", "SourceSansPro-Bold"}
    assert {(font["embedded"], font["unicode"]) for font in fonts} == {("yes", "yes")}


@pytest.mark.parametrize(("make", "size"), [(flyer_a5, (148, 210)), (flyer_a5_two_up, (297, 210))])
def test_size_title_author_and_language(on_paper, make, size):
    paper = on_paper(FLYER, make)
    assert paper.size == size
    assert paper.info["Pages"] == "1"
    assert " ".join(paper.info["Title"].split()) == "Un café avec votre policier de quartier, mardi 12 janvier 2027"
    assert paper.info["Author"] == "Zone de Police Boraine"
    assert str(paper.pdf.Root.Lang) == "fr-BE"
    assert paper.pdf.Root.ViewerPreferences.DisplayDocTitle


@pytest.mark.parametrize("make", [flyer_a5, flyer_a5_two_up])
def test_the_same_flyer_gives_the_same_bytes(make):
    assert make(FLYER) == make(FLYER)
    assert make(FLYER) != make(LONGEST)


def test_two_up_has_each_text_twice_and_none_across_the_cut(on_paper):
    one = on_paper(FLYER).pages[0]
    both = on_paper(FLYER, flyer_a5_two_up).pages[0]
    assert sorted(word.text for word in both) == sorted([word.text for word in one] * 2)
    assert not any(word.meets(148, 0, 149, 210) for word in both)


def test_typed_pictures_and_files_are_never_opened(on_paper):
    paper = on_paper(HOSTILE)
    assert not any("/XObject" in page.Resources for page in paper.pdf.pages)


def test_printed_in_grey_the_plate_is_dark_under_its_white_letters(on_paper):
    plate = area(on_paper(FLYER).picture(), 10, 60, 56, 110)
    darkest, lightest = plate.getextrema()
    assert darkest < 70
    assert lightest == 255


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "Un café " * 30}, "title"),
        ({"place_name": "Maison de quartier " * 60}, "place_name"),
        ({"place_name": "x" * 60}, "place_name"),
        ({"street": "rue de l’École " * 60}, "street"),
        ({"locality": "Colfontaine " * 60}, "locality"),
        ({"host_name": "Inspecteur " * 100}, "host_name"),
        ({"partners": ("le service de prévention",) * 60}, "partners"),
        ({"topics": ("vols dans les habitations",) * 60}, "topics"),
        ({"phone": "065 00 12 32 " * 4}, "phone"),
        ({"phone": " "}, "phone"),
        ({"short_link": "cafepol.example/" + "x" * 90}, "short_link"),
        ({"link": "https://cafepol.example/" + "x" * 300}, "link"),
        ({"zone_name": "Zone de Police " * 20}, "zone_name"),
        ({"publisher": "le chef de corps " * 40}, "publisher"),
        ({"place_name": "Café ☕︎ 😀"}, "place_name"),
        ({"host_name": "Inspecteur ع"}, "host_name"),
        ({"partners": ("Hygea", "日本")}, "partners"),
    ],
)
def test_what_cannot_be_printed_is_refused_at_its_field(change, field):
    for make in (flyer_a5, flyer_a5_two_up):
        with pytest.raises(Refused) as refusal:
            make(replace(FLYER, **change))
        assert refusal.value.field == field


def test_a_missing_character_is_named():
    with pytest.raises(Refused, match="« ع » \\(ARABIC LETTER AIN\\), dans le nom du policier"):
        flyer_a5(replace(FLYER, host_name="Inspecteur ع"))
