"""The poster, A4 and A3, and what hangs on the door of a café that is called off."""

from dataclasses import replace

import pytest

from cafepol.core.errors import Refused
from cafepol.flyers.pdf import flyer_pdf, poster_pdf
from cafepol.flyers.pieces import Use
from tests.flyers.contents import BAREST, CROWDED, FLYER, HOSTILE, LONGEST
from tests.printing.paper import POINT, Paper, area

CONTENTS = {"usual": FLYER, "longest": LONGEST, "hostile": HOSTILE, "barest": BAREST, **CROWDED}
SEVEN_MM_TOP = 280  # above it, what is read from afar
GONE = replace(FLYER, is_cancelled=True)


@pytest.fixture
def on_paper(tmp_path):
    return lambda content, **wanted: Paper(poster_pdf(content, **wanted), tmp_path)


@pytest.mark.parametrize("name", sorted(CONTENTS))
def test_a_poster_says_all_of_it_large(on_paper, name):
    content = CONTENTS[name]
    paper = on_paper(content)
    assert paper.size == (210, 297)
    for part in (content.title, content.place_name.split(",")[0], content.host_name, *content.topics, content.phone):
        assert part.split("-")[0] in paper.text
    assert paper.overlaps() == []
    assert paper.outside(4) == []
    read = [word for word in paper.pages[0] if word.top < SEVEN_MM_TOP and word.text not in content.short_link]
    assert [word.text for word in read if word.bottom - word.top < 6.9] == []
    assert paper.codes(paper.picture()) == [content.link]


def test_the_a3_is_the_a4_drawn_larger(on_paper):
    small = [(word.text, word.left, word.top) for word in on_paper(FLYER).pages[0]]
    large = on_paper(FLYER, is_large=True)
    assert large.size == (297, 420)
    ratio = 2**0.5
    for (text, left, top), word in zip(small, large.pages[0], strict=True):
        assert text == word.text
        assert (word.left, word.top) == (pytest.approx(left * ratio, abs=0.6), pytest.approx(top * ratio, abs=0.6))


@pytest.mark.parametrize("is_large", [False, True])
def test_a_print_shop_gets_it_with_bleed(on_paper, is_large):
    paper = on_paper(FLYER, is_large=is_large, use=Use.PRESS)
    trim = [float(side) * POINT for side in paper.pdf.pages[0].TrimBox]
    assert round(trim[2] - trim[0]) == (297 if is_large else 210)
    picture = paper.picture()
    assert area(picture, trim[0] - 2.5, trim[0] - 2.5, trim[0] - 0.5, trim[0] - 0.5).getextrema()[1] < 110


@pytest.mark.parametrize("content", [GONE, replace(LONGEST, is_cancelled=True)], ids=["usual", "longest"])
def test_a_cafe_that_is_called_off_has_a_poster_that_says_so_and_no_flyer(on_paper, content):
    paper = on_paper(content)
    (word,) = [each for each in paper.pages[0] if each.text == "ANNULÉ"]
    assert word.bottom - word.top > 30
    assert "n’aura pas lieu." in paper.text
    assert content.phone in paper.text
    assert "Ou venez" not in paper.text
    assert paper.overlaps() == []
    assert paper.codes(paper.picture()) == [content.link]
    with pytest.raises(Refused, match="annulé") as refusal:
        flyer_pdf(content)
    assert refusal.value.field == "state"


def test_it_says_so_in_the_language_of_the_meeting(on_paper):
    paper = on_paper(replace(GONE, language="nl"))
    assert "AFGELAST" in paper.text
    assert "gaat niet door." in paper.text


def test_without_a_telephone_neither_is_printed():
    for content in (FLYER, GONE):
        with pytest.raises(Refused) as refusal:
            poster_pdf(replace(content, phone=" "))
        assert refusal.value.field == "phone"
