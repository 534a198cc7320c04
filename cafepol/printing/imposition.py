"""Several small sheets on a large one, for the office printer."""

from collections.abc import Callable

from cafepol.printing.sheets import A4_LANDSCAPE, A5, Pen, Point, Sheet

CUT = A4_LANDSCAPE.width / 2
HALVES: tuple[Point, Point] = ((0, 0), (A4_LANDSCAPE.width - A5.width, 0))


def two_up(draw: Callable[[Pen], None], *, title: str, author: str) -> bytes:
    """Two A5 side by side on an A4 landscape page, with a dashed line to cut along."""
    sheet = Sheet(A4_LANDSCAPE, title=title, author=author)
    sheet.stamp(A5, draw, at=HALVES)
    sheet.rule((CUT, 0), (CUT, A4_LANDSCAPE.height), line=0.25, dash=1.2)
    return sheet.finish()
