"""The back of a flyer: what a café is, a coupon to hand in, the next cafés of the commune. Millimetres throughout."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from cafepol.core.errors import Refused
from cafepol.core.filters import day_medium, hours
from cafepol.core.languages import speaking
from cafepol.flyers.cafes_content import CafeLine, VersoContent
from cafepol.flyers.content import FlyerContent
from cafepol.flyers.pdf import wording
from cafepol.flyers.pdf.flyer import LAYOUTS, draw_flyer, put_out
from cafepol.flyers.pdf.laying import title
from cafepol.flyers.pdf.layouts import Layout
from cafepol.flyers.pdf.placing import Frame, Item, Placed, Rect, Rule, Words
from cafepol.flyers.pieces import Format, Use
from cafepol.printing.book import Book, bound
from cafepol.printing.fit import Block, Stack, Style, fit
from cafepol.printing.fonts import Face, legible, width
from cafepol.printing.sheets import Align

KEPT = 64
CODE = Style(5.0, 5.0, Face.BOLD, leading=1.0, max_lines=1)  # what is typed in at the office
LEAST_LINE, MOST_LINE = 7.0, 14.0  # from one line to write on to the next
TOLD = 0.3  # the most of the page that is taken to say what a café is


def draw_verso(book: Book, content: VersoContent, *, fmt: Format = Format.A5, use: Use = Use.PAGE) -> None:
    """The back of a flyer, on the page after its front; of several on an A4, behind each.

    Raises Refused at the field that does not fit or that the face cannot print.
    """
    placed = lay_out_verso(content, LAYOUTS[fmt])
    put_out(book, placed, fmt=fmt, use=use, slug=f"{content.code} – {fmt.upper()} verso", is_verso=True)


def both_sides_pdf(
    content: FlyerContent, verso: VersoContent, *, fmt: Format = Format.A5, use: Use = Use.PAGE
) -> bytes:
    """A flyer with its back as a file of its own. Raises Refused as draw_flyer and draw_verso."""

    def draw(book: Book) -> None:
        draw_flyer(book, content, fmt=fmt, use=use)
        draw_verso(book, verso, fmt=fmt, use=use)

    return bound(draw, title=title(content), author=content.zone_name, language=f"{content.language}-BE")


@lru_cache(maxsize=KEPT)
def lay_out_verso(content: VersoContent, layout: Layout) -> Placed:
    """Where everything stands on the back of a flyer. Raises Refused as draw_verso."""
    with speaking(content.language):
        return Placed(layout.sheet, layout.tile, content.colour, tuple(_items(content, layout)))


def _items(content: VersoContent, layout: Layout) -> Iterator[Item]:
    """What it is, the coupon, and as many of the next cafés as there is room for."""
    for count in range(len(content.next_cafes), 0, -1):
        with suppress(Refused):
            return _placed(content, layout, _coming(content, layout, count))
    return _placed(content, layout, Stack((), 0))


def _placed(content: VersoContent, layout: Layout, coming: Stack) -> Iterator[Item]:
    told, gap, bottom = _told(layout), 1.1 * layout.scale.words.floor, layout.foot.bottom
    top = layout.top + told.height + gap
    end = bottom - coming.height - (gap if coming.lines else 0)
    coupon = _fit_coupon(content, layout, end - top)
    return chain(
        [Words(layout.margin, layout.top, told), Words(layout.margin, bottom - coming.height, coming)],
        _draw_coupon(layout, coupon, top + (end - top - coupon.height) / 2),
    )


def _told(layout: Layout) -> Stack:
    scale = layout.scale
    heading = Style(1.75 * scale.words.floor, 1.3 * scale.words.floor, Face.BOLD, leading=1.1, balanced=True)
    blocks = [
        Block(wording.what_heading(), heading, "title", "le titre"),
        Block(wording.what_it_is(), scale.words, "title", "le texte", before=0.3 * scale.words.floor),
    ]
    return fit(blocks, room=layout.width, height=TOLD * layout.sheet.height)


def _coming(content: VersoContent, layout: Layout, count: int) -> Stack:
    """The next cafés; nothing that is written about them stops the flyer of this one."""
    scale = layout.scale
    head = Style(1.15 * scale.words.floor, scale.words.floor, Face.BOLD, leading=1.15)
    line = Style(scale.words.floor, scale.words.floor, leading=1.1)
    heading = Block(legible(wording.coming_heading(content.commune)), head, "commune", "la commune")
    cafes = [
        Block(legible(_said(cafe)), line, "place_name", "le lieu", before=0.25 * scale.words.floor)
        for cafe in content.next_cafes[:count]
    ]
    return fit([heading, *cafes], room=layout.width, height=layout.sheet.height)


def _said(cafe: CafeLine) -> str:
    return f"{day_medium(cafe.day)}, {hours(cafe.starts, cafe.ends)} : {cafe.place_name}, {cafe.address}"


@dataclass(frozen=True)
class _Coupon:
    """The texts of a coupon that fit its width, and the `step` from one line to write on to the next."""

    top: Stack
    code: Stack
    ticks: tuple[Stack, ...]
    labels: tuple[Stack, ...]
    small: Stack
    step: float
    height: float


def _fit_coupon(content: VersoContent, layout: Layout, most: float) -> _Coupon:
    """As high as `most` at most, with its lines as far apart as that leaves."""
    size, room = layout.scale.words.floor, layout.width - 2 * _inside(layout)
    plain = Style(size, size, leading=1.1)

    def words(text: str, style: Style = plain) -> Stack:
        return fit([Block(text, style, "code", "le papier à remettre")], room=room, height=most)

    small = [
        Block(wording.hand_in(content.hand_in), plain, "hand_in", "l’adresse où remettre le papier"),
        Block(wording.privacy(), plain, "hand_in", "la phrase sur la vie privée", before=0.3 * size),
    ]
    said = fit(small, room=room, height=most)
    code = words(wording.code(content.code), CODE)
    over = Block(
        wording.answer_heading(content.day), replace(plain, size=1.25 * size, face=Face.BOLD), "day", "la date"
    )
    top = fit([over], room=room - _wide(code) - size, height=most)
    fixed = 2 * _inside(layout) + max(top.height, CODE.size) + said.height + 0.6 * size
    labels = tuple(words(label) for label in wording.labels())
    step = min((most - fixed) / (len(labels) + 1), MOST_LINE)
    if step < LEAST_LINE:
        raise Refused("L’adresse où remettre le papier est trop longue pour le verso.", field="hand_in")
    ticks = tuple(words(tick) for tick in wording.ticks())
    return _Coupon(top, code, ticks, labels, said, step, fixed + step * (len(labels) + 1))


def _wide(stack: Stack) -> float:
    return max(width(line.text, line.size, line.face) for line in stack.lines)


def _inside(layout: Layout) -> float:
    return 0.7 * layout.scale.words.floor


def _draw_coupon(layout: Layout, coupon: _Coupon, top: float) -> Iterator[Item]:
    """A frame: heading and code, boxes to tick, lines to write on, what happens to the paper."""
    size, inside = layout.scale.words.floor, _inside(layout)
    left, right = layout.margin + inside, layout.margin + layout.width - inside
    yield Frame(Rect(layout.margin, top, layout.width, coupon.height), line=layout.line, radius=0.6 * size)
    y = top + inside
    yield Words(left, y, coupon.top)
    yield Words(right, y, coupon.code, Align.END)
    y += max(coupon.top.height, CODE.size)
    x = left
    for tick in coupon.ticks:
        middle = y + coupon.step * 0.55
        yield Frame(Rect(x, middle - size / 2, size, size), line=0.1 * size)
        yield Words(x + 1.4 * size, middle - tick.height / 2, tick)
        x += (right - left) / len(coupon.ticks)
    for label in coupon.labels:
        y += coupon.step
        base = y + coupon.step
        yield Words(left, base - label.height, label)
        start = left + _wide(label) + 0.5 * size
        yield Rule((start, base - 0.12 * size), (right, base - 0.12 * size), 0.25)
    yield Words(left, top + coupon.height - inside - coupon.small.height, coupon.small)
