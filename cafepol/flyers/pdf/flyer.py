"""The flyer as it comes out: alone on its page, several on an A4 to cut, or for a print shop; with its verso or not."""

from functools import partial

from cafepol.flyers.content import FlyerContent
from cafepol.flyers.pdf.laying import lay_out, title
from cafepol.flyers.pdf.layouts import FLYER_A5, FLYER_A6, FLYER_DL, Layout
from cafepol.flyers.pdf.placing import Placed, paint
from cafepol.flyers.pieces import Format, Use
from cafepol.printing.book import BLEED, Book, bound
from cafepol.printing.imposition import A5_TWICE, A6_FOUR_TIMES, DL_THREE_TIMES, impose

LAYOUTS: dict[Format, Layout] = {Format.A5: FLYER_A5, Format.A6: FLYER_A6, Format.DL: FLYER_DL}
GRIDS = {Format.A5: A5_TWICE, Format.A6: A6_FOUR_TIMES, Format.DL: DL_THREE_TIMES}


def edge_of(fmt: Format) -> str:
    """Over which edge of the A4 the printer turns it, for the backs of several flyers to stand behind their fronts."""
    return "court" if GRIDS[fmt].turned_on_short_edge else "long"


def draw_flyer(book: Book, content: FlyerContent, *, fmt: Format = Format.A5, use: Use = Use.PAGE) -> None:
    """One flyer, a page of the book, or an A4 with as many as it holds.

    Raises Refused at the field that does not fit or that the face cannot print, at a missing telephone number, and
    for a café that is cancelled.
    """
    put_out(book, lay_out(content, LAYOUTS[fmt]), fmt=fmt, use=use, slug=f"{content.short_link} – {fmt.upper()}")


def put_out(book: Book, placed: Placed, *, fmt: Format, use: Use, slug: str, is_verso: bool = False) -> None:
    """A side of a flyer on its page; a verso of several stands behind the recto of each."""
    if use is Use.OFFICE:
        impose(book, GRIDS[fmt], [partial(paint, placed=placed)], mirrored=is_verso)
    elif use is Use.PRESS:
        paint(book.page(placed.size, bleed=BLEED, marks=True, slug=slug), placed)
    else:
        paint(book.page(placed.size), placed)


def flyer_pdf(content: FlyerContent, *, fmt: Format = Format.A5, use: Use = Use.PAGE) -> bytes:
    """The flyer as a file of its own. Raises Refused as draw_flyer."""
    return bound(
        partial(draw_flyer, content=content, fmt=fmt, use=use),
        title=title(content),
        author=content.zone_name,
        language=f"{content.language}-BE",
    )


def flyer_a5(content: FlyerContent) -> bytes:
    """One flyer on an A5 page. Raises Refused as draw_flyer."""
    return flyer_pdf(content)


def flyer_a5_two_up(content: FlyerContent) -> bytes:
    """The same flyer twice on an A4 landscape page, to cut at the dashes. Raises Refused as draw_flyer."""
    return flyer_pdf(content, use=Use.OFFICE)
