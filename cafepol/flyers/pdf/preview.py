"""What a link to a meeting shows where people share it: 1200 × 630 pixels, drawn as ten to a millimetre."""

from contextlib import suppress
from dataclasses import replace
from functools import lru_cache

from cafepol.core.errors import Refused
from cafepol.core.filters import day_number, hours, month, weekday
from cafepol.flyers.content import PreviewContent
from cafepol.printing.fit import Block, Style, fit
from cafepol.printing.fonts import Face
from cafepol.printing.inks import WHITE, ink
from cafepol.printing.marks import draw_cup, draw_floor, draw_plate
from cafepol.printing.pictures import png
from cafepol.printing.sheets import Sheet, Size

WIDTH, HEIGHT = 1200, 630  # pixels
PAPER = Size(120, 63)
MARGIN, PLATE = 6.0, 34.0
LEFT = MARGIN + PLATE + 6
ROOM = PAPER.width - LEFT - MARGIN
TOP, BOTTOM = 9.0, 51.0

HEADING = Style(7.4, 4.6, Face.BOLD, leading=1.08, balanced=True)
HOURS = Style(7.4, 5, Face.BOLD, leading=1.15, max_lines=1)
PLACE = Style(5, 3.4, leading=1.15, balanced=True)
ZONE = Style(3.8, 2.6, Face.BOLD, max_lines=1)
KEPT = 64


@lru_cache(maxsize=KEPT)
def preview_png(content: PreviewContent) -> bytes:
    """The picture, remembered: everybody who is sent the link asks for the same one.

    What the paper cannot hold or the face cannot print is left out, the venue first: the picture is an extra.
    """
    for less in (content, replace(content, place="", street=""), replace(content, heading="", place="", street="")):
        with suppress(Refused):
            return png(_sheet(less), width=WIDTH, height=HEIGHT)
    return png(_sheet(replace(content, heading="", place="", street="", zone_name="")), width=WIDTH, height=HEIGHT)


def _sheet(content: PreviewContent) -> bytes:
    sheet = Sheet(PAPER, title=content.heading, author=content.zone_name)
    colour = ink(content.colour)
    sheet.box(0, 0, PAPER, fill=WHITE)
    draw_floor(sheet, length=PAPER.width, tile=3, ink=colour)
    day = (weekday(content.day), day_number(content.day), month(content.day))
    draw_plate(sheet, x=MARGIN, y=13, side=PLATE, lines=day, ink=colour)
    words = fit(_words(content), room=ROOM, height=BOTTOM - TOP)
    sheet.stack(LEFT, TOP + (BOTTOM - TOP - words.height) / 2, words)
    sheet.box(0, 53, Size(PAPER.width, 10), fill=colour)
    foot = fit([Block(content.zone_name, ZONE, "zone_name", "le nom de la zone")], room=96, height=8)
    sheet.stack(MARGIN + 8, 58 - foot.height / 2, foot, ink=WHITE)
    draw_cup(sheet, x=MARGIN, y=55.6, scale=0.16, ink=WHITE)
    return sheet.finish()


def _words(content: PreviewContent) -> list[Block]:
    when = "ANNULÉ" if content.is_cancelled else hours(content.starts, content.ends)
    when = when[:1].upper() + when[1:]
    return [
        Block(content.heading, HEADING, "title", "le titre"),
        Block(when, HOURS, "starts", "l’heure", before=2),
        Block(content.place, PLACE, "place_name", "le nom du lieu", before=1.6),
        Block(content.street, PLACE, "street", "la rue", before=0.6),
    ]
