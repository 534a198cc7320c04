"""The poster, A4 and A3: the flyer's own drawing for a wall."""

from functools import partial

from cafepol.flyers.content import FlyerContent
from cafepol.flyers.pdf.laying import lay_out, title
from cafepol.flyers.pdf.layouts import POSTER_A3, POSTER_A4
from cafepol.flyers.pdf.placing import paint
from cafepol.flyers.pieces import Use
from cafepol.printing.book import BLEED, Book, bound


def draw_poster(book: Book, content: FlyerContent, *, is_large: bool = False, use: Use = Use.PAGE) -> None:
    """The poster on a page of the book, A4 or (`is_large`) A3. Raises Refused as draw_flyer."""
    placed = lay_out(content, POSTER_A3 if is_large else POSTER_A4)
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
