"""What was laid out and has its place: a paper as data, painted as often as it is needed. Millimetres throughout."""

from dataclasses import dataclass
from enum import Enum

from cafepol.printing.fit import Stack
from cafepol.printing.inks import BLACK, WHITE, ink
from cafepol.printing.marks import draw_cup, draw_floor, draw_plate
from cafepol.printing.qr import draw_qr
from cafepol.printing.sheets import Align, Pen, Point, Size
from cafepol.printing.styles import Logo


@dataclass(frozen=True)
class Rect:
    """An area: its top left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def size(self) -> Size:
        """Without its place."""
        return Size(self.width, self.height)

    @property
    def bottom(self) -> float:
        """Where what follows may begin."""
        return self.y + self.height

    def times(self, factor: float) -> "Rect":
        """The same on a sheet so many times as large."""
        return Rect(*(length * factor for length in (self.x, self.y, self.width, self.height)))


@dataclass(frozen=True)
class Words:
    """Lines that fit, from `top` downwards; `x` is their left edge, or what `align` says. White on a filled box."""

    x: float
    top: float
    stack: Stack
    align: Align = Align.START
    is_white: bool = False


@dataclass(frozen=True)
class Rule:
    """A black line, level unless `end` says otherwise."""

    start: Point
    end: Point
    line: float
    dash: float = 0.0


class Fill(Enum):
    """What a rectangle is filled with."""

    NONE = 0
    BLACK = 1
    ZONE = 2
    WHITE = 3


@dataclass(frozen=True)
class Frame:
    """A rectangle, outlined in black, filled, or both."""

    area: Rect
    line: float = 0.0
    radius: float = 0.0
    fill: Fill = Fill.NONE


@dataclass(frozen=True)
class Plate:
    """The enamel plate of a day: three lines."""

    x: float
    y: float
    side: float
    lines: tuple[str, str, str]


@dataclass(frozen=True)
class Cup:
    """The cup; at scale 1 its bowl is 27 mm wide."""

    x: float
    y: float
    scale: float


@dataclass(frozen=True)
class Code:
    """The QR code of a link, without its quiet zone."""

    link: str
    x: float
    y: float
    side: float


@dataclass(frozen=True)
class Picture:
    """The zone's logo, stretched to an area of its own proportions."""

    logo: Logo
    area: Rect


Item = Words | Rule | Frame | Plate | Cup | Code | Picture


@dataclass(frozen=True)
class Placed:
    """A page as it will be: the floor along its top, then each thing in its place."""

    size: Size
    tile: float
    colour: str
    items: tuple[Item, ...]


def paint(pen: Pen, placed: Placed) -> None:
    """Draw what was laid out; where the pen bleeds, the floor runs over the edges of the page."""
    colour = ink(placed.colour)
    draw_floor(pen, length=placed.size.width, tile=placed.tile, ink=colour)
    for item in placed.items:
        match item:
            case Words(x, top, stack, align, is_white):
                pen.stack(x, top, stack, ink=WHITE if is_white else BLACK, align=align)
            case Rule(start, end, line, dash):
                pen.rule(start, end, line=line, dash=dash)
            case Frame(area, line, radius, fill):
                filled = None if fill is Fill.NONE else {Fill.BLACK: BLACK, Fill.ZONE: colour, Fill.WHITE: WHITE}[fill]
                pen.box(area.x, area.y, area.size, line=line, radius=radius, fill=filled)
            case Plate(x, y, side, lines):
                draw_plate(pen, x=x, y=y, side=side, lines=lines, ink=colour)
            case Cup(x, y, scale):
                draw_cup(pen, x=x, y=y, scale=scale, ink=colour)
            case Code(link, x, y, side):
                draw_qr(pen, link, x=x, y=y, side=side, field="link")
            case Picture(logo, area):
                logo.draw(pen, area.x, area.y, area.size)
