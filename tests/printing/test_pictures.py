from io import BytesIO

import pytest
from PIL import Image

from cafepol.printing.book import bound
from cafepol.printing.inks import BLACK
from cafepol.printing.pictures import png
from cafepol.printing.sheets import A4, A5, Size


def two_pages(book):
    book.page(A5)
    book.page(A4).box(0, 0, Size(210, 297), fill=BLACK)


@pytest.fixture(scope="module")
def pdf():
    return bound(two_pages, title="t", author="a")


@pytest.mark.parametrize(("page", "shade"), [(1, 255), (2, 0)])
def test_the_page_that_is_asked_for_is_drawn_at_the_size_that_is_asked_for(pdf, page, shade):
    picture = Image.open(BytesIO(png(pdf, width=120, height=160, page=page)))
    assert (picture.format, picture.size) == ("PNG", (120, 160))
    assert picture.convert("L").getpixel((60, 80)) == shade


def test_the_same_page_gives_the_same_bytes(pdf):
    assert png(pdf, width=120, height=160) == png(pdf, width=120, height=160)
