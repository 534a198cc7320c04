"""The poster, A4 and A3: the flyer's own drawing for a wall; of a café that is cancelled, what to hang on its door."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache, partial
from math import inf

from cafepol.core.errors import Refused
from cafepol.core.languages import speaking
from cafepol.flyers.content import FlyerContent
from cafepol.flyers.pdf import wording
from cafepol.flyers.pdf.contact import draw_contact, draw_foot
from cafepol.flyers.pdf.laying import KEPT, lay_out, title
from cafepol.flyers.pdf.layouts import POSTER_A3, POSTER_A4, Layout
from cafepol.flyers.pdf.placing import Fill, Frame, Item, Placed, Rect, Words, paint
from cafepol.flyers.pieces import Use
from cafepol.printing.book import BLEED, Book, bound
from cafepol.printing.fit import Block, Style, fit
from cafepol.printing.fonts import Face
from cafepol.printing.sheets import Align


def draw_poster(book: Book, content: FlyerContent, *, is_large: bool = False, use: Use = Use.PAGE) -> None:
    """The poster on a page of the book, A4 or (`is_large`) A3; « ANNULÉ » if the café is cancelled.

    Raises Refused at the field that does not fit or that the face cannot print, and at a missing telephone number.
    """
    laid = lay_out_cancelled if content.is_cancelled else lay_out
    placed = laid(content, POSTER_A3 if is_large else POSTER_A4)
    if use is Use.PRESS:
        slug = f"{content.short_link} – affiche {'A3' if is_large else 'A4'}"
        paint(book.page(placed.size, bleed=BLEED, marks=True, slug=slug), placed)
    else:
        paint(book.page(placed.size), placed)


def poster_pdf(content: FlyerContent, *, is_large: bool = False, use: Use = Use.PAGE) -> bytes:
    """The poster as a file of its own. Raises Refused as draw_flyer."""
    return bound(
        partial(draw_poster, content=content, is_large=is_large, use=use),
        title=title(content),
        author=content.zone_name,
        language=f"{content.language}-BE",
    )


@lru_cache(maxsize=KEPT)
def lay_out_cancelled(content: FlyerContent, layout: Layout) -> Placed:
    """Where everything stands on the poster of a café that will not take place. Raises Refused as draw_poster."""
    if not content.phone.strip():
        raise Refused("Indiquez un numéro de téléphone : l’affiche le donne à qui n’a pas internet.", field="phone")
    with speaking(content.language):
        items = (
            *_cancelled(content, layout),
            *draw_contact(content, layout, is_held=False),
            *draw_foot(content, layout),
        )
    return Placed(layout.sheet, layout.tile, content.colour, items)


def _cancelled(content: FlyerContent, layout: Layout) -> Iterator[Item]:
    """The word on a black plate, then what will not take place, and where."""
    unit = layout.scale.words.floor
    plate = Rect(layout.margin, layout.top + unit, layout.width, 9 * unit)
    style = Style(8 * unit, 4 * unit, Face.BOLD, max_lines=1)
    word = fit([Block(wording.cancelled(), style, "state", "le mot « annulé »")], room=0.9 * plate.width, height=inf)
    yield Frame(plate, radius=unit, fill=Fill.BLACK)
    middle = plate.y + (plate.height - word.height) / 2 + 0.4 * unit  # capitals stand above the middle of a line
    yield Words(layout.sheet.width / 2, middle, word, Align.MIDDLE, is_white=True)
    top = plate.bottom + 2 * unit
    yield Words(layout.margin, top, fit(_not_held(content, layout), room=layout.width, height=layout.bottom - top))


def _not_held(content: FlyerContent, layout: Layout) -> list[Block]:
    scale, unit = layout.scale, layout.scale.words.floor
    large = replace(scale.words, size=1.9 * unit, floor=1.2 * unit)
    first = replace(large, face=Face.BOLD, size=2.2 * unit)
    return [
        Block(wording.not_held(content), first, "day", "la date"),
        Block(content.place_name, replace(scale.place, size=1.7 * unit), "place_name", "le lieu", before=1.5 * unit),
        Block(", ".join(filter(None, (content.street, content.locality))), scale.address, "street", "la rue"),
        Block(wording.sorry(), large, "state", "le texte", before=1.5 * unit),
    ]
