"""The « fiche retour »: what was said at earlier cafés and what became of it, in letters to be read out."""

from collections.abc import Iterator
from functools import partial

from cafepol.core.filters import day_long, hours
from cafepol.flyers.content import ReturnLine, ReturnSheetContent
from cafepol.printing.book import Book, bound
from cafepol.printing.fit import Block, Style, fit
from cafepol.printing.flow import Column, Group, Row, Type
from cafepol.printing.fonts import Face, legible
from cafepol.printing.inks import BLACK
from cafepol.printing.marks import draw_floor
from cafepol.printing.sheets import A4, Align, Pen

TITLE = "Ce que vous nous avez dit, et ce qui a suivi"
NOTHING = "Rien à dire cette fois : tout ce qui a été dit ici a eu sa réponse avant le dernier café."
SIDE = 18.0
ROOM = A4.width - 2 * SIDE
COLUMN = Column(SIDE, ROOM, first_top=58.0, next_top=22.0, bottom=278.0)
# 14, 12 and 18 points
TEXT, SMALL = Type(5.0, 1.3), Type(4.2, 1.3)
WHAT, HEADING = Type(5.0, 1.3, Face.BOLD), Type(6.4, 1.3, Face.BOLD)


def return_sheet(content: ReturnSheetContent) -> bytes:
    """The sheet as a PDF. Raises Refused as draw_returns."""
    title = f"Fiche retour, {day_long(content.day)}"
    return bound(partial(draw_returns, content=content), title=title, author=content.zone_name)


def draw_returns(book: Book, content: ReturnSheetContent) -> None:
    """The sheet, A4, as many pages as it needs. A character that the face does not have is shown as « ? ».

    Raises Refused when the place does not fit in the head.
    """
    pages = COLUMN.pages(list(_groups(content)))
    for number, rows in enumerate(pages, start=1):
        pen = book.page(A4)
        if number == 1:
            _draw_head(pen, content)
        COLUMN.draw(pen, rows, page=number)
        pen.text(SIDE, 290, legible(content.zone_name), size=3.8)
        pen.text(A4.width - SIDE, 290, f"Page {number} de {len(pages)}", size=3.8, align=Align.END)


def _draw_head(pen: Pen, content: ReturnSheetContent) -> None:
    draw_floor(pen, length=A4.width, tile=4, ink=BLACK)
    when = f"{day_long(content.day)}, {hours(content.starts, content.ends)}"
    lines = [
        Block(TITLE, Style(9, 7, Face.BOLD, leading=1.1, balanced=True), "title", "le titre"),
        Block(when, Style(5.6, 4.6, Face.BOLD), "starts", "la date", before=1.5),
        Block(legible(content.place), Style(5.2, 4.2, balanced=True), "place", "le lieu"),
    ]
    pen.stack(SIDE, 14, fit(lines, room=ROOM, height=40))


def _groups(content: ReturnSheetContent) -> Iterator[Group]:
    if not content.groups:
        yield tuple(COLUMN.rows(NOTHING, TEXT))
    for heading, lines in content.groups:
        head = COLUMN.rows(legible(heading), HEADING, before=7)
        for line in lines:
            yield from _line(head, line)
            head = []


def _line(head: list[Row], line: ReturnLine) -> Iterator[Group]:
    """One concern: its heading, its place and the beginning of its answer stay together."""
    top = [
        *head,
        *COLUMN.rows(legible(line.what), WHAT, before=2 if head else 5),
        *COLUMN.rows(f"Dit au café du {day_long(line.heard_on)}.", SMALL),
    ]
    answer = COLUMN.rows(legible(line.answer), TEXT, before=0.8)
    yield (*top, *answer[:2])
    for row in answer[2:-1]:
        yield (row,)
    if len(answer) > 2:  # noqa: PLR2004 -- what is left of the first two
        yield (answer[-1],)
