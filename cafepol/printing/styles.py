"""How a zone's papers look: its logo, and one set of text sizes for all sizes of sheet. Millimetres throughout."""

from dataclasses import dataclass, fields, replace
from typing import Self

from cafepol.printing.fit import Style
from cafepol.printing.fonts import Face
from cafepol.printing.sheets import Pen, Size


@dataclass(frozen=True)
class Logo:
    """The zone's own mark: a PNG that was checked when the profile was read, and its size in pixels."""

    picture: bytes
    width: int
    height: int

    def fitted(self, room: Size) -> Size:
        """As large as it fits in `room`, undistorted."""
        scale = min(room.width / self.width, room.height / self.height)
        return Size(self.width * scale, self.height * scale)

    def draw(self, pen: Pen, x: float, y: float, room: Size) -> Size:
        """Draw it in a room with its top left corner at x, y; returns what it takes of it."""
        size = self.fitted(room)
        pen.picture(x, y, size, self.picture)
        return size


@dataclass(frozen=True)
class Scale:
    """The text styles of one size of sheet; what a reader needs is never smaller than the floor of `words`."""

    title: Style
    hours: Style
    place: Style
    address: Style
    host: Style
    words: Style
    question: Style
    phone: Style
    link: Style
    zone: Style
    publisher: Style

    def times(self, factor: float) -> Self:
        """The same for a sheet so many times as large."""
        return replace(self, **{each.name: _times(getattr(self, each.name), factor) for each in fields(self)})


def _times(style: Style, factor: float) -> Style:
    return replace(style, size=style.size * factor, floor=style.floor * factor)


ON_A5 = Scale(  # floor of what is read: 14 points
    title=Style(13.5, 8.5, Face.BOLD, leading=1.08, balanced=True),
    hours=Style(10.5, 8, Face.BOLD, leading=1.15, max_lines=1),
    place=Style(6.4, 5.0, Face.BOLD, leading=1.15, balanced=True),
    address=Style(5.8, 5.0, leading=1.15),
    host=Style(7, 5.4, Face.BOLD, leading=1.15),
    words=Style(5.6, 5.0, leading=1.16),
    question=Style(5.5, 5.0, leading=1.1, max_lines=1),
    phone=Style(12.5, 8.5, Face.BOLD, leading=1.08, max_lines=1),
    link=Style(5.0, 3.2, leading=1.1, max_lines=2),
    zone=Style(3.6, 2.7, leading=1.15),
    publisher=Style(2.9, 2.2, leading=1.1),
)
