"""Lines that flow over as many pages as they need, cut only between groups of them. All lengths in millimetres."""

from collections.abc import Sequence
from dataclasses import dataclass

from cafepol.printing.fonts import ASCENT, Face
from cafepol.printing.sheets import Pen
from cafepol.printing.wrapping import wrap_anything


@dataclass(frozen=True)
class Type:
    """How lines are set: their size, and how far apart they stand (`leading` times the size)."""

    size: float
    leading: float
    face: Face = Face.REGULAR

    @property
    def line(self) -> float:
        """From one line to the next."""
        return self.size * self.leading


@dataclass(frozen=True)
class Row:
    """A line; `before` is the white above it, which falls away at the top of a page."""

    text: str
    type: Type
    before: float = 0.0

    @property
    def height(self) -> float:
        """What it takes, with the white above it."""
        return self.before + self.type.line


Group = tuple[Row, ...]  # rows that stay on one page


@dataclass(frozen=True)
class Column:
    """Where the lines stand: from the left edge, as wide as `room`, from the top of the first and of further pages."""

    left: float
    room: float
    first_top: float
    next_top: float
    bottom: float

    def rows(self, text: str, kind: Type, *, before: float = 0.0) -> list[Row]:
        """A text that prints, in lines of this width; a word that is wider goes on on the next line."""
        lines = wrap_anything(text, size=kind.size, face=kind.face, room=self.room)
        return [Row(line, kind, 0.0 if position else before) for position, line in enumerate(lines)]

    def pages(self, groups: Sequence[Group]) -> list[list[Row]]:
        """The rows of each page; there is always a first one."""
        pages: list[list[Row]] = [[]]
        left = self.bottom - self.first_top
        for group in groups:
            height = sum(row.height for row in group)
            if pages[-1] and height > left:
                pages.append([])
                left = self.bottom - self.next_top
            pages[-1] += group
            left -= height
        return pages

    def draw(self, pen: Pen, rows: Sequence[Row], *, page: int) -> None:
        """The rows of a page (1: the first)."""
        top = self.first_top if page == 1 else self.next_top
        for position, row in enumerate(rows):
            top += row.before if position else 0.0
            pen.text(self.left, top + row.type.size * ASCENT, row.text, size=row.type.size, face=row.type.face)
            top += row.type.line
