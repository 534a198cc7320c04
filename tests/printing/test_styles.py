from dataclasses import fields
from io import BytesIO

import pytest
from PIL import Image

from cafepol.printing.book import bound
from cafepol.printing.sheets import A5, Size
from cafepol.printing.styles import ON_A5, Logo
from tests.printing.paper import Paper, area


def test_a_scale_keeps_everything_but_the_sizes():
    for each in fields(ON_A5):
        small, large = getattr(ON_A5, each.name), getattr(ON_A5.times(1.4), each.name)
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
