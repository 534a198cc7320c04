import os
import subprocess
import sys
import tracemalloc
from io import BytesIO

import pytest
from PIL import Image

from cafepol.core.errors import Refused
from cafepol.printing.book import Book, bound
from cafepol.printing.inks import BLACK
from cafepol.printing.sheets import A4, A4_LANDSCAPE, A5, A6, Size
from tests.printing.paper import Paper, area

MM = 72 / 25.4
WORDS = "Un café avec votre policier de quartier, l’œil ouvert, à 2 € près"


class Nowhere:
    """Takes a file and keeps nothing of it."""

    def __init__(self):
        self.size = 0

    def write(self, data):
        self.size += len(data)


def draw_page(book, number, size=A5):
    pen = book.page(size)
    for line in range(15):
        pen.text(10, 12 + 8 * line, f"{number} {line} {WORDS}", size=3)


def three_pages(book):
    for number, size in enumerate((A5, A4_LANDSCAPE, A6), start=1):
        book.part(f"Partie {number}")
        draw_page(book, number, size)


def checked(paper):
    done = subprocess.run(["qpdf", "--check", paper.path], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_pages_of_several_sizes_follow_each_other_in_one_sound_file(tmp_path):
    paper = Paper(bound(three_pages, title="Trois pages", author="Zone"), tmp_path)
    status, said = checked(paper)
    assert (status, "No syntax or stream encoding errors" in said) == (0, True)
    sizes = [tuple(round(float(side) / MM) for side in page.MediaBox[2:]) for page in paper.pdf.pages]
    assert sizes == [(148, 210), (297, 210), (105, 148)]
    assert [page[0].text for page in paper.pages] == ["1", "2", "3"]
    assert (paper.info["Title"], paper.info["Author"]) == ("Trois pages", "Zone")
    assert {(font["embedded"], font["unicode"]) for font in paper.fonts} == {("yes", "yes")}
    assert not any("/TrimBox" in page for page in paper.pdf.pages)


def test_a_book_says_its_language_and_its_parts(tmp_path):
    paper = Paper(bound(three_pages, title="t", author="a", language="nl-BE"), tmp_path)
    assert str(paper.pdf.Root.Lang) == "nl-BE"
    with paper.pdf.open_outline() as outline:
        titles = [(str(item.title), item.destination[0].objgen) for item in outline.root]
    assert titles == [(f"Partie {number}", page.objgen) for number, page in enumerate(paper.pdf.pages, start=1)]


def test_the_same_pages_give_the_same_bytes_in_another_process():
    code = (
        "import hashlib; from cafepol.printing.book import bound; from tests.printing.test_book import three_pages;"
        "print(hashlib.sha256(bound(three_pages, title='t', author='a')).hexdigest())"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1


def peak_of(pages):
    out = Nowhere()
    tracemalloc.start()
    try:
        with Book(out, title="t", author="a") as book:
            for number in range(pages):
                draw_page(book, number)
        return tracemalloc.get_traced_memory()[1], out.size
    finally:
        tracemalloc.stop()


def test_two_hundred_pages_take_no_more_memory_than_twenty():
    peak_of(1)  # the faces are read once
    (few, small), (many, large) = peak_of(20), peak_of(200)
    assert large - small > 50_000
    assert many - few < 500_000  # what is kept of a page: its number and where it lies


def test_a_page_is_in_the_file_before_the_next_is_drawn():
    out = Nowhere()
    book = Book(out, title="t", author="a")
    draw_page(book, 1)
    empty = out.size
    draw_page(book, 2)
    assert out.size > empty + 500


def test_a_book_without_a_page_is_a_mistake():
    with pytest.raises(ValueError, match="without a page"):
        bound(lambda book: None, title="t", author="a")


def test_with_bleed_and_marks_a_page_has_its_boxes_where_a_print_shop_looks(tmp_path):
    paper = Paper(bound(lambda book: book.page(A5, bleed=3, marks=True), title="t", author="a"), tmp_path)
    (page,) = paper.pdf.pages

    def box(name):
        return [round(float(side) / MM, 2) for side in page[name]]

    assert box("/MediaBox") == [0, 0, 168, 230]
    assert box("/TrimBox") == [10, 10, 158, 220]
    assert box("/BleedBox") == [7, 7, 161, 223]


def test_bleed_without_marks_adds_the_bleed_only(tmp_path):
    paper = Paper(bound(lambda book: book.page(A5, bleed=3), title="t", author="a"), tmp_path)
    assert paper.size == (154, 216)


def test_the_pen_starts_at_the_cut_and_may_draw_beyond_it(tmp_path):
    def draw(book):
        pen = book.page(A5, bleed=3, marks=True)
        pen.box(-3, -3, Size(10, 10), fill=BLACK)

    picture = Paper(bound(draw, title="t", author="a"), tmp_path).picture()
    assert area(picture, 7.2, 7.2, 16.8, 16.8).getextrema() == (0, 0)
    assert area(picture, 17.2, 7.2, 20, 16).getextrema() == (255, 255)


def test_a_stamp_is_kept_once_and_put_on_several_pages(tmp_path):
    def draw(book):
        stamp = book.stamp(A6, lambda pen: pen.text(10, 20, "verso", size=5))
        for _ in range(3):
            book.page(A4).put(stamp, at=[(0, 0), (105, 0)])
        book.page(A4).put(stamp, at=[(0, 0)], scale=2)

    paper = Paper(bound(draw, title="t", author="a"), tmp_path)
    forms = {next(iter(page.Resources.XObject.values())).objgen for page in paper.pdf.pages}
    assert (len(forms), checked(paper)[0]) == (1, 0)
    assert [len(page) for page in paper.pages] == [2, 2, 2, 1]
    one, double = paper.pages[0][0], paper.pages[3][0]
    assert double.right - double.left == pytest.approx(2 * (one.right - one.left), abs=0.1)
    assert (double.left, double.top) == (pytest.approx(20, abs=0.3), pytest.approx(2 * one.top, abs=0.1))


def test_what_is_refused_halfway_leaves_no_page_and_the_next_follow(tmp_path):
    def draw(book):
        draw_page(book, 1)
        for number in (2, 3, 4):
            try:
                with book.whole():
                    draw_page(book, number)
                    draw_page(book, number)
                    if number == 3:
                        book.stamp(A6, refuse)
            except Refused:
                assert book.pages == 3
        draw_page(book, 5)

    def refuse(pen):
        pen.text(1, 10, "jamais", size=5)
        raise Refused("Trop long.")

    paper = Paper(bound(draw, title="t", author="a"), tmp_path)
    assert [page[0].text for page in paper.pages] == ["1", "2", "2", "4", "4", "5"]
    assert "jamais" not in paper.text
    assert checked(paper)[0] == 0


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_picture_stands_where_it_is_told_once_in_the_file(tmp_path, mode):
    written = BytesIO()
    Image.new(mode, (40, 20)).save(written, format="PNG")

    def draw(book):
        for _ in range(2):
            book.page(A5).picture(20, 30, Size(40, 20), written.getvalue())

    paper = Paper(bound(draw, title="t", author="a"), tmp_path)
    assert checked(paper)[0] == 0
    assert len({next(iter(page.Resources.XObject.values())).objgen for page in paper.pdf.pages}) == 1
    if mode not in {"RGBA", "LA"}:
        assert area(paper.picture(), 20.3, 30.3, 59.7, 49.7).getextrema()[1] < 10
