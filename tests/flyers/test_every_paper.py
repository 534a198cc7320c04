"""The papers of the day, of three hundred meetings with hostile texts: nothing overlaps, nothing is cut or left out."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

from cafepol.casework.pdf_calls import CallLine, CallsContent, draw_calls
from cafepol.flyers.cafes_content import CafeLine, MonthsContent
from cafepol.flyers.content import ReturnLine, ReturnSheetContent, SignInSheetContent
from cafepol.flyers.day_content import CardContent, SlipContent
from cafepol.flyers.pdf.cards import TEN, draw_card
from cafepol.flyers.pdf.months import LAYOUT, draw_months
from cafepol.flyers.pdf.returns import draw_returns
from cafepol.flyers.pdf.sign_in import draw_sign_in
from cafepol.flyers.pdf.slips import draw_slip
from cafepol.printing.book import Book
from cafepol.printing.fonts import legible
from cafepol.printing.imposition import A6_FOUR_TIMES, Grid, impose
from cafepol.printing.letters import LetterContent, draw_letter
from tests.flyers.crowd import COUNT, Town, crowd, typed
from tests.printing.pile import Box, Pile, book_of, is_well_made

EDGE = 4.0  # mm
QUIET = 4.5
CROWD = crowd()
SAID = "On roule trop vite devant l’école <script>, même à 7 h ; « c’est dangereux » & œuvre — 30 € d’amende ?"


def one_by_one(folder: Path, draw: Callable[[Book, Town], None]) -> tuple[Pile, list[str]]:
    """The papers one after another, each of as many pages as it needs; and the whole text of each."""
    ends: list[int] = []

    def drawn(book: Book) -> None:
        for town in CROWD:
            draw(book, town)
            ends.append(book.pages)

    pile = book_of(folder, drawn)
    starts = [0, *ends[:-1]]
    return pile, ["".join(pile.texts[start:end]) for start, end in zip(starts, ends, strict=True)]


def together(folder: Path, grid: Grid, draw: Callable[..., None]) -> tuple[Pile, list[Box]]:
    """Several to a page, each in its place; and the places."""

    def drawn(book: Book) -> None:
        for start in range(0, COUNT, grid.count):
            impose(book, grid, [partial(draw, town=town) for town in CROWD[start : start + grid.count]])

    places = [(x, y, x + grid.cell.width, y + grid.cell.height) for x, y in grid.places]
    return book_of(folder, drawn), places


def neighbours(town: Town, count: int) -> list[Town]:
    start = CROWD.index(town)
    return (CROWD + CROWD)[start : start + count]


def test_sign_in_sheets(tmp_path):
    def content(town: Town) -> SignInSheetContent:
        names = [
            f"{other.host_name} {sign}".strip() for other, sign in zip(neighbours(town, 5), "😀 ع日x", strict=True)
        ]
        return SignInSheetContent(
            title=town.title, day=town.day, starts=town.starts, ends=town.ends,
            place=f"{town.place_name}, {town.quarter}", host_name=town.host_name, code=town.code,
            privacy="Vos données servent à cette rencontre seulement.", zone_name=town.zone_name,
            registered=tuple((name, number) for number, name in enumerate(names, start=1)),
        )  # fmt: skip

    pile, texts = one_by_one(tmp_path, lambda book, town: draw_sign_in(book, content(town)))
    assert is_well_made(pile)
    assert pile.outside(EDGE) == []
    for text, town in zip(texts, CROWD, strict=True):
        said = (town.title, town.place_name, town.host_name, town.code, town.zone_name)
        names = [legible(name) for name, _ in content(town).registered]
        assert [each for each in (*said, *names) if typed(each) not in text] == []


def test_concern_slips(tmp_path):
    def draw(pen, town: Town) -> None:
        draw_slip(
            pen,
            SlipContent(
                cafe=f"Café de {town.quarter or 'Wasmes'}, {town.place_name}", day=town.day, code=town.code,
                complaint=town.publisher, dpo="dpo@police.example", zone_name=town.zone_name,
            ),
        )  # fmt: skip

    pile, places = together(tmp_path, A6_FOUR_TIMES, draw)
    assert is_well_made(pile)
    assert pile.outside(EDGE, cells=places) == []
    for number, town in enumerate(CROWD):
        text = pile.texts[number // len(places)]
        assert [each for each in (town.place_name, town.code, town.publisher) if typed(each) not in text] == []


def test_officers_cards(tmp_path):
    def draw(pen, town: Town) -> None:
        draw_card(
            pen,
            CardContent(
                name=town.host_name, quarters=tuple(filter(None, (town.quarter, "Wasmes"))), phone=town.phone,
                mail="marie-francoise.vandenbroucke@police.example",
                station=f"Commissariat de {town.locality or 'Mons'}",
                address=f"{town.street or 'Grand-Place 1'}, {town.locality}", station_phone="065 00 12 00",
                site=town.short_link.split("/")[0], zone_name=town.zone_name, colour=town.colour,
            ),
        )  # fmt: skip

    pile, places = together(tmp_path, TEN, draw)
    assert is_well_made(pile)
    assert pile.outside(2.5, cells=places) == []
    for number, town in enumerate(CROWD):
        text = pile.texts[number // len(places)]
        assert [each for each in (town.host_name, town.phone) if typed(each) not in text] == []


def test_return_sheets(tmp_path):
    def content(town: Town) -> ReturnSheetContent:
        lines = tuple(ReturnLine(other.title, other.day, f"{SAID} {other.street}") for other in neighbours(town, 3))
        return ReturnSheetContent(
            day=town.day, starts=town.starts, ends=town.ends, place=f"{town.place_name}, {town.quarter}",
            zone_name=town.zone_name, groups=((town.quarter or "Ailleurs", lines),),
        )  # fmt: skip

    pile, texts = one_by_one(tmp_path, lambda book, town: draw_returns(book, content(town)))
    assert is_well_made(pile)
    assert pile.outside(EDGE) == []
    for text, town in zip(texts, CROWD, strict=True):
        assert typed(town.place_name) in text
        assert text.count(typed(SAID)) == 3


def test_lists_of_calls(tmp_path):
    def content(town: Town) -> CallsContent:
        lines = tuple(
            CallLine(f"{other.host_name} 😀", other.phone, other.place_name, say=SAID, tries="1 essai")
            for other in neighbours(town, 4)
        )
        return CallsContent(day=town.day, zone_name=town.zone_name, what_for=town.title, groups=(("À appeler", lines),))

    pile, texts = one_by_one(tmp_path, lambda book, town: draw_calls(book, content(town)))
    assert is_well_made(pile)
    assert pile.outside(EDGE) == []
    for text, town in zip(texts, CROWD, strict=True):
        for other in neighbours(town, 4):
            assert typed(legible(f"{other.host_name} 😀")) in text
            assert typed(other.phone) in text


def test_letters(tmp_path):
    def content(town: Town) -> LetterContent:
        return LetterContent(
            sender=(town.zone_name, "rue de l’Exemple 1", "7340 Colfontaine"),
            recipient=tuple(filter(None, (town.host_name, town.street or "place 1", town.locality))),
            place_and_date="Colfontaine, le 12 janvier 2027", subject=town.title,
            paragraphs=(SAID, f"{town.place_name} : {SAID}"), signature=(town.host_name,), reference=town.code,
        )  # fmt: skip

    pile, texts = one_by_one(tmp_path, lambda book, town: draw_letter(book, content(town)))
    assert is_well_made(pile)
    assert pile.outside(EDGE) == []
    for text, town in zip(texts, CROWD, strict=True):
        assert [each for each in (town.title, SAID, town.place_name, town.host_name) if typed(each) not in text] == []


@pytest.mark.parametrize("count", [0, 3, 13])
def test_the_next_three_months_of_a_commune(count, tmp_path):
    towns = CROWD[:: 1 + count]

    def content(town: Town) -> MonthsContent:
        return MonthsContent(
            commune=town.quarter or "Colfontaine", first=date(2027, 1, 1), last=date(2027, 1, 1) + timedelta(days=89),
            cafes=tuple(
                CafeLine(other.day, other.starts, other.ends, other.place_name, f"{other.street}, {other.locality}")
                for other in neighbours(town, count)
            ),
            phone=town.phone, link=town.link, short_link=town.short_link, zone_name=town.zone_name,
            publisher=town.publisher, colour=town.colour, language=town.language,
        )  # fmt: skip

    firsts: list[int] = []

    def draw(book: Book) -> None:
        for town in towns:
            firsts.append(book.pages + 1)
            draw_months(book, content(town))

    pile = book_of(tmp_path, draw)
    assert is_well_made(pile)
    assert pile.outside(EDGE) == []
    x, y, side = LAYOUT.qr.x, LAYOUT.qr.y, LAYOUT.qr.width
    box = (x - QUIET, y - QUIET, x + side + QUIET, y + side + QUIET)
    assert pile.codes([(page, box) for page in firsts], tmp_path / "codes") == [town.link for town in towns]
    for first, town in zip(firsts, towns, strict=True):
        text = "".join(pile.texts[first - 1 : first - 1 + max(1, -(-count // 6))])
        assert [each for each in (town.phone, town.short_link) if typed(each) not in text] == []
        assert [each.place_name for each in neighbours(town, count) if typed(each.place_name) not in text] == []
