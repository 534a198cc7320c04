"""A document of pages of any size, written as they are turned: what every piece is drawn in, alone or among others.

Millimetres throughout.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from types import TracebackType
from typing import Self

from reportlab.lib.units import mm

from cafepol.printing.binding import Binding, Out
from cafepol.printing.marks import MARK_END, draw_crop_marks, draw_slug
from cafepol.printing.sheets import Pen, Size, Stamp, keep

BLEED = 3.0  # what a print shop asks for
MARGIN = MARK_END + 2.0  # of white around a page that carries marks


class Book:
    """Pages one after another in a PDF: `with Book(out, …) as book`, or `finish` at the end.

    `out` receives each page as soon as the next one begins; an error inside `with` leaves an unfinished file.
    """

    def __init__(self, out: Out, *, title: str, author: str, language: str = "fr-BE") -> None:
        self._canvas = Binding(out, title=title, author=author, language=language)
        self._is_open = False
        self._part = ""
        self.pages = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self.finish()

    def page(self, size: Size, *, bleed: float = 0.0, marks: bool = False, slug: str = "") -> Pen:
        """A new page, and the pen from the top left corner of what is left after cutting (`size`).

        With `bleed`, the drawing goes on so far beyond the cut, at negative coordinates and above `size`. `marks` adds
        crop marks outside the bleed, and beside them `slug`, a line for the printer.
        """
        self._turn()
        around = max(MARGIN, bleed) if marks else bleed
        self._set_boxes(size, around=around, bleed=bleed)
        self._is_open, self.pages = True, self.pages + 1
        self._list_part()
        if around:
            self._canvas.translate(around * mm, around * mm)
        pen = Pen(self._canvas, size.height, bleed=bleed)
        if marks:
            draw_crop_marks(pen, size)
            draw_slug(pen, size, slug)
        return pen

    def stamp(self, size: Size, draw: Callable[[Pen], None]) -> Stamp:
        """Keep a drawing once in the file, to be put on any page with Pen.put."""
        return keep(self._canvas, size, draw)

    def part(self, name: str) -> None:
        """List the next page under this name in the reader's outline."""
        self._part = name

    @contextmanager
    def whole(self) -> Iterator[None]:
        """The pages drawn inside come into the book all together or, when an error leaves it, not at all.

        So one flyer of many that does not print is left out, and the others follow.
        """
        self._turn()
        before = self.pages
        self._canvas.hold()
        try:
            yield
            self._turn()
        except BaseException:
            self._canvas.drop()
            self._is_open, self.pages = False, before
            raise
        self._canvas.release()

    def finish(self) -> None:
        """Write what is left. Raises ValueError for a book without a page."""
        if not self.pages:
            raise ValueError("a book without a page")
        self._turn()
        self._canvas.finish()

    def _list_part(self) -> None:
        if self._part:
            key = f"page-{self.pages}"
            self._canvas.bookmarkPage(key)
            self._canvas.addOutlineEntry(self._part, key)
            self._canvas.showOutline()
        self._part = ""

    def _turn(self) -> None:
        if self._is_open:
            self._canvas.showPage()
        self._is_open = False

    def _set_boxes(self, size: Size, *, around: float, bleed: float) -> None:
        self._canvas.setPageSize(((size.width + 2 * around) * mm, (size.height + 2 * around) * mm))
        boxes = [
            tuple(side * mm for side in (inset, inset, inset + width, inset + height))
            for inset, width, height in (
                (around, size.width, size.height),
                (around - bleed, size.width + 2 * bleed, size.height + 2 * bleed),
            )
        ]
        trim, bleeding = boxes if around else (None, None)
        self._canvas.setTrimBox(trim)
        self._canvas.setBleedBox(bleeding)


def bound(draw: Callable[[Book], None], *, title: str, author: str, language: str = "fr-BE") -> bytes:
    """A book of what `draw` draws, in memory: the PDF of one piece."""
    out = BytesIO()
    with Book(out, title=title, author=author, language=language) as book:
        draw(book)
    return out.getvalue()
