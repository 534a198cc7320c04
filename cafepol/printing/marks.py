"""What every CaféPol paper carries: the café floor, the cup, the enamel plate with the date; marks for print shops."""

from reportlab.lib.colors import Color

from cafepol.printing.fit import Block, Style, fit
from cafepol.printing.fonts import Face, legible
from cafepol.printing.inks import WHITE
from cafepol.printing.sheets import Align, Pen, Point, Size, Stroke

PLATE = 46.0  # mm, the side at which the plate was drawn
MARK_START, MARK_END = 3.0, 8.0  # mm from the cut: a print shop's bleed stays clear of its marks
HAIRLINE = 0.25 * 25.4 / 72

_ROUND = 0.5523  # a quarter of a circle as a cubic curve
_STEAM: tuple[Stroke, ...] = (
    ((9, 3), (7, 1), (11, 0), (9, -3)),
    ((17, 3), (15, 1), (19, 0), (17, -3)),
)
_EAR: Stroke = (
    (26, 13), (26, 13), (31, 13), (31, 13),
    (31 + 5.5 * _ROUND, 13), (36.5, 18.5 - 5.5 * _ROUND), (36.5, 18.5),
    (36.5, 18.5 + 5.5 * _ROUND), (31 + 5.5 * _ROUND, 24), (31, 24),
    (31, 24), (25, 24), (25, 24),
)  # fmt: skip
_BOWL: Stroke = (
    (0, 8), (0, 8), (27, 8), (27, 8), (27, 8), (27, 19), (27, 19),
    (27, 27), (21.5, 32.5), (13.5, 36), (5.5, 32.5), (0, 27), (0, 19),
)  # fmt: skip


def draw_floor(pen: Pen, *, length: float, tile: float, ink: Color) -> None:
    """Two rows of the chequered floor along the top edge, `length` mm long, of tiles of `tile` mm.

    The last one ends there. Where the pen bleeds, the tiles at the edges go on to the bleed's end.
    """
    count = int(-(-length // tile))
    pen.blocks((_tile(i, tile, length, pen.bleed) for i in range(count)), fill=ink)


def _tile(number: int, tile: float, length: float, bleed: float) -> tuple[float, float, float, float]:
    left, right = number * tile, (number + 1) * tile
    above = bleed * (number % 2 == 0)
    left, right = left if number else -bleed, right if right < length else length + bleed
    return left, number % 2 * tile - above, right - left, tile + above


def draw_crop_marks(pen: Pen, trim: Size) -> None:
    """Hairlines at the four corners of what is left after cutting, outside the bleed."""
    for x in (0.0, trim.width):
        pen.rule((x, -MARK_END), (x, -MARK_START), line=HAIRLINE)
        pen.rule((x, trim.height + MARK_START), (x, trim.height + MARK_END), line=HAIRLINE)
    for y in (0.0, trim.height):
        pen.rule((-MARK_END, y), (-MARK_START, y), line=HAIRLINE)
        pen.rule((trim.width + MARK_START, y), (trim.width + MARK_END, y), line=HAIRLINE)


def draw_slug(pen: Pen, trim: Size, text: str) -> None:
    """A small line for the printer below the cut, between the marks."""
    pen.text(MARK_START, trim.height + MARK_END - 1, legible(text), size=2.5)


def draw_cup(pen: Pen, *, x: float, y: float, scale: float, ink: Color) -> None:
    """The steaming cup that is a shield; at scale 1 its bowl is 27 mm wide."""

    def placed(stroke: Stroke) -> list[Point]:
        return [(x + px * scale, y + py * scale) for px, py in stroke]

    for steam in _STEAM:
        pen.curve(placed(steam), ink=ink, line=2.4 * scale)
    pen.curve(placed(_EAR), ink=ink, line=2.6 * scale)
    pen.curve(placed(_BOWL), ink=ink)


def draw_plate(pen: Pen, *, x: float, y: float, side: float, lines: tuple[str, str, str], ink: Color) -> None:
    """The date plate: weekday, day of the month and month, in white."""
    unit = side / PLATE
    inner = side - 4 * unit
    pen.box(x, y, Size(side, side), fill=ink, radius=4 * unit)
    pen.box(x + 2 * unit, y + 2 * unit, Size(inner, inner), line=0.8 * unit, ink=WHITE, radius=2.8 * unit)
    sizes = (7, 20, 7)
    baselines = (12.2, 30.2, 40.6)
    for text, size, baseline in zip(lines, sizes, baselines, strict=True):
        style = Style(size * unit, size * unit * 0.6, Face.BOLD, max_lines=1)
        line = fit([Block(text, style, "day", "la date")], room=inner - 3 * unit, height=side).lines[0]
        pen.text(
            x + side / 2,
            y + baseline * unit,
            line.text,
            size=line.size,
            face=line.face,
            ink=WHITE,
            align=Align.MIDDLE,
        )
