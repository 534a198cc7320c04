"""Text that must fit: it shrinks to its floor, wraps between words, and is then refused by name.

It is never cut and never overlaps. All lengths and sizes are in millimetres.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cafepol.core.errors import Refused
from cafepol.printing.fonts import ASCENT, Face, printable, width

STEPS = 20  # between the wanted size and the floor
HAIR = 1e-6  # what sums of widths may be wrong by
BALANCING = 8  # halvings of the room: to half a millimetre on an A5

# a line breaks at a space, but never before ? ! ; : » % nor after «, whatever kind of space was typed there
_BREAK = re.compile(r"(?<!«) +(?![?!;:»%])")


@dataclass(frozen=True)
class Style:
    """How a text wants to look: `size` down to `floor`, lines `leading` times the size apart.

    It takes at most `max_lines`. A `balanced` text, such as a title, has lines of about the same length.
    """

    size: float
    floor: float
    face: Face = Face.REGULAR
    leading: float = 1.2
    max_lines: int | None = None
    balanced: bool = False


@dataclass(frozen=True)
class Block:
    """One text of a stack, the space `before` it, and what to blame: a form field, and its name in a sentence."""

    text: str
    style: Style
    field: str
    label: str
    before: float = 0.0


@dataclass(frozen=True)
class Line:
    """A line that has its place: its baseline is `drop` below the top of the stack."""

    text: str
    drop: float
    size: float
    face: Face


@dataclass(frozen=True)
class Stack:
    """Lines that fit their box, and the height that they take."""

    lines: tuple[Line, ...]
    height: float


def wrap(text: str, *, size: float, face: Face, room: float) -> list[str]:
    """The lines of a text in `room` of width, broken between words; a newline in the text ends a line.

    A word that is wider than the room keeps a line for itself: the caller measures.
    """
    return [line for part in text.split("\n") for line in _wrap_part(_BREAK.split(part.strip()), size, face, room)]


def _wrap_part(words: list[str], size: float, face: Face, room: float) -> Iterator[str]:
    """Widths add up: the face is set without kerning."""
    space = width(" ", size, face)
    line, used = words[0], width(words[0], size, face)
    for word in words[1:]:
        more = width(word, size, face)
        if used + space + more <= room + HAIR:
            line, used = f"{line} {word}", used + space + more
        else:
            yield line
            line, used = word, more
    yield line


def wrap_balanced(text: str, *, size: float, face: Face, room: float) -> list[str]:
    """As wrap, on as few lines, these as short as they can be."""
    best = wrap(text, size=size, face=face, room=room)
    narrow, wide = 0.0, room
    for _ in range(BALANCING):
        middle = (narrow + wide) / 2
        lines = wrap(text, size=size, face=face, room=middle)
        if len(lines) > len(best) or any(width(line, size, face) > middle + HAIR for line in lines):
            narrow = middle
        else:
            best, wide = lines, middle
    return best


def wrap_anything(text: str, *, size: float, face: Face, room: float) -> list[str]:
    """As wrap, and a word wider than the room (an address of a page) goes on on the next line."""
    found = wrap(text, size=size, face=face, room=room)
    return [piece for line in found for piece in _pieces(line, size, face, room)]


def _pieces(line: str, size: float, face: Face, room: float) -> Iterator[str]:
    while width(line, size, face) > room + HAIR:
        fitting = bisect_right(range(1, len(line)), room, key=lambda count: width(line[:count], size, face))
        end = max(1, fitting)
        yield line[:end]
        line = line[end:]
    yield line


def fit(blocks: Sequence[Block], *, room: float, height: float) -> Stack:
    """The blocks one under another in a box `room` wide and `height` high, shrunk together as far as needed.

    Empty texts take no place. Raises Refused at the field that is too long, or that the typeface cannot print.
    """
    drawn = [
        (block, printable(block.text, field=block.field, label=block.label)) for block in blocks if block.text.strip()
    ]
    for step in range(STEPS + 1):
        stack = _try_stack(drawn, 1 - step / STEPS, room)
        if stack and stack.height <= height:
            return stack
    raise _refusal(_culprit(drawn, room))


def _try_stack(drawn: list[tuple[Block, str]], share: float, room: float) -> Stack | None:
    """The stack with every size at `share` of the way up from its floor; None if a text does not hold its lines."""
    lines: list[Line] = []
    top = 0.0
    for position, (block, text) in enumerate(drawn):
        style = block.style
        size = style.floor + (style.size - style.floor) * share
        found = (wrap_balanced if style.balanced else wrap)(text, size=size, face=style.face, room=room)
        if not _holds(found, size, style, room):
            return None
        top += block.before if position else 0.0
        for line in found:
            lines.append(Line(line, top + size * ((style.leading - 1) / 2 + ASCENT), size, style.face))
            top += size * style.leading
    return Stack(tuple(lines), top)


def _holds(lines: list[str], size: float, style: Style, room: float) -> bool:
    few = style.max_lines is None or len(lines) <= style.max_lines
    return few and all(width(line, size, style.face) <= room + HAIR for line in lines)


def _culprit(drawn: list[tuple[Block, str]], room: float) -> Block:
    """The text to shorten: the first that cannot hold by itself, else the one that takes the most lines."""
    sizes = []
    for block, text in drawn:
        lines = wrap(text, size=block.style.floor, face=block.style.face, room=room)
        if not _holds(lines, block.style.floor, block.style, room):
            return block
        sizes.append((len(lines), len(text)))
    return drawn[sizes.index(max(sizes))][0]


def _refusal(block: Block) -> Refused:
    name = block.label[:1].upper() + block.label[1:]
    return Refused(f"{name} ne tient pas sur la feuille. Raccourcissez ce texte.", field=block.field)
