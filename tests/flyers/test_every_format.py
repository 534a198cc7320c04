"""Three hundred meetings with hostile texts in every format: nothing overlaps, nothing is cut, every code is read.

What the words and the codes say is read from the file by poppler and zbar, and so are the boxes.
"""

import hashlib
import os
import subprocess
import sys
from dataclasses import fields, replace
from functools import partial
from io import BytesIO

import pytest

from cafepol.core.errors import Refused
from cafepol.core.filters import day_number, hours, month, weekday
from cafepol.core.languages import speaking
from cafepol.flyers.cafes_content import CafeLine, VersoContent
from cafepol.flyers.content import FlyerContent
from cafepol.flyers.pdf.flyer import GRIDS, LAYOUTS, draw_flyer
from cafepol.flyers.pdf.laying import lay_out
from cafepol.flyers.pdf.layouts import POSTER_A3, POSTER_A4, Layout
from cafepol.flyers.pdf.placing import paint
from cafepol.flyers.pdf.poster import draw_poster
from cafepol.flyers.pdf.verso import draw_verso, lay_out_verso
from cafepol.flyers.pieces import Format, Use
from cafepol.printing.book import BLEED, Book
from cafepol.printing.imposition import impose
from tests.flyers.crowd import COUNT, Town, crowd, typed
from tests.printing.pile import Box, book_of, is_well_made

EDGE = 4.0  # mm of white that every office printer needs
QUIET = 4.5  # mm: a little more than the four modules that a reader of codes needs
UNPRINTABLE = {"ع": "ARABIC", "日": "CJK", "😀": "GRINNING", "\u200b": "ZERO WIDTH SPACE", "\u0007": "U+0007"}


def content_of(town: Town) -> FlyerContent:
    known = {each.name for each in fields(FlyerContent)} & {each.name for each in fields(Town)}
    return FlyerContent(**{name: getattr(town, name) for name in known}, round_code=town.code)


CROWD = [content_of(town) for town in crowd()]


def expected(content: FlyerContent) -> list[str]:
    """Every field of a flyer, as a reader finds it."""
    with speaking(content.language):
        when = [weekday(content.day), day_number(content.day), month(content.day)]
        when.append(hours(content.starts, content.ends))
    said = [content.title, *when, content.place_name, content.street, content.locality, content.host_name]
    said += [*content.partners, *content.topics, content.phone, content.short_link, content.round_code]
    return [typed(text) for text in [*said, content.zone_name, content.publisher.rstrip(". ")]]


def missing(text: str, content: FlyerContent) -> list[str]:
    return [field for field in expected(content) if field not in text]


def code_box(layout: Layout, *, left: float = 0, top: float = 0) -> Box:
    """Where the QR code of a flyer stands with its quiet zone, on a page where the flyer begins at left, top."""
    x, y, side = left + layout.qr.x, top + layout.qr.y, layout.qr.width
    return x - QUIET, y - QUIET, x + side + QUIET, y + side + QUIET


def back_of(content: FlyerContent) -> VersoContent:
    number = CROWD.index(content)
    return VersoContent(
        day=content.day, commune=content.quarter or "Colfontaine", code=content.round_code,
        hand_in=f"commissariat de {content.locality or 'Colfontaine'}, {content.street or 'Grand-Place 1'}",
        zone_name=content.zone_name, colour=content.colour, language=content.language,
        next_cafes=tuple(
            CafeLine(each.day, each.starts, each.ends, each.place_name, f"{each.street}, {each.locality}")
            for each in CROWD[number + 1 : number + 1 + number % 4]
        ),
    )  # fmt: skip


def test_the_crowd_is_as_hostile_as_it_should_be():
    assert len(CROWD) == COUNT == len({content.link for content in CROWD})
    assert max(len(content.partners) for content in CROWD) == 4
    for sign in ("<b", "&", '<img src="/etc/passwd"/>', "œ", "’", "€", "É", "Ł", "\u0301"):
        assert any(sign in repr(content) for content in CROWD), sign
    assert sum(len(content.place_name) >= 60 for content in CROWD) > COUNT / 3
    assert {"street", "locality", "quarter"} == {
        name for name in ("street", "locality", "quarter") if any(getattr(content, name) == "" for content in CROWD)
    }


@pytest.mark.parametrize("fmt", Format)
def test_a_flyer_alone_on_its_page(fmt, tmp_path):
    def draw(book: Book) -> None:
        for content in CROWD:
            draw_flyer(book, content, fmt=fmt)

    pile = book_of(tmp_path, draw)
    assert len(pile.pages) == COUNT
    assert is_well_made(pile)
    assert pile.outside(EDGE) == []
    assert [missing(text, content) for text, content in zip(pile.texts, CROWD, strict=True)] == [[]] * COUNT
    boxes = [(page, code_box(LAYOUTS[fmt])) for page in range(1, COUNT + 1)]
    assert pile.codes(boxes, tmp_path / "codes") == [content.link for content in CROWD]


@pytest.mark.parametrize("fmt", Format)
def test_flyers_for_the_print_shop(fmt, tmp_path):
    """Nothing but the printer's line stands outside what is cut, and that well beyond the bleed."""

    def draw(book: Book) -> None:
        for content in CROWD:
            draw_flyer(book, content, fmt=fmt, use=Use.PRESS)

    pile = book_of(tmp_path, draw)
    assert is_well_made(pile)
    beyond = {number for number, _ in pile.outside(EDGE)}
    assert beyond == set(range(1, COUNT + 1))  # the printer's line, on each page
    assert pile.between(EDGE, BLEED) == []
    assert [missing(text, content) for text, content in zip(pile.texts, CROWD, strict=True)] == [[]] * COUNT
    boxes = [(page, code_box(LAYOUTS[fmt], left=trim[0], top=trim[1])) for page, trim in enumerate(pile.trims, start=1)]
    assert pile.codes(boxes, tmp_path / "codes") == [content.link for content in CROWD]


@pytest.mark.parametrize("fmt", Format)
def test_flyers_of_the_office(fmt, tmp_path):
    """Several on an A4, each another café here, so that each place of the sheet holds every kind of text."""
    grid, layout = GRIDS[fmt], LAYOUTS[fmt]
    sheets = [CROWD[start : start + grid.count] for start in range(0, COUNT, grid.count)]

    def draw(book: Book) -> None:
        for sheet in sheets:
            impose(book, grid, [partial(paint, placed=lay_out(content, layout)) for content in sheet])

    pile = book_of(tmp_path, draw)
    assert is_well_made(pile)
    cells = [(x, y, x + grid.cell.width, y + grid.cell.height) for x, y in grid.places]
    assert pile.outside(EDGE, cells=cells) == []
    assert all(
        missing(text, content) == [] for text, sheet in zip(pile.texts, sheets, strict=True) for content in sheet
    )
    boxes = [
        (page, code_box(layout, left=x, top=y))
        for page, sheet in enumerate(sheets, start=1)
        for _, (x, y) in zip(sheet, grid.places, strict=False)
    ]
    assert pile.codes(boxes, tmp_path / "codes") == [content.link for content in CROWD]


@pytest.mark.parametrize("fmt", Format)
def test_the_back_of_a_flyer(fmt, tmp_path):
    def draw(book: Book) -> None:
        for content in CROWD:
            draw_verso(book, back_of(content), fmt=fmt)

    pile = book_of(tmp_path, draw)
    assert len(pile.pages) == COUNT
    assert is_well_made(pile)
    assert pile.outside(EDGE) == []
    for text, content in zip(pile.texts, CROWD, strict=True):
        assert all(typed(field) in text for field in (content.round_code, back_of(content).hand_in))


@pytest.mark.parametrize("fmt", Format)
def test_backs_of_the_office_stand_behind_their_fronts(fmt, tmp_path):
    """On the second page, the other way round: what lies behind the left flyer is the left flyer's."""
    grid, layout = GRIDS[fmt], LAYOUTS[fmt]
    sheets = [CROWD[start : start + grid.count] for start in range(0, 10 * grid.count, grid.count)]

    def draw(book: Book) -> None:
        for sheet in sheets:
            backs = [partial(paint, placed=lay_out_verso(back_of(content), layout)) for content in sheet]
            impose(book, grid, backs, mirrored=True)

    pile = book_of(tmp_path, draw)
    assert is_well_made(pile)
    cells = [(x, y, x + grid.cell.width, y + grid.cell.height) for x, y in grid.mirrored]
    assert pile.outside(EDGE, cells=cells) == []
    for words, sheet in zip(pile.pages, sheets, strict=True):
        codes = {word.text: word for word in words}
        for content, cell in zip(sheet, cells, strict=True):
            assert codes[content.round_code].within(*cell)


@pytest.mark.parametrize(("is_large", "layout"), [(False, POSTER_A4), (True, POSTER_A3)], ids=["a4", "a3"])
def test_a_poster(is_large, layout, tmp_path):
    def draw(book: Book) -> None:
        for content in CROWD:
            draw_poster(book, content, is_large=is_large)

    pile = book_of(tmp_path, draw)
    assert is_well_made(pile)
    assert pile.outside(EDGE) == []
    assert [missing(text, content) for text, content in zip(pile.texts, CROWD, strict=True)] == [[]] * COUNT
    boxes = [(page, code_box(layout)) for page in range(1, COUNT + 1)]
    assert pile.codes(boxes, tmp_path / "codes") == [content.link for content in CROWD]


@pytest.mark.parametrize("sign", UNPRINTABLE)
@pytest.mark.parametrize("field", ["title", "place_name", "street", "locality", "host_name", "partners", "topics"])
def test_a_character_that_the_face_lacks_is_refused_by_name_at_its_field(field, sign):
    text = f"Café {sign} ici"
    content = replace(CROWD[0], **{field: (text,) if field in {"partners", "topics"} else text})
    for layout in (*LAYOUTS.values(), POSTER_A4):
        with pytest.raises(Refused) as refused:
            lay_out(content, layout)
        assert refused.value.field == field
        assert UNPRINTABLE[sign] in refused.value.message


def digest() -> str:
    """Of twenty flyers in every format and use."""
    out = BytesIO()
    with Book(out, title="Vingt cafés", author="Zone") as book:
        for content in CROWD[:20]:
            for fmt in Format:
                for use in Use:
                    draw_flyer(book, content, fmt=fmt, use=use)
    return hashlib.sha256(out.getvalue()).hexdigest()


def test_the_same_meetings_give_the_same_bytes_in_any_process():
    environment = os.environ | {"PYTHONHASHSEED": "1"}
    command = [sys.executable, "-c", "from tests.flyers.test_every_format import digest; print(digest())"]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert told.strip() == digest()
