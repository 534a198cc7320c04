import pytest

from cafepol.core.errors import Refused
from cafepol.printing.inks import BLACK
from cafepol.printing.marks import draw_cup, draw_floor, draw_plate
from cafepol.printing.qr import draw_qr
from cafepol.printing.sheets import A5, Align, Sheet, Size
from tests.printing.paper import Paper, area


def make_sheet(draw):
    sheet = Sheet(A5, title="Un café & <b>", author="Zone d’essai")
    draw(sheet)
    return sheet.finish()


def test_title_author_language_are_set_and_the_title_is_shown(tmp_path):
    paper = Paper(make_sheet(lambda _: None), tmp_path)
    assert paper.info["Title"] == "Un café & <b>"
    assert paper.info["Author"] == "Zone d’essai"
    assert str(paper.pdf.Root.Lang) == "fr-BE"
    assert paper.pdf.Root.ViewerPreferences.DisplayDocTitle
    assert paper.size == (148, 210)


def test_a_sheet_can_be_in_another_language(tmp_path):
    sheet = Sheet(A5, title="Koffie", author="Zone", language="nl-BE")
    assert str(Paper(sheet.finish(), tmp_path).pdf.Root.Lang) == "nl-BE"


def test_the_same_drawing_gives_the_same_bytes():
    assert make_sheet(lambda s: s.text(10, 20, "œ", size=5)) == make_sheet(lambda s: s.text(10, 20, "œ", size=5))


@pytest.mark.parametrize(
    ("align", "left", "right"), [(Align.START, 70, None), (Align.MIDDLE, None, None), (Align.END, None, 70)]
)
def test_text_stands_where_it_is_told_in_millimetres(tmp_path, align, left, right):
    (word,) = Paper(make_sheet(lambda s: s.text(70, 50, "quartier", size=8, align=align)), tmp_path).pages[0]
    assert word.top < 50 < word.bottom
    if left:
        assert word.left == pytest.approx(left, abs=0.1)
    elif right:
        assert word.right == pytest.approx(right, abs=0.1)
    else:
        assert (word.left + word.right) / 2 == pytest.approx(70, abs=0.1)


def test_pages_follow_each_other(tmp_path):
    def two_pages(sheet):
        sheet.text(10, 20, "un", size=5)
        sheet.turn()
        sheet.text(10, 20, "deux", size=5)

    pages = Paper(make_sheet(two_pages), tmp_path).pages
    assert [[word.text for word in page] for page in pages] == [["un"], ["deux"]]


def test_shapes_have_ink_where_they_are_told(tmp_path):
    def shapes(sheet):
        sheet.box(10, 10, Size(20, 10), fill=BLACK)
        sheet.box(40, 10, Size(20, 10), line=1)
        sheet.rule((10, 30), (60, 30), line=1)
        sheet.rule((10, 40), (60, 40), line=1, dash=2)

    picture = Paper(make_sheet(shapes), tmp_path).picture()
    assert area(picture, 11, 11, 29, 19).getextrema() == (0, 0)
    assert area(picture, 42, 12, 58, 18).getextrema() == (255, 255)
    assert area(picture, 40, 9.8, 60, 10.2).getextrema()[0] == 0
    assert area(picture, 12, 29.8, 58, 30.2).getextrema() == (0, 0)
    assert area(picture, 12, 39.8, 58, 40.2).getextrema() == (0, 255)


def test_the_floor_alternates_black_and_white_tiles(tmp_path):
    picture = Paper(make_sheet(lambda s: draw_floor(s, length=148, tile=4, ink=BLACK)), tmp_path).picture()
    for tile in range(37):
        black, white = ((0, 4), (4, 8)) if tile % 2 == 0 else ((4, 8), (0, 4))
        left, right = tile * 4 + 0.5, tile * 4 + 3.5
        assert area(picture, left, black[0] + 0.5, right, black[1] - 0.5).getextrema() == (0, 0)
        assert area(picture, left, white[0] + 0.5, right, white[1] - 0.5).getextrema() == (255, 255)


def test_the_cup_stays_in_its_place(tmp_path):
    picture = Paper(make_sheet(lambda s: draw_cup(s, x=50, y=50, scale=1, ink=BLACK)), tmp_path).picture()
    dark = picture.point(lambda value: 255 - value).getbbox()
    left, top, right, bottom = (side * 25.4 / 150 for side in dark)
    assert (left, right) == (pytest.approx(50, abs=0.3), pytest.approx(50 + 37.8, abs=0.3))
    assert (top, bottom) == (pytest.approx(50 - 4.2, abs=0.3), pytest.approx(50 + 36, abs=0.3))


def test_the_plate_says_the_day_in_three_lines_inside_its_frame(tmp_path):
    def plate(sheet):
        draw_plate(sheet, x=10, y=10, side=46, lines=("mercredi", "1er", "septembre"), ink=BLACK)

    paper = Paper(make_sheet(plate), tmp_path)
    words = sorted(paper.pages[0], key=lambda word: word.top)
    assert [word.text for word in words] == ["mercredi", "1er", "septembre"]
    assert all(word.within(12.5, 12.5, 53.5, 53.5) for word in words)
    assert paper.overlaps() == []


@pytest.mark.parametrize("length", [12, 30, 90, 180])
def test_a_qr_code_of_30_mm_reads_back_at_150_dpi(tmp_path, length):
    link = "https://cafepol.example/".ljust(length, "a")[:length]
    paper = Paper(make_sheet(lambda s: draw_qr(s, link, x=50, y=50, side=30, field="link")), tmp_path)
    assert paper.codes(paper.picture()) == [link]


def test_a_qr_code_has_four_white_modules_around_it_whatever_lies_below(tmp_path):
    def on_black(sheet):
        sheet.box(0, 0, Size(148, 210), fill=BLACK)
        draw_qr(sheet, "https://cafepol.example/s/K7M9RT", x=50, y=50, side=29, field="link")

    paper = Paper(make_sheet(on_black), tmp_path)
    picture = paper.picture()
    quiet = 4 * 29 / 29 - 0.3  # 29 modules of 1 mm
    for sides in ((50 - quiet, 46.3, 49.8, 82.7), (79.2, 46.3, 79 + quiet, 82.7), (46.3, 46.3, 82.7, 49.8)):
        assert area(picture, *sides).getextrema() == (255, 255)
    assert paper.codes(picture) == ["https://cafepol.example/s/K7M9RT"]


@pytest.mark.parametrize("length", [12, 60, 100])
def test_the_smallest_code_reads_back_at_150_dpi(tmp_path, length):
    link = "https://cafepol.example/".ljust(length, "a")[:length]
    paper = Paper(make_sheet(lambda s: draw_qr(s, link, x=50, y=50, side=25, field="link")), tmp_path)
    assert paper.codes(paper.picture()) == [link]


def test_a_code_below_25_mm_is_a_mistake_of_who_draws():
    with pytest.raises(ValueError, match="24"):
        make_sheet(lambda s: draw_qr(s, "https://cafepol.example/s/K7M9R", x=50, y=50, side=24, field="link"))


def test_a_smaller_code_holds_a_shorter_link():
    link = "h" * 200
    make_sheet(lambda s: draw_qr(s, link, x=50, y=50, side=30, field="link"))
    with pytest.raises(Refused):
        make_sheet(lambda s: draw_qr(s, link, x=50, y=50, side=25, field="link"))


@pytest.mark.parametrize("length", [214, 400, 5000])
def test_a_link_too_long_for_a_readable_code_is_refused(length):
    with pytest.raises(Refused) as refusal:
        make_sheet(lambda s: draw_qr(s, "h" * length, x=50, y=50, side=30, field="link"))
    assert refusal.value.field == "link"
