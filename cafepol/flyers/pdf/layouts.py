"""Where what stands on a flyer: one drawing per size of paper, and what to give up first when there is much to say.

Millimetres from the top left corner of what is left after cutting. The A5 and the poster are the look's own drawings.
"""

from dataclasses import dataclass, replace
from math import sqrt
from typing import Self

from cafepol.flyers.pdf.placing import Rect
from cafepol.printing.sheets import A3, A4, A5, A6, DL, Size
from cafepol.printing.styles import ON_A5, Scale

POINT = 25.4 / 72


@dataclass(frozen=True)
class Share:
    """One way to share out what lies between the floor and the contact box.

    `title`: the most height of the title; `cup`: the scale of the cup beside it, 0 for none; `white`: the least white
    around plate and rule. The place stands beside the plate, or `is_below` it and the hours alone beside. Where it
    `is_dense`, lines stand closer and the address is one text.
    """

    title: float
    plate: float
    white: float
    cup: float = 0.0
    is_below: bool = False
    is_dense: bool = False

    def times(self, factor: float) -> Self:
        """The same on a sheet so many times as large."""
        lengths = {name: getattr(self, name) * factor for name in ("title", "plate", "white", "cup")}
        return replace(self, **lengths)


@dataclass(frozen=True)
class Layout:
    """One drawing of the flyer; `shares` from the roomiest to the tightest, `scale` the text sizes."""

    sheet: Size
    scale: Scale
    margin: float
    tile: float
    top: float  # of the title
    middle: float  # between the plate and what stands beside it
    bottom: float  # of the words
    box: Rect
    qr: Rect
    link: Rect  # of the address to type, left of the QR code's quiet zone
    code_top: float  # of the round's code, below that zone
    foot: Rect
    rule: float  # thickness of the rule above the words
    line: float  # thickness of the box
    shares: tuple[Share, ...]

    @property
    def width(self) -> float:
        """Between the margins."""
        return self.sheet.width - 2 * self.margin

    def times(self, factor: float, sheet: Size) -> Self:
        """The same drawing on a sheet so many times as large."""
        lengths = ("margin", "tile", "top", "middle", "bottom", "code_top", "rule", "line")
        areas = ("box", "qr", "link", "foot")
        return replace(
            self,
            sheet=sheet,
            scale=self.scale.times(factor),
            shares=tuple(each.times(factor) for each in self.shares),
            **{name: getattr(self, name) * factor for name in lengths},
            **{name: getattr(self, name).times(factor) for name in areas},
        )


ON_FLYER = replace(
    ON_A5,
    title=replace(ON_A5.title, floor=6.0),
    words=replace(ON_A5.words, size=6.2, balanced=True),
    link=replace(ON_A5.link, floor=3.6),
)

FLYER_A5 = Layout(
    sheet=A5, scale=ON_FLYER, margin=10, tile=4, top=12, middle=5, bottom=151,
    box=Rect(10, 155.4, 88, 28), qr=Rect(108, 155.4, 30, 30),
    link=Rect(10, 183.9, 93, 11.2), code_top=189.6, foot=Rect(10, 196.2, 128, 10),
    rule=0.6, line=1,
    shares=(
        Share(44, 46, 13, cup=0.8), Share(39.5, 46, 10, cup=0.7), Share(33, 46, 7, cup=0.55), Share(30, 40, 5),
        Share(23, 34, 3.5, is_dense=True), Share(16, 32.6, 2.5, is_dense=True),
    ),
)  # fmt: skip

_SMALL = 10.03 * POINT / 5.0  # the A5's smallest text at 10 points
FLYER_A6 = Layout(
    sheet=A6,
    scale=replace(
        ON_FLYER.times(_SMALL),
        zone=replace(ON_A5.zone, size=2.6, floor=2.2), publisher=replace(ON_A5.publisher, size=2.2, floor=1.9),
    ),
    margin=7, tile=3, top=8.5, middle=3.5, bottom=99.6,
    box=Rect(7, 103, 60.5, 21.6), qr=Rect(73, 103, 25, 25),
    link=Rect(7, 126.4, 61, 8.8), code_top=131.4, foot=Rect(7, 135.45, 91, 8.55),
    rule=0.45, line=0.8,
    shares=(
        Share(31, 32, 9, cup=0.56), Share(28, 32, 6, cup=0.5), Share(24, 32, 4.5, cup=0.4), Share(21, 28, 3.5),
        Share(16.5, 25, 2.5, is_dense=True), Share(11.5, 23.4, 2, is_dense=True),
    ),
)  # fmt: skip

_LONG = 12.03 * POINT / 5.0
FLYER_DL = Layout(
    sheet=DL,
    scale=replace(
        ON_FLYER.times(_LONG),
        hours=replace(ON_A5.hours, size=9.5, floor=6.5, leading=1.12, max_lines=2, balanced=True),
        question=replace(ON_A5.question, size=4.5, floor=12.03 * POINT, max_lines=2, balanced=True),
        phone=replace(ON_A5.phone, size=8.8, floor=6),
        zone=replace(ON_A5.zone, size=2.9, floor=2.2), publisher=replace(ON_A5.publisher, size=2.3, floor=1.9),
    ),
    margin=7, tile=3, top=9.5, middle=4, bottom=154.7,
    box=Rect(7, 156.8, 52, 27.2), qr=Rect(66.5, 158.5, 25.5, 25.5),
    link=Rect(7, 186.9, 55.5, 9.4), code_top=191.7, foot=Rect(7, 197.2, 85, 8.8),
    rule=0.5, line=0.9,
    shares=(
        Share(39, 38, 9, cup=0.42, is_below=True), Share(28, 34, 6, cup=0.4, is_below=True),
        Share(21, 30, 4, is_below=True), Share(20, 28, 3, is_below=True, is_dense=True),
        Share(17, 28, 1.2, is_below=True, is_dense=True), Share(17, 28, 1.2, is_dense=True),
    ),
)  # fmt: skip

POSTER_A4 = Layout(
    sheet=A4,
    scale=replace(
        ON_FLYER.times(7 / 5),
        title=replace(ON_A5.title, size=20, floor=10), place=replace(ON_A5.place, size=9.2, floor=7),
        hours=replace(ON_A5.hours, size=15, floor=10), host=replace(ON_A5.host, size=10, floor=8),
        zone=replace(ON_A5.zone, size=4.6, floor=3.2), publisher=replace(ON_A5.publisher, size=3.6, floor=2.4),
    ),
    margin=14, tile=6, top=17, middle=8, bottom=216,
    box=Rect(14, 222, 122, 41.5), qr=Rect(154, 222, 42, 42),
    link=Rect(14, 265.5, 130, 15.6), code_top=270, foot=Rect(14, 281.6, 182, 11.4),
    rule=0.8, line=1.4,
    shares=(
        Share(66, 72, 18, cup=1.15), Share(58, 72, 12, cup=1.0), Share(50, 66, 8, cup=0.8), Share(44, 56, 6),
        Share(33, 50, 5, is_dense=True), Share(23, 42, 3.5, is_dense=True),
    ),
)  # fmt: skip
POSTER_A3 = POSTER_A4.times(sqrt(2), A3)
