from itertools import pairwise

import pytest

from cafepol.printing.book import Book, bound
from cafepol.printing.imposition import A5_TWICE, A6_FOUR_TIMES, DL_THREE_TIMES, Grid, impose
from cafepol.printing.sheets import A4, Size
from tests.printing.paper import Paper, area

CARDS = Grid(A4, Size(85, 55), 2, 5)
ALL = pytest.mark.parametrize("grid", [A5_TWICE, A6_FOUR_TIMES, DL_THREE_TIMES, CARDS], ids=lambda grid: str(grid.cell))


def says(word):
    return lambda pen: pen.text(10, 20, word, size=5)


@pytest.fixture
def on_paper(tmp_path):
    def make(*pages):
        def draw(book: Book):
            for grid, drawings, more in pages:
                impose(book, grid, drawings, **more)

        return Paper(bound(draw, title="t", author="a"), tmp_path)

    return make


@ALL
def test_places_lie_symmetrically_about_the_middle_inside_the_page_and_apart(grid):
    places = grid.places
    assert len(places) == grid.count
    for x, y in places:
        assert 0 <= x <= grid.page.width - grid.cell.width
        assert 0 <= y <= grid.page.height - grid.cell.height
        assert (grid.page.width - x - grid.cell.width, grid.page.height - y - grid.cell.height) in places
    for one in places:
        for other in places:
            apart = abs(one[0] - other[0]) >= grid.cell.width or abs(one[1] - other[1]) >= grid.cell.height
            assert apart or one == other


@ALL
def test_a_verso_stands_behind_its_recto(grid):
    for (x, y), (behind, level) in zip(grid.places, grid.mirrored, strict=True):
        assert (behind, level) == (pytest.approx(grid.page.width - x - grid.cell.width), y)
    assert sorted(grid.mirrored) == sorted(grid.places)


@ALL
def test_a_cut_runs_amid_each_gap_and_never_through_a_place(grid):
    upright, level = grid.cuts
    assert len(upright) >= grid.columns - 1
    assert len(level) >= grid.rows - 1
    for x, y in grid.places:
        assert not any(x < cut < x + grid.cell.width for cut in upright)
        assert not any(y < cut < y + grid.cell.height for cut in level)


def test_the_grids_are_those_of_the_office_printer():
    assert (A5_TWICE.count, A5_TWICE.cuts) == (2, ((148.5,), ()))
    assert (A6_FOUR_TIMES.count, A6_FOUR_TIMES.cuts) == (4, ((105,), (148.5,)))
    assert (DL_THREE_TIMES.count, DL_THREE_TIMES.cuts) == (3, ((99, 198), ()))
    assert (CARDS.count, CARDS.margins) == (10, (20, 11))
    assert [grid.turned_on_short_edge for grid in (A5_TWICE, A6_FOUR_TIMES, DL_THREE_TIMES)] == [True, False, True]


def test_one_drawing_stands_in_every_place_and_is_kept_once(on_paper):
    paper = on_paper((A6_FOUR_TIMES, [says("quart")], {}))
    (page,) = paper.pages
    assert [word.text for word in page] == ["quart"] * 4
    lefts, tops = {round(word.left - page[0].left) for word in page}, {round(word.top - page[0].top) for word in page}
    assert (lefts, tops) == ({0, 105}, {0, 149})
    assert len(paper.pdf.pages[0].Resources.XObject) == 1


def test_different_drawings_stand_in_order_and_in_mirrored_order_on_the_verso(on_paper):
    drawings = [says(word) for word in ("un", "deux", "trois")]
    recto, verso = on_paper((DL_THREE_TIMES, drawings, {}), (DL_THREE_TIMES, drawings, {"mirrored": True})).pages
    assert [word.text for word in sorted(recto, key=lambda word: word.left)] == ["un", "deux", "trois"]
    assert [word.text for word in sorted(verso, key=lambda word: word.left)] == ["trois", "deux", "un"]


def test_places_without_a_drawing_stay_white(on_paper):
    (page,) = on_paper((A6_FOUR_TIMES, [says("un"), says("deux"), says("trois")], {})).pages
    assert sorted(word.text for word in page) == ["deux", "trois", "un"]


def test_more_drawings_than_places_is_a_mistake(on_paper):
    with pytest.raises(ValueError, match="more drawings"):
        on_paper((A5_TWICE, [says("a"), says("b"), says("c")], {}))


def test_dashes_show_where_to_cut_on_the_recto_only(on_paper):
    paper = on_paper((A5_TWICE, [says("moitié")], {}), (A5_TWICE, [says("dos")], {"mirrored": True}))
    cut = area(paper.picture(dpi=300), 148.4, 0, 148.6, 210, dpi=300)
    column = [value < 128 for value in cut.resize((1, cut.height)).tobytes()]
    assert 160 <= sum(one != other for one, other in pairwise(column)) <= 180  # 210 mm of strokes and gaps of 1.2 mm
    assert sum(column) / len(column) == pytest.approx(0.5, abs=0.1)
    assert area(paper.picture(page=2), 148.4, 0, 148.6, 210).getextrema() == (255, 255)


def test_where_there_is_a_margin_the_marks_stay_in_it(on_paper):
    picture = on_paper((CARDS, [lambda pen: None], {})).picture(dpi=300)
    assert area(picture, 20.5, 11.5, 189.5, 285.5, dpi=300).getextrema() == (255, 255)
    for x in (20, 105, 190):
        assert area(picture, x - 0.3, 7, x + 0.3, 9.5, dpi=300).getextrema()[0] < 100
    for y in (11, 66, 286):
        assert area(picture, 15.5, y - 0.3, 18.5, y + 0.3, dpi=300).getextrema()[0] < 100
