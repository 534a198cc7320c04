"""Several small sheets on a large one, for the office printer: the same one in every place, or different ones.

Millimetres throughout. The places lie symmetrically about the middle of the page: a verso stands behind its recto.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cafepol.printing.book import Book
from cafepol.printing.sheets import A4, A4_LANDSCAPE, A5, A6, DL, Pen, Point, Size, Stamp

Drawing = Callable[[Pen], None] | Stamp  # what stands in a place; a stamp serves on several pages
MARK = 5.0  # the least margin that holds marks to cut at; with less, dashes lead the knife
_LINE, _DASH = 0.25, 1.2


@dataclass(frozen=True)
class Grid:
    """Equal places in the middle of a page, with `gaps` of white between columns and between rows."""

    page: Size
    cell: Size
    columns: int
    rows: int
    gaps: Point = (0.0, 0.0)

    @property
    def count(self) -> int:
        """How many places there are."""
        return self.columns * self.rows

    @property
    def margins(self) -> Point:
        """The white left and right of the places, and above and below."""
        across, down = self.gaps
        return (
            (self.page.width - self.columns * self.cell.width - (self.columns - 1) * across) / 2,
            (self.page.height - self.rows * self.cell.height - (self.rows - 1) * down) / 2,
        )

    @property
    def places(self) -> tuple[Point, ...]:
        """The top left corners, row by row."""
        (left, top), (across, down) = self.margins, self.gaps
        return tuple(
            (left + column * (self.cell.width + across), top + row * (self.cell.height + down))
            for row in range(self.rows)
            for column in range(self.columns)
        )

    @property
    def mirrored(self) -> tuple[Point, ...]:
        """The places behind these on the other side of the paper, turned over as one turns the page of a book."""
        return tuple((self.page.width - x - self.cell.width, y) for x, y in self.places)

    @property
    def turned_on_short_edge(self) -> bool:
        """Which edge to choose in the printer's window for a verso: of a lying page, the short one."""
        return self.page.width > self.page.height

    @property
    def cuts(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Where to cut, from the left edge and from the top: amid each gap, and around where there is white."""
        (left, top), (across, down) = self.margins, self.gaps
        return _cuts(left, self.cell.width, across, self.columns), _cuts(top, self.cell.height, down, self.rows)


A5_TWICE = Grid(A4_LANDSCAPE, A5, 2, 1, gaps=(1, 0))
A6_FOUR_TIMES = Grid(A4, A6, 2, 2, gaps=(0, 1))
DL_THREE_TIMES = Grid(A4_LANDSCAPE, DL, 3, 1)


def _cuts(margin: float, length: float, gap: float, count: int) -> tuple[float, ...]:
    between = [margin + number * (length + gap) - gap / 2 for number in range(1, count)]
    around = [margin, margin + count * length + (count - 1) * gap] if margin >= MARK else []
    return tuple(sorted([*between, *around]))


def impose(book: Book, grid: Grid, drawings: Sequence[Drawing], *, mirrored: bool = False) -> None:
    """A page of the book with these drawings in the grid's places; a single one stands in all of them.

    Each is kept once in the file. A `mirrored` page is the verso of the one with the same drawings' rectos.
    Raises ValueError for more drawings than there are places.
    """
    if len(drawings) > grid.count:
        raise ValueError("more drawings than places")
    places = grid.mirrored if mirrored else grid.places
    wanted = list(drawings) * (grid.count if len(drawings) == 1 else 1)
    pen = book.page(grid.page)
    for drawing in dict.fromkeys(wanted):
        stamp = drawing if isinstance(drawing, Stamp) else book.stamp(grid.cell, drawing)
        pen.put(stamp, at=[place for place, each in zip(places, wanted, strict=False) if each is drawing])
    if not mirrored:
        _draw_cuts(pen, grid)


def _draw_cuts(pen: Pen, grid: Grid) -> None:
    """Dashes from edge to edge; short lines in the margins where these are wide enough to show the way."""
    (left, top), (wide, high) = grid.margins, (grid.page.width, grid.page.height)
    upright, level = grid.cuts
    for x in upright:
        for start, end in _strokes(top, high):
            pen.rule((x, start), (x, end), line=_LINE, dash=0 if top >= MARK else _DASH)
    for y in level:
        for start, end in _strokes(left, wide):
            pen.rule((start, y), (end, y), line=_LINE, dash=0 if left >= MARK else _DASH)


def _strokes(margin: float, length: float) -> list[tuple[float, float]]:
    if margin < MARK:
        return [(0, length)]
    return [(margin - MARK, margin - 1), (length - margin + 1, length - margin + MARK)]
