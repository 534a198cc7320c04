"""The flyer in A6 and long (DL), and every format as the office and as a print shop want it."""

from dataclasses import replace

import pytest

from cafepol.core.errors import Refused
from cafepol.flyers.pdf import flyer_pdf
from cafepol.flyers.pdf.laying import lay_out
from cafepol.flyers.pdf.layouts import FLYER_A5, FLYER_A6, FLYER_DL, POSTER_A4
from cafepol.flyers.pieces import PER_SHEET, Format, Use
from tests.flyers.contents import BAREST, CROWDED, FLYER, HOSTILE, LONGEST
from tests.printing.paper import Paper, area

POINT = 25.4 / 72
SIZES = {Format.A5: (148, 210), Format.A6: (105, 148), Format.DL: (99, 210)}
LEAST = {Format.A5: 14 * POINT, Format.A6: 10 * POINT, Format.DL: 12 * POINT}
LAYOUTS = {Format.A5: FLYER_A5, Format.A6: FLYER_A6, Format.DL: FLYER_DL}
SMALL = pytest.mark.parametrize("fmt", [Format.A6, Format.DL])
EVERY = pytest.mark.parametrize("fmt", list(Format))
ROUND = replace(FLYER, round_code="K7M9R", link="https://cafepol.example/s/K7M9R", short_link="cafepol.example/s/K7M9R")


@pytest.fixture
def on_paper(tmp_path):
    return lambda content, **wanted: Paper(flyer_pdf(content, **wanted), tmp_path)


def facts(content):
    singles = (content.title, content.place_name, content.street, content.locality, content.host_name, content.phone)
    return (*singles, *content.co_hosts, *content.partners, *content.topics, content.short_link, content.zone_name)


@SMALL
@pytest.mark.parametrize("content", [FLYER, LONGEST, HOSTILE, BAREST], ids=["usual", "longest", "hostile", "barest"])
def test_a_small_flyer_says_all_of_it_in_readable_letters_and_its_code_is_read(on_paper, fmt, content):
    paper = on_paper(content, fmt=fmt)
    assert paper.size == SIZES[fmt]
    for part in facts(content):
        assert part in paper.text
    assert paper.overlaps() == []
    assert paper.outside(4) == []
    foot, longer = LAYOUTS[fmt].foot.y, content.short_link
    read = [word for word in paper.pages[0] if word.top < foot and word.text not in longer]
    assert [word.text for word in read if word.bottom - word.top < LEAST[fmt]] == []
    assert paper.codes(paper.picture()) == [content.link]


@EVERY
@pytest.mark.parametrize("name", sorted(CROWDED))
def test_nothing_is_refused_for_its_length_where_names_have_60_letters(on_paper, fmt, name):
    paper = on_paper(CROWDED[name], fmt=fmt)
    assert paper.overlaps() == []
    assert paper.outside(4) == []
    foot, link = LAYOUTS[fmt].foot.y, CROWDED[name].short_link
    read = [word for word in paper.pages[0] if word.top < foot and word.text not in link]
    assert [word.text for word in read if word.bottom - word.top < LEAST[fmt]] == []
    assert paper.codes(paper.picture()) == [CROWDED[name].link]


@EVERY
def test_the_flyer_of_a_round_gives_its_code_in_words_under_the_black_square(on_paper, fmt):
    paper = on_paper(ROUND, fmt=fmt)
    (word,) = [each for each in paper.pages[0] if each.text == "K7M9R"]
    qr = LAYOUTS[fmt].qr
    assert qr.bottom < word.top < qr.bottom + 8
    assert qr.x < word.left < word.right < qr.x + qr.width + 4
    assert paper.codes(paper.picture()) == ["https://cafepol.example/s/K7M9R"]


@EVERY
def test_each_place_of_an_office_sheet_holds_the_same_flyer(on_paper, fmt):
    paper = on_paper(FLYER, fmt=fmt, use=Use.OFFICE)
    count = PER_SHEET[fmt]
    assert sorted(paper.size) == [210, 297]
    assert paper.info["Pages"] == "1"
    assert paper.codes(paper.picture()) == [FLYER.link] * count
    printed = sorted(word.text for word in paper.pages[0])
    words = [word.text for word in on_paper(FLYER, fmt=fmt).pages[0]]
    assert printed == sorted(words * count)


@EVERY
def test_a_print_shop_gets_the_flyer_between_crop_marks_with_its_floor_over_the_cut(on_paper, fmt):
    paper = on_paper(FLYER, fmt=fmt, use=Use.PRESS)
    page, (width, height) = paper.pdf.pages[0], SIZES[fmt]
    trim = [float(side) * POINT for side in page.TrimBox]
    bleed = [float(side) * POINT for side in page.BleedBox]
    assert [round(trim[2] - trim[0]), round(trim[3] - trim[1])] == [width, height]
    assert [round(each - other, 1) for each, other in zip(bleed, trim, strict=True)] == [-3, -3, 3, 3]
    left = trim[0]
    top = float(page.MediaBox[3]) * POINT - trim[3]
    picture = paper.picture()
    assert area(picture, left - 2.5, top - 2.5, left - 0.5, top - 0.5).getextrema()[1] < 110  # a tile over both edges
    assert paper.codes(picture) == [FLYER.link]
    placed = {(word.text, round(word.left - left), round(word.top - top)) for word in paper.pages[0]}
    alone = on_paper(FLYER, fmt=fmt)
    assert {(word.text, round(word.left), round(word.top)) for word in alone.pages[0]} <= placed


@EVERY
@pytest.mark.parametrize("use", list(Use))
def test_the_same_flyer_gives_the_same_bytes_and_black_is_asked_by_its_colour(fmt, use):
    assert flyer_pdf(FLYER, fmt=fmt, use=use) == flyer_pdf(FLYER, fmt=fmt, use=use)
    assert flyer_pdf(FLYER, fmt=fmt, use=use) != flyer_pdf(replace(FLYER, colour="#000000"), fmt=fmt, use=use)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "Un café " * 60}, "title"),
        ({"place_name": "Maison de quartier " * 60}, "place_name"),
        ({"street": "rue de l’École " * 60}, "street"),
        ({"partners": ("le service de prévention",) * 60}, "partners"),
        ({"topics": ("vols dans les habitations",) * 60}, "topics"),
        ({"host_name": "Inspecteur " * 100}, "host_name"),
        ({"place_name": "x" * 120}, "place_name"),
        ({"is_cancelled": True}, "state"),
    ],
)
@SMALL
def test_what_does_not_fit_is_refused_at_its_field(fmt, change, field):
    with pytest.raises(Refused) as refusal:
        flyer_pdf(replace(FLYER, **change), fmt=fmt)
    assert refusal.value.field == field


@EVERY
def test_a_draft_says_so_over_its_floor_and_is_else_the_flyer_that_it_will_be(on_paper, fmt):
    words = [word.text for word in on_paper(FLYER, fmt=fmt).pages[0]]
    draft = on_paper(replace(FLYER, is_draft=True), fmt=fmt)
    assert "BROUILLON – ne pas distribuer" in draft.text
    assert [word.text for word in draft.pages[0] if word.top > 8] == words


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", ("dinsdag", "januari", "verwacht u, samen met Hygea", "Of kom gewoon langs.", "V.U.:")),
        ("de", ("Dienstag", "Januar", "erwartet Sie, zusammen mit Hygea", "Verantw. Hrsg.:")),
        ("en", ("Tuesday", "January", "is waiting for you, with Hygea", "Publisher:")),
    ],
)  # fmt: skip
@EVERY
def test_a_flyer_speaks_the_language_of_its_meeting(on_paper, fmt, language, said):
    paper = on_paper(replace(FLYER, language=language), fmt=fmt)
    for words in said:
        assert words in paper.text
    assert not any(word in paper.text for word in ("vous", "Éd. resp.", "mardi"))
    assert str(paper.pdf.Root.Lang) == f"{language}-BE"


def test_the_hosts_are_named_one_and_all(on_paper):
    content = replace(FLYER, co_hosts=("Inspectrice Mme Leroy", "Inspecteur M. Petit"))
    said = "Inspecteur M. Dupont, Inspectrice Mme Leroy et Inspecteur M. Petit vous attendent, avec Hygea"
    assert said in on_paper(content).text
    assert "Mme Leroy" in on_paper(replace(content, partners=())).text


def test_what_was_laid_out_is_laid_out_once():
    lay_out.cache_clear()
    for use in Use:
        flyer_pdf(FLYER, use=use)
    assert (lay_out.cache_info().misses, lay_out.cache_info().hits) == (1, 2)


def test_words_keep_clear_of_the_white_around_the_code():
    """The quiet zone of the smallest code that is printed (25 modules) begins below the words."""
    for layout in (FLYER_A5, FLYER_A6, FLYER_DL, POSTER_A4):
        quiet = 4 * layout.qr.width / 29
        assert layout.bottom <= layout.qr.y - quiet + 0.1
        assert layout.code_top >= layout.qr.bottom + quiet - 0.1
        assert layout.link.x + layout.link.width <= layout.qr.x - quiet + 0.1
