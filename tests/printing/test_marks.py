import pytest

from cafepol.printing.book import bound
from cafepol.printing.inks import BLACK
from cafepol.printing.marks import draw_floor
from cafepol.printing.sheets import A5, A6, DL
from tests.printing.paper import Paper, area

AROUND = 10  # mm from the page's edge to the cut
SIZES = pytest.mark.parametrize("size", [A5, A6, DL], ids=["A5", "A6", "DL"])


@pytest.fixture
def picture_of(tmp_path):
    def make(draw=lambda pen: None, *, size=A5, slug=""):
        return Paper(
            bound(lambda book: draw(book.page(size, bleed=3, marks=True, slug=slug)), title="t", author="a"), tmp_path
        )

    return make


@SIZES
def test_crop_marks_stand_at_the_cut_and_nowhere_inside_the_bleed(picture_of, size):
    picture = picture_of(size=size).picture(dpi=300)
    left, top, right, bottom = AROUND, AROUND, AROUND + size.width, AROUND + size.height
    assert area(picture, left - 2.9, top - 2.9, right + 2.9, bottom + 2.9, dpi=300).getextrema() == (255, 255)
    for x in (left, right):
        for start, end in ((top - 7.8, top - 3.2), (bottom + 3.2, bottom + 7.8)):
            assert area(picture, x - 0.2, start, x + 0.2, end, dpi=300).getextrema()[0] < 128
            assert area(picture, x + 0.4, start, x + 1, end, dpi=300).getextrema() == (255, 255)
    for y in (top, bottom):
        for start, end in ((left - 7.8, left - 3.2), (right + 3.2, right + 7.8)):
            assert area(picture, start, y - 0.2, end, y + 0.2, dpi=300).getextrema()[0] < 128


@SIZES
def test_the_floor_runs_to_the_end_of_the_bleed_and_no_further(picture_of, size):
    picture = picture_of(lambda pen: draw_floor(pen, length=size.width, tile=4, ink=BLACK), size=size).picture(dpi=300)
    left, top, right = AROUND, AROUND, AROUND + size.width
    assert area(picture, left - 2.8, top - 2.8, left + 3.5, top + 3.8, dpi=300).getextrema() == (0, 0)
    count = -(-size.width // 4)
    last = (top + 4.2, top + 7.8) if count % 2 == 0 else (top - 2.8, top + 3.8)
    assert area(picture, right + 0.2, last[0], right + 2.8, last[1], dpi=300).getextrema() == (0, 0)
    assert area(picture, right + 3.2, top - 2.8, right + 9, top - 0.5, dpi=300).getextrema() == (255, 255)
    assert area(picture, right + 3.2, top + 0.5, right + 9, top + 9, dpi=300).getextrema() == (255, 255)
    assert area(picture, left + 1, top - 7, right - 1, top - 3.2, dpi=300).getextrema() == (255, 255)


def test_the_line_for_the_printer_stands_outside_the_cut_and_is_never_refused(picture_of):
    paper = picture_of(slug="flyer A5 – recto – K7M9R 😀")
    assert paper.text == "flyer A5 – recto – K7M9R ?"
    assert all(word.top > AROUND + A5.height + 3 for word in paper.pages[0])
