"""The sheet at the door: who registered, empty lines for who did not, and three boxes for each."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from math import ceil

from cafepol.core.errors import Refused
from cafepol.core.filters import day_long, hours
from cafepol.flyers.content import SignInSheetContent
from cafepol.printing.book import Book, bound
from cafepol.printing.fit import Block, Line, Stack, Style, fit
from cafepol.printing.fonts import DESCENT, Face, legible
from cafepol.printing.inks import BLACK
from cafepol.printing.marks import draw_floor
from cafepol.printing.sheets import A4, Align, Pen, Size
from cafepol.printing.wrapping import wrap_anything

SIDE = 12.0
LENGTH = A4.width - 2 * SIDE
TABLE_TOP, TABLE_BOTTOM, ROW, HEADING = 60.0, 266.0, 11.4, 12.0
ROWS = int((TABLE_BOTTOM - TABLE_TOP - HEADING) // ROW)
EMPTY_LINES = 12  # for people who come without having registered
NAME_X, NAME_ROOM, PEOPLE_X = 24.0, 80.0, 114.5  # the number of people is centred
BOX = 6.4
BOXES = ((136.5, "Je suis là"), (159.5, "Pas de photo"), (184.5, "Flyer reçu"))  # middles of the columns
BOX_ROOM = 20.0
NAME = Style(6, 4.8, leading=1.1, max_lines=2)
BASELINE = 7.7  # of a number, below the top of its row
LONG, LEADING = 4.8, 5.4  # a name of several rows: its size, and from one line to the next
COLUMN = Style(4.6, 4, Face.BOLD, leading=1.1, max_lines=2)


NOBODY = Stack((), 0.0)


@dataclass(frozen=True)
class Entry:
    """One line of the list: a name that has its place and takes so many rows; nobody yet, if `people` is 0."""

    name: Stack = NOBODY
    people: int = 0
    rows: int = 1


def sign_in_sheet(content: SignInSheetContent) -> bytes:
    """The list for the door as a PDF. Raises Refused as draw_sign_in."""
    title = f"Feuille de présence – {content.title}, {day_long(content.day)}"
    return bound(partial(draw_sign_in, content=content), title=title, author=content.zone_name)


def draw_sign_in(book: Book, content: SignInSheetContent) -> None:
    """The list for the door, A4: who registered, then at least 12 empty lines; the same head on every page.

    A name is never refused: a long one takes several rows, a sign that the face does not have is shown as « ? ».
    Raises Refused at a field of the meeting that does not fit or that the face cannot print.
    """
    pages, first = _pages(content), 1
    for number, entries in enumerate(pages, start=1):
        pen = book.page(A4)
        _draw_head(pen, content)
        _draw_table(pen, entries, first=first)
        _draw_foot(pen, content, f"Page {number} de {len(pages)}")
        first += len(entries)


def _pages(content: SignInSheetContent) -> list[list[Entry]]:
    """The lines of each page: a name stays on one page, and the last page is filled with empty lines."""
    pages: list[list[Entry]] = [[]]
    left = ROWS
    for entry in [*map(_entry, content.registered), *[Entry()] * EMPTY_LINES]:
        if entry.rows > left:
            pages.append([])
            left = ROWS
        pages[-1].append(entry)
        left -= entry.rows
    pages[-1] += [Entry()] * left
    return pages


def _entry(registered: tuple[str, int]) -> Entry:
    text, people = registered
    name = legible(" ".join(text.split()))
    with suppress(Refused):
        return Entry(fit([Block(name, NAME, "registered", "le nom")], room=NAME_ROOM, height=ROW - 0.6), people)
    return _long_entry(name, people)


def _long_entry(name: str, people: int) -> Entry:
    """A name that is too long for its row goes on in the rows below; its first line stands beside its number."""
    lines = wrap_anything(name, size=LONG, face=Face.REGULAR, room=NAME_ROOM)
    placed = [Line(line, BASELINE + at * LEADING, LONG, Face.REGULAR) for at, line in enumerate(lines)]
    rows = ceil((placed[-1].drop + LONG * DESCENT) / ROW)
    return Entry(Stack(tuple(placed), rows * ROW), people, rows)


def _draw_head(pen: Pen, content: SignInSheetContent) -> None:
    draw_floor(pen, length=A4.width, tile=4, ink=BLACK)
    when = f"{day_long(content.day)}, {hours(content.starts, content.ends)}"
    lines = [
        Block(content.title, Style(9, 5.6, Face.BOLD, leading=1.1, balanced=True), "title", "le titre"),
        Block(when, Style(6.4, 4.8, Face.BOLD), "starts", "la date", before=1.5),
        Block(content.place, Style(6, 4, balanced=True), "place", "le lieu"),
        Block(content.host_name, Style(6, 4), "host_name", "le nom du policier"),
    ]
    pen.stack(SIDE, 13, fit(lines, room=128, height=46))
    pen.box(146, 16, Size(52, 26), line=1, radius=3)
    pen.text(172, 24, "Code de la rencontre", size=4.4, align=Align.MIDDLE)
    code = fit([Block(content.code, Style(11, 5, Face.BOLD, max_lines=1), "code", "le code")], room=46, height=14)
    pen.stack(172, 26, code, align=Align.MIDDLE)


def _draw_table(pen: Pen, entries: Sequence[Entry], *, first: int) -> None:
    """One page of lines, numbered from `first`."""
    _draw_headings(pen)
    top = TABLE_TOP + HEADING
    for number, entry in enumerate(entries, start=first):
        height = entry.rows * ROW
        pen.rule((SIDE, top + height), (A4.width - SIDE, top + height), line=0.3)
        pen.text(NAME_X - 3, top + BASELINE, str(number), size=4.4, align=Align.END)
        for middle, _ in BOXES:
            pen.box(middle - BOX / 2, top + (ROW - BOX) / 2, Size(BOX, BOX), line=0.5)
        if entry.people:
            pen.stack(NAME_X, top + (height - entry.name.height) / 2, entry.name)
            pen.text(PEOPLE_X, top + BASELINE, str(entry.people), size=6, face=Face.BOLD, align=Align.MIDDLE)
        top += height


def _draw_headings(pen: Pen) -> None:
    bottom = TABLE_TOP + HEADING
    _draw_heading(pen, NAME_X, "Nom", room=NAME_ROOM, align=Align.START)
    for middle, text in ((PEOPLE_X, "Combien"), *BOXES):
        _draw_heading(pen, middle, text, room=BOX_ROOM, align=Align.MIDDLE)
    pen.rule((SIDE, bottom), (A4.width - SIDE, bottom), line=0.8)


def _draw_heading(pen: Pen, x: float, text: str, *, room: float, align: Align) -> None:
    stack = fit([Block(text, COLUMN, "title", "le titre de la colonne")], room=room, height=HEADING)
    pen.stack(x, TABLE_TOP + HEADING - 1.5 - stack.height, stack, align=align)


def _draw_foot(pen: Pen, content: SignInSheetContent, page: str) -> None:
    privacy = Block(content.privacy, Style(4.6, 3.8, leading=1.15), "privacy", "la phrase sur la vie privée")
    pen.stack(SIDE, 268, fit([privacy], room=LENGTH, height=17))
    pen.text(SIDE, 291, legible(content.zone_name), size=3.8)
    pen.text(A4.width - SIDE, 291, page, size=3.8, align=Align.END)
