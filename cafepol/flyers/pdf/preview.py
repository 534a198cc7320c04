"""What a link to a meeting and a Facebook event show: 1920 × 1005 pixels, drawn as ten to a millimetre."""

from contextlib import suppress
from dataclasses import replace
from functools import lru_cache, partial

from cafepol.core.errors import Refused
from cafepol.core.filters import day_number, hours, month, weekday
from cafepol.flyers.content import PreviewContent
from cafepol.printing.book import Book, bound
from cafepol.printing.fit import Block, Style, fit
from cafepol.printing.fonts import Face
from cafepol.printing.inks import WHITE, ink
from cafepol.printing.marks import draw_cup, draw_floor, draw_plate
from cafepol.printing.pictures import png
from cafepol.printing.sheets import Size

WIDTH, HEIGHT = 1920, 1005  # pixels, as Facebook asks for the picture of an event
PAPER = Size(192, 100.5)
MARGIN, PLATE = 10.0, 54.0
LEFT = MARGIN + PLATE + 9
ROOM = PAPER.width - LEFT - MARGIN
TOP, BOTTOM = 14.0, 81.0
BAND = 84.5  # where the zone's band begins

HEADING = Style(12, 7.4, Face.BOLD, leading=1.08, balanced=True)
HOURS = Style(12, 8, Face.BOLD, leading=1.15, max_lines=1)
PLACE = Style(8, 5.4, leading=1.15, balanced=True)
ZONE = Style(6.2, 4.2, Face.BOLD, max_lines=1)
KEPT = 64


@lru_cache(maxsize=KEPT)
def preview_png(content: PreviewContent) -> bytes:
    """The picture, remembered: everybody who is sent the link asks for the same one.

    What the paper cannot hold or the face cannot print is left out, the venue first: the picture is an extra.
    """
    for less in (content, replace(content, place="", street=""), replace(content, heading="", place="", street="")):
        with suppress(Refused):
            return png(_paper(less), width=WIDTH, height=HEIGHT)
    return png(_paper(replace(content, heading="", place="", street="", zone_name="")), width=WIDTH, height=HEIGHT)


def _paper(content: PreviewContent) -> bytes:
    return bound(partial(draw_preview, content=content), title=content.heading, author=content.zone_name)


def draw_preview(book: Book, content: PreviewContent) -> None:
    """The picture as a page, a tenth of a millimetre for each pixel. Raises Refused at what does not fit or print."""
    pen, colour = book.page(PAPER), ink(content.colour)
    pen.box(0, 0, PAPER, fill=WHITE)
    draw_floor(pen, length=PAPER.width, tile=4.8, ink=colour)
    day = (weekday(content.day), day_number(content.day), month(content.day))
    draw_plate(pen, x=MARGIN, y=TOP + (BOTTOM - TOP - PLATE) / 2, side=PLATE, lines=day, ink=colour)
    words = fit(_words(content), room=ROOM, height=BOTTOM - TOP)
    pen.stack(LEFT, TOP + (BOTTOM - TOP - words.height) / 2, words)
    pen.box(0, BAND, Size(PAPER.width, PAPER.height - BAND), fill=colour)
    middle = (BAND + PAPER.height) / 2
    foot = fit([Block(content.zone_name, ZONE, "zone_name", "le nom de la zone")], room=154, height=12)
    pen.stack(MARGIN + 13, middle - foot.height / 2, foot, ink=WHITE)
    draw_cup(pen, x=MARGIN, y=middle - 4.3, scale=0.26, ink=WHITE)


def _words(content: PreviewContent) -> list[Block]:
    when = "ANNULÉ" if content.is_cancelled else hours(content.starts, content.ends)
    when = when[:1].upper() + when[1:]
    return [
        Block(content.heading, HEADING, "title", "le titre"),
        Block(when, HOURS, "starts", "l’heure", before=3),
        Block(content.place, PLACE, "place_name", "le nom du lieu", before=2.5),
        Block(content.street, PLACE, "street", "la rue", before=1),
    ]
