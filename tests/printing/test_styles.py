from dataclasses import fields
from io import BytesIO

import pytest
from PIL import Image

from cafepol.printing.book import bound
from cafepol.printing.inks import BLACK
from cafepol.printing.sheets import A5, Size
from cafepol.printing.styles import ON_A4, ON_A5, ON_A6, ON_DL, Inks, Logo
from tests.printing.paper import Paper, area

POINT = 25.4 / 72


def test_the_zones_colour_is_the_accent():
    assert Inks.of({"plate": "#14396b"}).accent.hexval() == "0x14396b"


@pytest.mark.parametrize(
    ("colours", "black"), [({"plate": "#14396b"}, True), ({"plate": "#ffc83a"}, False), ({}, False)]
)
def test_black_ink_where_asked_for_or_the_colour_is_too_pale_or_missing(colours, black):
    assert Inks.of(colours, black=black).accent is BLACK


@pytest.mark.parametrize(("scale", "points"), [(ON_A5, 14), (ON_A6, 9.9), (ON_DL, 11.9), (ON_A4, 19.8)])
def test_each_sheet_has_its_smallest_size_of_what_is_read(scale, points):
    assert min(scale.words.floor, scale.address.floor, scale.place.floor, scale.question.floor) >= points * POINT


def test_a_scale_keeps_everything_but_the_sizes():
    for each in fields(ON_A5):
        small, large = getattr(ON_A5, each.name), getattr(ON_A4, each.name)
        assert (large.size, large.floor) == pytest.approx((1.4 * small.size, 1.4 * small.floor))
        assert (large.face, large.leading, large.max_lines) == (small.face, small.leading, small.max_lines)


@pytest.mark.parametrize(("pixels", "size"), [((200, 100), (30, 15)), ((100, 200), (10, 20)), ((50, 50), (20, 20))])
def test_a_logo_keeps_its_shape_in_the_room_it_is_given(tmp_path, pixels, size):
    written = BytesIO()
    Image.new("RGB", pixels).save(written, format="PNG")
    logo = Logo(written.getvalue(), *pixels)
    taken = []
    paper = Paper(
        bound(lambda book: taken.append(logo.draw(book.page(A5), 20, 30, Size(30, 20))), title="t", author="a"),
        tmp_path,
    )
    (drawn,) = taken
    assert (drawn.width, drawn.height) == pytest.approx(size)
    picture = paper.picture()
    assert area(picture, 20.3, 30.3, 19.7 + size[0], 29.7 + size[1]).getextrema() == (0, 0)
    assert area(picture, 20.5 + size[0], 25, 80, 60).getextrema() == (255, 255)
