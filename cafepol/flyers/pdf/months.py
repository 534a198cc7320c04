"""The sheet of a commune's cafés of the next three months, for town halls and pharmacies. Millimetres throughout."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from cafepol.core.errors import Refused
from cafepol.core.filters import day_number, hours, month, weekday
from cafepol.core.languages import speaking
from cafepol.flyers.cafes_content import CafeLine, MonthsContent
from cafepol.flyers.pdf import wording
from cafepol.flyers.pdf.contact import draw_contact, draw_foot
from cafepol.flyers.pdf.layouts import ON_FLYER, POSTER_A4
from cafepol.flyers.pdf.placing import Cup, Item, Placed, Plate, Rect, Rule, Words, paint
from cafepol.printing.book import Book, bound
from cafepol.printing.fit import Block, Stack, Style, fit
from cafepol.printing.fonts import Face, legible
from cafepol.printing.sheets import A4, Align
from cafepol.printing.wrapping import parted

LAYOUT = replace(
    POSTER_A4,
    scale=ON_FLYER.times(1.1),
    box=Rect(14, 238, 110, 31), qr=Rect(163, 238, 33, 33), link=Rect(14, 272.6, 140, 8.2), line=1.1,
)  # fmt: skip
TOP, ROWS_TOP, ROWS_BOTTOM = 18.0, 66.0, 232.0
ROWS = 6  # on a page, unless a café needs more than its share of it
PLATE, MOST_STEP = 24.0, 34.0
LONG_STEP = 83.0  # the most that the longest names take
BESIDE = LAYOUT.margin + PLATE + 7  # where what stands beside the plate begins
ROOM = A4.width - LAYOUT.margin - BESIDE
CUP = 0.75

HEADING = Style(15, 11, Face.BOLD, leading=1.08, balanced=True)
COMMUNE = Style(10, 7, Face.BOLD, leading=1.1)
COVERED = Style(6, 5, leading=1.15)
WHEN = Style(7.5, 5.5, Face.BOLD, leading=1.15, max_lines=1)
WHERE = Style(6, 5, Face.BOLD, leading=1.12)
ADDRESS = Style(5.6, 5, leading=1.12)
EMPTY = Style(9, 6, leading=1.2, balanced=True)


def draw_months(book: Book, content: MonthsContent) -> None:
    """The sheet, A4, of as many pages as it needs.

    Nothing that is written of a café's place stops it: what the face does not have is shown as « ? », long names take
    more room. Raises Refused at what else does not fit or cannot be printed.
    """
    with speaking(content.language):
        pages = _pages(content.cafes)
        for page, cafes in enumerate(pages, start=1):
            items = [*_head(content), *_rows(cafes), *draw_contact(content, LAYOUT), *draw_foot(content, LAYOUT)]
            items += [] if content.cafes else _nothing(content)
            items += _number(page, len(pages))
            paint(book.page(A4), Placed(A4, LAYOUT.tile, content.colour, tuple(items)))


def months_pdf(content: MonthsContent) -> bytes:
    """The sheet as a file of its own. Raises Refused as draw_months."""
    with speaking(content.language):
        title = f"{wording.months_title()} – {content.commune}"
    return bound(
        partial(draw_months, content=content),
        title=title,
        author=content.zone_name,
        language=f"{content.language}-BE",
    )


def _head(content: MonthsContent) -> Iterator[Item]:
    lines = [
        Block(wording.months_title(), HEADING, "title", "le titre"),
        Block(legible(content.commune), COMMUNE, "commune", "la commune", before=2),
        Block(wording.months_covered(content.first, content.last), COVERED, "first", "les dates", before=1),
    ]
    yield Words(LAYOUT.margin, TOP, fit(lines, room=140, height=ROWS_TOP - TOP - 3))
    yield Cup(A4.width - LAYOUT.margin - 37.5 * CUP, TOP + 8 * CUP, CUP)
    yield Rule((LAYOUT.margin, ROWS_TOP), (A4.width - LAYOUT.margin, ROWS_TOP), LAYOUT.rule)


def _pages(cafes: Sequence[CafeLine]) -> list[list[CafeLine]]:
    """The cafés of each page: as many as it holds; there is always a first one."""
    pages: list[list[CafeLine]] = [[]]
    for cafe in cafes:
        if pages[-1] and not _hold([*pages[-1], cafe]):
            pages.append([])
        pages[-1].append(cafe)
    return pages


def _hold(cafes: list[CafeLine]) -> bool:
    return len(cafes) <= ROWS and _fit(cafes, _share(cafes, LONG_STEP))


def _fit(cafes: list[CafeLine], step: float) -> bool:
    with suppress(Refused):
        return all(_said(cafe, step).lines for cafe in cafes)
    return False


def _share(cafes: list[CafeLine], most: float) -> float:
    return min((ROWS_BOTTOM - ROWS_TOP) / max(len(cafes), 1), most)


def _said(cafe: CafeLine, step: float) -> Stack:
    lines = [
        Block(hours(cafe.starts, cafe.ends), WHEN, "starts", "l’heure"),
        Block(_whole(cafe.place_name, WHERE), WHERE, "place_name", "le nom du lieu", before=0.6),
        Block(_whole(cafe.address, ADDRESS), ADDRESS, "street", "l’adresse", before=0.3),
    ]
    return fit(lines, room=ROOM, height=step - 1)


def _whole(text: str, style: Style) -> str:
    return parted(legible(text), size=style.floor, face=style.face, room=ROOM)


def _rows(cafes: list[CafeLine]) -> Iterator[Item]:
    step = _share(cafes, MOST_STEP)
    step = step if _fit(cafes, step) else _share(cafes, LONG_STEP)
    for number, cafe in enumerate(cafes):
        top = ROWS_TOP + 1 + number * step + (step - PLATE) / 2
        yield Plate(LAYOUT.margin, top, PLATE, (weekday(cafe.day), day_number(cafe.day), month(cafe.day)))
        said = _said(cafe, step)
        yield Words(BESIDE, top + (PLATE - said.height) / 2, said)


def _nothing(content: MonthsContent) -> list[Item]:
    said = Block(wording.no_cafe_yet(content.phone), EMPTY, "phone", "le numéro de téléphone")
    return [Words(LAYOUT.margin, ROWS_TOP + 20, fit([said], room=LAYOUT.width, height=80))]


def _number(page: int, pages: int) -> list[Item]:
    if pages == 1:
        return []
    said = fit([Block(wording.page_of(page, pages), LAYOUT.scale.zone, "page", "la page")], room=40, height=10)
    return [Words(A4.width - LAYOUT.margin, LAYOUT.foot.y + 1.2, said, Align.END)]
