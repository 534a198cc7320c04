"""The list of calls on paper: whom to call, what to say, a box for who was reached."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from cafepol.casework.call_queries import Call
from cafepol.core.filters import count, day_long, day_medium, day_short, phone
from cafepol.printing.book import Book, bound
from cafepol.printing.fit import Block, Style, fit
from cafepol.printing.flow import Column, Group, Row, Type
from cafepol.printing.fonts import ASCENT, Face, legible
from cafepol.printing.inks import BLACK
from cafepol.printing.marks import draw_floor
from cafepol.printing.sheets import A4, Align, Pen, Size

TITLE = "Appels à donner"
NOTHING = "Personne n’attend d’appel."
KEEP = "Cette feuille nomme des personnes : gardez-la sur vous, détruisez-la après."
SIDE = 18.0
RIGHT = A4.width - SIDE
ROOM = RIGHT - SIDE
COLUMN = Column(SIDE, ROOM, first_top=46.0, next_top=18.0, bottom=280.0)
# 14, 12 and 16 points
WHO, TEXT, HEADING = Type(5.0, 1.35, Face.BOLD), Type(4.2, 1.3), Type(5.8, 1.3, Face.BOLD)
TICKS = Type(4.2, 2.5)  # the line of boxes: no words of its own
BOX = 4.6


@dataclass(frozen=True)
class CallLine:
    """Somebody to call. `about` names the matter, `say` what they are told, `before` the day that was promised."""

    who: str
    phone: str
    about: str
    say: str = ""
    tries: str = ""
    before: date | None = None


@dataclass(frozen=True)
class CallsContent:
    """Whom to call, under headings; no call: the sheet says so. `what_for` stands under the title."""

    day: date
    zone_name: str
    what_for: str = ""
    groups: tuple[tuple[str, tuple[CallLine, ...]], ...] = ()


def line_of(call: Call) -> CallLine:
    """Somebody who waits for an answer to a concern, as the list of calls shows them."""
    concern, raiser = call.concern, call.raiser
    tries = ", ".join(day_short(each.tried_on) for each in raiser.tries)
    return CallLine(
        who=f"{raiser.label[:1].upper()}{raiser.label[1:]}",
        phone=phone(raiser.phone or ""),
        about=f"{concern.number}, {concern.title}",
        say=f"À dire : {call.answer}" if call.answer else "La réponse n’est pas encore décidée.",
        tries=f"{count(len(raiser.tries), 'essai')} : {tries}" if tries else "",
        before=raiser.promised_on,
    )


def calls_content(calls: Sequence[Call], *, today: date, zone_name: str) -> CallsContent:
    """Those who wait for an answer, as one list."""
    return CallsContent(day=today, zone_name=zone_name, groups=(("Une réponse promise", tuple(map(line_of, calls))),))


def named(calls: Sequence[Call]) -> dict[str, Any]:
    """Whom a list names, for the audit trail: numbers and ids."""
    numbers = sorted({call.concern.number for call in calls})
    return {"numbers": numbers, "raisers": [call.raiser.id for call in calls]}


def call_list(content: CallsContent) -> bytes:
    """The list as a PDF. It refuses nothing: what the face does not have is shown as « ? »."""
    title = f"{TITLE}, {day_long(content.day)}"
    return bound(partial(draw_calls, content=content), title=title, author=content.zone_name)


def draw_calls(book: Book, content: CallsContent) -> None:
    """The list, A4, as many pages as it needs; a call begins on the page of its boxes as far as it can."""
    pages = COLUMN.pages(list(_groups(content)))
    for number, rows in enumerate(pages, start=1):
        pen = book.page(A4)
        if number == 1:
            _draw_head(pen, content)
        _draw_rows(pen, rows, COLUMN.first_top if number == 1 else COLUMN.next_top)
        pen.text(SIDE, 290, KEEP, size=3.4)
        pen.text(RIGHT, 290, f"Page {number} de {len(pages)}", size=3.4, align=Align.END)


def _draw_head(pen: Pen, content: CallsContent) -> None:
    draw_floor(pen, length=A4.width, tile=4, ink=BLACK)
    lines = [
        Block(TITLE, Style(9, 7, Face.BOLD, leading=1.1), "title", "le titre"),
        Block(f"Le {day_long(content.day)}", Style(5.0, 4.2), "day", "la date", before=1),
    ]
    head = fit(lines, room=ROOM, height=24)
    pen.stack(SIDE, 13, head)
    for number, row in enumerate(COLUMN.rows(legible(content.what_for), TEXT)[:2]):
        pen.text(SIDE, 13 + head.height + 4.4 + number * TEXT.line, row.text, size=TEXT.size)


def _draw_rows(pen: Pen, rows: Sequence[Row], top: float) -> None:
    for position, row in enumerate(rows):
        top += row.before if position else 0.0
        if row.type is WHO and row.before:
            pen.rule((SIDE, top - 2.2), (RIGHT, top - 2.2), line=0.3)
        if row.type is TICKS:
            _draw_ticks(pen, top)
        else:
            pen.text(SIDE, top + row.type.size * ASCENT, row.text, size=row.type.size, face=row.type.face)
        top += row.type.line


def _draw_ticks(pen: Pen, top: float) -> None:
    """« Joint », « Pas joint », and a line to write on."""
    for x, text in ((SIDE, "Joint"), (SIDE + 26, "Pas joint")):
        pen.box(x, top + 2.6, Size(BOX, BOX), line=0.45)
        pen.text(x + BOX + 2, top + 6.3, text, size=TEXT.size)
    pen.text(SIDE + 58, top + 6.3, "Note :", size=TEXT.size)
    pen.rule((SIDE + 71, top + 7), (RIGHT, top + 7), line=0.25)


def _groups(content: CallsContent) -> Iterator[Group]:
    if not any(calls for _, calls in content.groups):
        yield tuple(COLUMN.rows(NOTHING, TEXT))
    for heading, calls in content.groups:
        head = COLUMN.rows(legible(heading), HEADING, before=9)
        for call in calls:
            yield from _call(head, call)
            head = []


def _call(head: list[Row], call: CallLine) -> Iterator[Group]:
    """The heading, the name and the beginning of the words stay together; so do the last words and the boxes."""
    who = legible(f"{call.who} – {call.phone or 'pas de numéro'}")
    top = [*head, *COLUMN.rows(who, WHO, before=3.5 if head else 7), *_rows(call.about)]
    until = f"Réponse promise pour le {day_medium(call.before)}." if call.before else ""
    said = [row for part in call.say.split("\n") for row in _rows(part)]
    said = [*said, *_rows(until), *_rows(call.tries)]
    boxes = Row("", TICKS)
    yield (*top, *said[:2], *([] if len(said) > 2 else [boxes]))  # noqa: PLR2004 -- lines that stay together
    for row in said[2:-1]:
        yield (row,)
    if len(said) > 2:  # noqa: PLR2004
        yield (said[-1], boxes)


def _rows(text: str) -> list[Row]:
    return COLUMN.rows(legible(text), TEXT, before=0.4) if text.strip() else []
