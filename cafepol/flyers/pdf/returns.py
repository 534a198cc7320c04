"""The « fiche retour »: what was said at earlier cafés and what became of it, in letters to be read out."""

from collections.abc import Iterator
from dataclasses import dataclass

from cafepol.core.filters import day_long, hours
from cafepol.flyers.content import ReturnLine, ReturnSheetContent
from cafepol.printing.fit import Block, Style, fit, wrap_anything
from cafepol.printing.fonts import ASCENT, Face, legible
from cafepol.printing.inks import BLACK
from cafepol.printing.marks import draw_floor
from cafepol.printing.sheets import A4, Align, Pen, Sheet

TITLE = "Ce que vous nous avez dit, et ce qui a suivi"
NOTHING = "Rien à dire cette fois : tout ce qui a été dit ici a eu sa réponse avant le dernier café."
SIDE = 18.0
ROOM = A4.width - 2 * SIDE
FIRST_TOP, NEXT_TOP, BOTTOM = 58.0, 22.0, 278.0
LEADING = 1.3
TEXT, SMALL, HEADING = 5.0, 4.2, 6.4  # mm: 14, 12 and 18 points


@dataclass(frozen=True)
class _Row:
    """A line; `before` is the white above it, which falls away at the top of a page."""

    text: str
    size: float
    face: Face = Face.REGULAR
    before: float = 0.0

    @property
    def height(self) -> float:
        return self.before + self.size * LEADING


_Group = tuple[_Row, ...]  # rows that stay on one page


def return_sheet(content: ReturnSheetContent) -> bytes:
    """The sheet, A4, as many pages as it needs. A character that the face does not have is shown as « ? ».

    Raises Refused when the place does not fit in the head.
    """
    sheet = Sheet(A4, title=f"Fiche retour, {day_long(content.day)}", author=content.zone_name)
    pages = _pages(list(_groups(content)))
    for number, rows in enumerate(pages, start=1):
        if number == 1:
            _draw_head(sheet, content)
        else:
            sheet.turn()
        _draw_rows(sheet, rows, FIRST_TOP if number == 1 else NEXT_TOP)
        sheet.text(SIDE, 290, legible(content.zone_name), size=3.8)
        sheet.text(A4.width - SIDE, 290, f"Page {number} de {len(pages)}", size=3.8, align=Align.END)
    return sheet.finish()


def _draw_head(pen: Pen, content: ReturnSheetContent) -> None:
    draw_floor(pen, length=A4.width, tile=4, ink=BLACK)
    when = f"{day_long(content.day)}, {hours(content.starts, content.ends)}"
    lines = [
        Block(TITLE, Style(9, 7, Face.BOLD, leading=1.1, balanced=True), "title", "le titre"),
        Block(when, Style(5.6, 4.6, Face.BOLD), "starts", "la date", before=1.5),
        Block(legible(content.place), Style(5.2, 4.2, balanced=True), "place", "le lieu"),
    ]
    pen.stack(SIDE, 14, fit(lines, room=ROOM, height=40))


def _groups(content: ReturnSheetContent) -> Iterator[_Group]:
    if not content.groups:
        yield tuple(_rows(NOTHING, TEXT))
    for heading, lines in content.groups:
        head = _rows(heading, HEADING, face=Face.BOLD, before=7)
        for line in lines:
            yield from _line(head, line)
            head = []


def _line(head: list[_Row], line: ReturnLine) -> Iterator[_Group]:
    """One concern: its heading, its place and the beginning of its answer stay together."""
    top = [
        *head,
        *_rows(line.what, TEXT, face=Face.BOLD, before=2 if head else 5),
        *_rows(f"Dit au café du {day_long(line.heard_on)}.", SMALL),
    ]
    answer = _rows(line.answer, TEXT, before=0.8)
    yield (*top, *answer[:2])
    for row in answer[2:-1]:
        yield (row,)
    if len(answer) > 2:  # noqa: PLR2004 -- what is left of the first two
        yield (answer[-1],)


def _rows(text: str, size: float, *, face: Face = Face.REGULAR, before: float = 0.0) -> list[_Row]:
    lines = wrap_anything(legible(text), size=size, face=face, room=ROOM)
    return [_Row(line, size, face, 0.0 if position else before) for position, line in enumerate(lines)]


def _pages(groups: list[_Group]) -> list[list[_Row]]:
    pages: list[list[_Row]] = [[]]
    left = BOTTOM - FIRST_TOP
    for group in groups:
        height = sum(row.height for row in group)
        if pages[-1] and height > left:
            pages.append([])
            left = BOTTOM - NEXT_TOP
        pages[-1] += group
        left -= height
    return pages


def _draw_rows(pen: Pen, rows: list[_Row], top: float) -> None:
    for position, row in enumerate(rows):
        top += row.before if position else 0.0
        pen.text(SIDE, top + row.size * ASCENT, row.text, size=row.size, face=row.face)
        top += row.size * LEADING
