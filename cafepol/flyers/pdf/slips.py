"""Slips on which somebody writes what they have to say, four on an A4 to cut."""

from functools import partial

from cafepol.core.filters import day_long
from cafepol.flyers.day_content import SlipContent
from cafepol.printing.book import Book, bound
from cafepol.printing.fit import Block, Style, fit
from cafepol.printing.fonts import Face, legible
from cafepol.printing.imposition import A6_FOUR_TIMES, impose
from cafepol.printing.inks import BLACK
from cafepol.printing.marks import draw_cup, draw_floor
from cafepol.printing.sheets import A6, Pen, Size

SIDE = 8.0
LENGTH = A6.width - 2 * SIDE
RIGHT = A6.width - SIDE
BOX = 4.4
WRITTEN = (41.0, 49.5, 58.0, 66.5)  # the lines to write on: 8.5 mm apart, as in a school book
LEFT_BOX, RIGHT_BOX = SIDE, 50.0
ANSWERS = (
    (LEFT_BOX, 79.0, "Non, merci"),
    (RIGHT_BOX, 79.0, "Par téléphone"),
    (LEFT_BOX, 85.5, "Par e-mail"),
    (RIGHT_BOX, 85.5, "Par courrier"),
)
WHO = ((97.5, "Votre nom, si vous voulez"), (106.5, "Téléphone, e-mail ou adresse, si vous voulez"))
FOOT_BOTTOM, FOOT_HEIGHT = 142.5, 28.5

TITLE = "Dites-nous ce qui se passe"
QUESTION = Style(4.4, 4.0, Face.BOLD, leading=1.15)
LABEL = 3.6  # 10 points
CAFE = Style(LABEL, 2.8, leading=1.15, max_lines=3, balanced=True)
WHEN = Style(LABEL, 2.8, Face.BOLD, leading=1.15, max_lines=1)
SMALL = Style(3.2, 2.3, leading=1.2)
OWN_DATA = "Ces données servent à vous répondre. N’écrivez pas le nom d’une autre personne, ni rien sur la santé."


def slips(content: SlipContent) -> bytes:
    """A page of slips as a PDF. Raises Refused as draw_slips."""
    return bound(partial(draw_slips, content=content), title="Fiches de doléance", author=content.zone_name)


def draw_slips(book: Book, content: SlipContent, *, pages: int = 1) -> None:
    """So many pages of four slips, all the same.

    Raises Refused at the café, the code or the address for complaints, when it does not fit.
    """
    stamp = book.stamp(A6, partial(draw_slip, content=content))
    for _ in range(pages):
        impose(book, A6_FOUR_TIMES, [stamp])


def draw_slip(pen: Pen, content: SlipContent) -> None:
    """One slip, A6. Raises Refused as draw_slips."""
    _draw_head(pen, content)
    _draw_question(pen, 31.0, "Que se passe-t-il, et où ?")
    for y in WRITTEN:
        pen.rule((SIDE, y), (RIGHT, y), line=0.2)
    _draw_question(pen, 71.5, "Voulez-vous une réponse ?")
    for x, y, text in ANSWERS:
        pen.box(x, y, Size(BOX, BOX), line=0.4)
        pen.text(x + BOX + 2, y + 3.5, text, size=4.0)
    for y, text in WHO:
        pen.rule((SIDE, y), (RIGHT, y), line=0.2)
        pen.text(SIDE, y + 3.3, text, size=3.0)
    _draw_foot(pen, content)


def _draw_head(pen: Pen, content: SlipContent) -> None:
    draw_floor(pen, length=A6.width, tile=3, ink=BLACK)
    draw_cup(pen, x=RIGHT - 13.2, y=11.2, scale=0.36, ink=BLACK)
    said = f"{day_long(content.day)} – code {content.code}"
    lines = [
        Block(TITLE, Style(6.4, 5.2, Face.BOLD, leading=1.1, max_lines=1), "title", "le titre"),
        Block(content.cafe, CAFE, "place", "le nom du café", before=0.6),
        Block(said, WHEN, "code", "le code", before=0.4),
    ]
    pen.stack(SIDE, 9, fit(lines, room=LENGTH - 15, height=21.5))


def _draw_question(pen: Pen, top: float, text: str) -> None:
    pen.stack(SIDE, top, fit([Block(text, QUESTION, "question", "la question")], room=LENGTH, height=6))


def _draw_foot(pen: Pen, content: SlipContent) -> None:
    lines = [
        Block(f"{OWN_DATA} Vos droits : {legible(content.dpo)}", SMALL, "dpo", "l’adresse du DPO"),
        Block(
            f"Une plainte contre la police ne se dépose pas ici : {legible(content.complaint)}",
            SMALL, "internal_control", "l’adresse du contrôle interne", before=1,
        ),
        Block(
            "Une urgence ? Appelez le 101 ou le 112.",
            Style(SMALL.size, SMALL.floor, Face.BOLD, leading=1.2), "urgent", "le numéro d’urgence", before=1,
        ),
    ]  # fmt: skip
    foot = fit(lines, room=LENGTH, height=FOOT_HEIGHT)
    top = FOOT_BOTTOM - foot.height
    pen.rule((SIDE, top - 1), (RIGHT, top - 1), line=0.6)
    pen.stack(SIDE, top, foot)
