"""A sheet of paper drawn in millimetres from its top left corner, as the mock-ups are.

The same drawing gives the same bytes: no clock, no random name in the file.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from io import BytesIO

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader

from cafepol.printing.binding import Binding
from cafepol.printing.fit import Stack
from cafepol.printing.fonts import Face, font, width
from cafepol.printing.inks import BLACK

Point = tuple[float, float]
Stroke = Sequence[Point]  # a start, then control, control, end for each curve; a straight line repeats its end


@dataclass(frozen=True)
class Size:
    """The size of a page or of a part of one, in millimetres."""

    width: float
    height: float


A3 = Size(297, 420)
A4 = Size(210, 297)
A4_LANDSCAPE = Size(297, 210)
A5 = Size(148, 210)
A6 = Size(105, 148)
DL = Size(99, 210)


@dataclass(frozen=True)
class Stamp:
    """A drawing that is kept once in the file and put in as many places as one likes."""

    name: str
    size: Size


class Align(Enum):
    """Which part of a line its x names, as a share of its width."""

    START = 0.0
    MIDDLE = 0.5
    END = 1.0


class Pen:
    """What draws on one area: every length in millimetres from its top left corner, y growing downwards.

    `bleed` is how far the drawing goes on beyond the area's edges, where a print shop cuts: 0 for none.
    """

    def __init__(self, canvas: Binding, height: float, *, bleed: float = 0.0) -> None:
        self._canvas = canvas
        self._height = height
        self.bleed = bleed

    def _y(self, y: float) -> float:
        return (self._height - y) * mm

    def text(
        self,
        x: float,
        baseline: float,
        text: str,
        *,
        size: float,
        face: Face = Face.REGULAR,
        ink: Color = BLACK,
        align: Align = Align.START,
    ) -> None:
        """One line as it is, never markup; `size` in mm. The caller has seen to it that it is printable and fits."""
        font(face)
        self._canvas.setFillColor(ink)
        self._canvas.setFont(face.value, size * mm)
        left = x - width(text, size, face) * align.value if align.value else x
        self._canvas.drawString(left * mm, self._y(baseline), text)

    def stack(self, x: float, top: float, stack: Stack, *, ink: Color = BLACK, align: Align = Align.START) -> None:
        """Lines that were made to fit, from `top` downwards."""
        for line in stack.lines:
            self.text(x, top + line.drop, line.text, size=line.size, face=line.face, ink=ink, align=align)

    def box(
        self,
        x: float,
        y: float,
        size: Size,
        *,
        fill: Color | None = None,
        line: float = 0.0,
        ink: Color = BLACK,
        radius: float = 0.0,
    ) -> None:
        """A rectangle with its top left corner at x, y: filled, outlined `line` mm thick, or both."""
        self._canvas.setLineWidth(line * mm)
        self._canvas.setStrokeColor(ink)
        self._canvas.setFillColor(fill or ink)
        self._canvas.roundRect(
            x * mm,
            self._y(y + size.height),
            size.width * mm,
            size.height * mm,
            radius * mm,
            stroke=int(line > 0),
            fill=int(fill is not None),
        )

    def rule(self, start: Point, end: Point, *, line: float, dash: float = 0.0) -> None:
        """A straight black line, `line` mm thick; with `dash`, of strokes and gaps of that length."""
        self._canvas.saveState()
        self._canvas.setLineWidth(line * mm)
        self._canvas.setStrokeColor(BLACK)
        if dash:
            self._canvas.setDash([dash * mm, dash * mm])
        self._canvas.line(start[0] * mm, self._y(start[1]), end[0] * mm, self._y(end[1]))
        self._canvas.restoreState()

    def blocks(self, rectangles: Iterable[tuple[float, float, float, float]], *, fill: Color = BLACK) -> None:
        """Filled rectangles (x, y, width, height) as one path: no hairline shows between neighbours."""
        self._canvas.setFillColor(fill)
        self._canvas.fill([(x * mm, self._y(y + high), wide * mm, high * mm) for x, y, wide, high in rectangles])

    def curve(self, stroke: Stroke, *, ink: Color, line: float = 0.0) -> None:
        """A path of cubic curves: drawn `line` mm thick with round ends, or filled if there is no line."""
        path = self._canvas.beginPath()
        path.moveTo(stroke[0][0] * mm, self._y(stroke[0][1]))
        for start in range(1, len(stroke), 3):
            (ax, ay), (bx, by), (cx, cy) = stroke[start : start + 3]
            path.curveTo(ax * mm, self._y(ay), bx * mm, self._y(by), cx * mm, self._y(cy))
        self._canvas.setLineWidth(line * mm)
        self._canvas.setLineCap(1)
        self._canvas.setStrokeColor(ink)
        self._canvas.setFillColor(ink)
        self._canvas.drawPath(path, stroke=int(line > 0), fill=int(not line))

    def picture(self, x: float, y: float, size: Size, png: bytes) -> None:
        """A picture of ours (PNG) with its top left corner at x, y, stretched to `size`; kept once in the file."""
        self._canvas.drawImage(
            ImageReader(BytesIO(png)),
            x * mm,
            self._y(y + size.height),
            size.width * mm,
            size.height * mm,
            mask="auto",
        )

    def put(self, stamp: Stamp, *, at: Sequence[Point], scale: float = 1.0) -> None:
        """A kept drawing with its top left corner at each of the places, `scale` times its size."""
        for x, y in at:
            self._canvas.saveState()
            self._canvas.translate(x * mm, self._y(y + stamp.size.height * scale))
            self._canvas.scale(scale, scale)
            self._canvas.doForm(stamp.name)
            self._canvas.restoreState()


def keep(canvas: Binding, size: Size, draw: Callable[[Pen], None]) -> Stamp:
    """Keep a drawing in the file."""
    stamp = Stamp(canvas.new_name(), size)
    canvas.beginForm(stamp.name, 0, 0, size.width * mm, size.height * mm)
    draw(Pen(canvas, size.height))
    canvas.endForm()
    return stamp


class Sheet(Pen):
    """A document of one or several pages of one size, in memory; the pen draws on the current page."""

    def __init__(self, size: Size, *, title: str, author: str, language: str = "fr-BE") -> None:
        self._file = BytesIO()
        canvas = Binding(self._file, title=title, author=author, language=language)
        canvas.setPageSize((size.width * mm, size.height * mm))
        super().__init__(canvas, size.height)

    def turn(self) -> None:
        """Go on on a new page."""
        self._canvas.showPage()

    def finish(self) -> bytes:
        """The PDF, after its last page."""
        self._canvas.showPage()
        self._canvas.finish()
        return self._file.getvalue()
