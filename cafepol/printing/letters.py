"""Letters for the Belgian window envelope: address at the right, marks where to fold, 12 points.

Millimetres throughout. Folded in three at its marks, the sheet shows in the window the address and nothing else.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, repeat

from cafepol.core.errors import Refused
from cafepol.printing.book import Book, bound
from cafepol.printing.fit import Block, Stack, Style, fit
from cafepol.printing.flow import Column, Group, Row, Type
from cafepol.printing.fonts import Face, printable
from cafepol.printing.inks import BLACK
from cafepol.printing.marks import draw_floor
from cafepol.printing.sheets import A4, Align, Pen, Size
from cafepol.printing.wrapping import parted

POINT = 25.4 / 72
BODY = 12 * POINT
PLAIN, BOLD = Type(BODY, 1.32), Type(BODY, 1.32, Face.BOLD)
LEFT, RIGHT = 25.0, 190.0
WINDOW = Size(90, 40)  # 110–200 mm from the left edge, 45–85 mm from the top
WINDOW_X, WINDOW_Y = 110.0, 45.0
INSIDE = 5.0  # white inside the window, so that the address shows even when the sheet slips
FOLDS = (99.0, 198.0)
COLUMN = Column(LEFT, RIGHT - LEFT, first_top=98.0, next_top=28.0, bottom=270.0)
BETWEEN = 0.65 * PLAIN.line  # between paragraphs
TO_SIGN = 20.0  # above the name
MOST_LINES = 8  # of a subject or a signature: they stay on one page

SENDER_NAME = Style(BODY, 9 * POINT, Face.BOLD)
SENDER = Style(BODY, 9 * POINT)
ADDRESS = Style(BODY, 10 * POINT)
SMALL_ADDRESS = Style(10 * POINT, 7 * POINT, leading=1.1)  # rather than none: a postman reads it, a machine may not


@dataclass(frozen=True)
class LetterContent:
    """What a letter says, as plain text: the sender's first line stands out, a newline ends a line."""

    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    place_and_date: str
    subject: str
    paragraphs: tuple[str, ...]
    signature: tuple[str, ...]
    reference: str = ""


def letter(content: LetterContent) -> bytes:
    """One letter on as many A4 pages as it needs. Raises Refused at a field that does not fit or print."""
    return letters([content], title=content.subject)


def letters(contents: Sequence[LetterContent], *, title: str) -> bytes:
    """A batch as one PDF, each letter on its own pages. Raises Refused as letter does, and when there is none."""
    if not contents:
        raise Refused("Il n’y a aucune lettre à imprimer.")

    def draw(book: Book) -> None:
        for content in contents:
            draw_letter(book, content)

    return bound(draw, title=title, author=", ".join(contents[0].sender[:1]))


def draw_letter(book: Book, content: LetterContent) -> None:
    """A letter among a book's pages. Raises Refused as letter does."""
    pages = COLUMN.pages(_groups(content))
    for number, rows in enumerate(pages, start=1):
        pen = book.page(A4)
        if number == 1:
            _draw_head(pen, content)
        COLUMN.draw(pen, rows, page=number)
        if len(pages) > 1:
            foot = " – ".join(part for part in (content.reference, f"page {number} de {len(pages)}") if part)
            pen.text(RIGHT, 285, foot, size=10 * POINT, align=Align.END)


def _draw_head(pen: Pen, content: LetterContent) -> None:
    draw_floor(pen, length=A4.width, tile=4, ink=BLACK)
    for fold in FOLDS:
        pen.rule((5, fold), (10, fold), line=0.2)
    styles = chain([SENDER_NAME], repeat(SENDER))
    sender = [Block(line, style, "sender", "l’expéditeur") for line, style in zip(content.sender, styles, strict=False)]
    pen.stack(LEFT, 20, fit(sender, room=WINDOW_X - LEFT - 5, height=WINDOW_Y + WINDOW.height - 20))
    pen.stack(WINDOW_X + INSIDE, WINDOW_Y + INSIDE, _address(content))


def _address(content: LetterContent) -> Stack:
    if not any(line.strip() for line in content.recipient):
        raise Refused("Il manque l’adresse à laquelle envoyer la lettre.", field="recipient")
    room, height = WINDOW.width - 2 * INSIDE, WINDOW.height - 2 * INSIDE
    with suppress(Refused):
        return fit(_addressed(content.recipient, ADDRESS), room=room, height=height)
    whole = [parted(line, size=SMALL_ADDRESS.floor, face=Face.REGULAR, room=room) for line in content.recipient]
    return fit(_addressed(whole, SMALL_ADDRESS), room=room, height=height)


def _addressed(lines: Sequence[str], style: Style) -> list[Block]:
    return [Block(line, style, "recipient", "l’adresse du destinataire") for line in lines]


def _groups(content: LetterContent) -> list[Group]:
    """What stands under the window, cut where a page may end: no line and no signature is left alone."""
    subject = _rows(f"Objet : {content.subject}", "subject", "l’objet", kind=BOLD, before=PLAIN.line)
    head = [
        *_rows(content.place_and_date, "place_and_date", "le lieu et la date"),
        *_rows(
            content.reference and f"Nos références : {content.reference}",
            "reference",
            "la référence",
            before=PLAIN.line,
        ),
        *_few(subject, "subject", "L’objet"),
    ]
    signature = [row for line in content.signature for row in _rows(line, "signature", "la signature")]
    paragraphs = [_rows(text, "paragraphs", "le texte", before=BETWEEN) for text in content.paragraphs]
    *body, end = chain([tuple(head)], *(_breakable(rows) for rows in paragraphs))
    if signature:
        end += (replace(signature[0], before=TO_SIGN), *_few(signature[1:], "signature", "La signature"))
    return [*body, end]


def _few(rows: list[Row], field: str, name: str) -> list[Row]:
    if len(rows) > MOST_LINES:
        raise Refused(f"{name} a plus de {MOST_LINES} lignes. Raccourcissez ce texte.", field=field)
    return rows


def _rows(text: str, field: str, label: str, *, kind: Type = PLAIN, before: float = 0.0) -> list[Row]:
    """The text in lines of the body's width; none for an empty text."""
    if not text.strip():
        return []
    return COLUMN.rows(printable(text, field=field, label=label), kind, before=before)


def _breakable(rows: list[Row]) -> list[Group]:
    """A paragraph in groups: its first two rows together, its last two together."""
    if len(rows) < 2 + 2:
        return [tuple(rows)] if rows else []
    return [tuple(rows[:2]), *((row,) for row in rows[2:-2]), tuple(rows[-2:])]
