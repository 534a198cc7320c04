"""The sheet at the door: who registered, empty lines for who did not, and a box « pas de photo »."""

from cafepol.core.filters import day_long, hours
from cafepol.flyers.content import SignInSheetContent
from cafepol.printing.fit import Block, Style, fit
from cafepol.printing.fonts import Face
from cafepol.printing.inks import BLACK
from cafepol.printing.marks import draw_floor
from cafepol.printing.sheets import A4, Align, Pen, Sheet, Size

SIDE = 12.0
LENGTH = A4.width - 2 * SIDE
TABLE_TOP, TABLE_BOTTOM, ROW, HEADING = 62.0, 266.0, 11.4, 10.0
ROWS = int((TABLE_BOTTOM - TABLE_TOP - HEADING) // ROW)
EMPTY_LINES = 12  # for people who come without having registered
NAME_X, PEOPLE_X, HERE_X, PHOTO_X = 24.0, 118.0, 142.0, 168.0
NAME = Style(6, 3.9, leading=1.1, max_lines=2)
COLUMN = Style(4.6, 4, Face.BOLD, leading=1.1, max_lines=2)


def sign_in_sheet(content: SignInSheetContent) -> bytes:
    """The list for the door, A4: who registered, then at least 12 empty lines; the same head on every page.

    Raises Refused at the field that does not fit or that the face cannot print.
    """
    title = f"Feuille de présence – {content.title}, {day_long(content.day)}"
    sheet = Sheet(A4, title=title, author=content.zone_name)
    pages = -(-(len(content.registered) + EMPTY_LINES) // ROWS)
    for page in range(pages):
        if page:
            sheet.turn()
        _draw_sheet_head(sheet, content)
        _draw_table(sheet, content, first=page * ROWS)
        _draw_sheet_foot(sheet, content, f"Page {page + 1} de {pages}")
    return sheet.finish()


def _draw_sheet_head(pen: Pen, content: SignInSheetContent) -> None:
    draw_floor(pen, length=A4.width, tile=4, ink=BLACK)
    when = f"{day_long(content.day)}, {hours(content.starts, content.ends)}"
    lines = [
        Block(content.title, Style(9, 6, Face.BOLD, leading=1.1, balanced=True), "title", "le titre"),
        Block(when, Style(6.4, 5, Face.BOLD), "starts", "la date", before=1.5),
        Block(content.place, Style(6, 4.6, balanced=True), "place", "le lieu"),
        Block(content.host_name, Style(6, 4.6), "host_name", "le nom du policier"),
    ]
    pen.stack(SIDE, 14, fit(lines, room=128, height=48))
    pen.box(146, 16, Size(52, 26), line=1, radius=3)
    pen.text(172, 24, "Code de la rencontre", size=4.4, align=Align.MIDDLE)
    code = fit([Block(content.code, Style(11, 5, Face.BOLD, max_lines=1), "code", "le code")], room=46, height=14)
    pen.stack(172, 26, code, align=Align.MIDDLE)


def _draw_table(pen: Pen, content: SignInSheetContent, *, first: int) -> None:
    """One page of lines, from the line numbered `first` (0 for the first)."""
    _draw_headings(pen)
    for row in range(ROWS):
        top = TABLE_TOP + HEADING + row * ROW
        number = first + row
        pen.rule((SIDE, top + ROW), (A4.width - SIDE, top + ROW), line=0.3)
        pen.text(NAME_X - 3, top + 7.7, str(number + 1), size=4.4, align=Align.END)
        for x in (HERE_X, PHOTO_X):
            pen.box(x + 8, top + 2.5, Size(6.4, 6.4), line=0.5)
        if number < len(content.registered):
            _draw_registered(pen, content.registered[number], top, number)


def _draw_headings(pen: Pen) -> None:
    columns = (
        (NAME_X, 90.0, "Nom"),
        (PEOPLE_X, 20.0, "Combien"),
        (HERE_X, 24.0, "Je suis là"),
        (PHOTO_X, 30.0, "Pas de photo"),
    )
    for x, room, text in columns:
        stack = fit([Block(text, COLUMN, "title", "le titre de la colonne")], room=room, height=HEADING)
        pen.stack(x, TABLE_TOP + HEADING - 2 - stack.height, stack)
    bottom = TABLE_TOP + HEADING
    pen.rule((SIDE, bottom), (A4.width - SIDE, bottom), line=0.8)


def _draw_registered(pen: Pen, registered: tuple[str, int], top: float, number: int) -> None:
    name, people = registered
    stack = fit(
        [Block(name, NAME, "registered", f"le nom de la ligne {number + 1}")],
        room=PEOPLE_X - NAME_X - 4,
        height=ROW - 1,
    )
    pen.stack(NAME_X, top + (ROW - stack.height) / 2, stack)
    pen.text(PEOPLE_X + 9, top + 7.7, str(people), size=6, face=Face.BOLD, align=Align.MIDDLE)


def _draw_sheet_foot(pen: Pen, content: SignInSheetContent, page: str) -> None:
    privacy = Block(content.privacy, Style(4.6, 3.8, leading=1.15), "privacy", "la phrase sur la vie privée")
    pen.stack(SIDE, 267, fit([privacy], room=LENGTH, height=18))
    pen.text(SIDE, 291, content.zone_name, size=3.8)
    pen.text(A4.width - SIDE, 291, page, size=3.8, align=Align.END)
