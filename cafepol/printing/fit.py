"""Text that must fit: it wraps between words, shrinks to its floor, and is then refused by name.

It is never cut and never overlaps. All lengths and sizes are in millimetres.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from cafepol.core.errors import Refused
from cafepol.printing.fonts import ASCENT, Face, printable
from cafepol.printing.wrapping import HAIR, SetLine, set_balanced, set_lines

STEPS = 20  # between the wanted size and the floor


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


Drawn = list[tuple[Block, str]]  # with what the typeface prints of its text


def fit(blocks: Sequence[Block], *, room: float, height: float) -> Stack:
    """The blocks one under another in a box `room` wide and `height` high, shrunk together as far as needed.

    Empty texts take no place. Raises Refused at the field that is too long, or that the typeface cannot print.
    """
    drawn = [
        (block, printable(block.text, field=block.field, label=block.label)) for block in blocks if block.text.strip()
    ]
    for step in _steps(lambda step: _fits(_try_stack(drawn, step, room), height)):
        stack = _try_stack(drawn, step, room, balanced=True)
        if _fits(stack, height):
            return stack
    raise _refusal(_culprit(drawn, room))


def _steps(holds: Callable[[int], bool]) -> Iterator[int]:
    """The steps to draw at, the best first: found by halving, as a smaller text hardly ever needs more room.

    It does where a name with hyphens just becomes whole; then every step is looked at.
    """
    if holds(0):
        yield 0
    elif holds(STEPS):
        yield bisect_left(range(1, STEPS), 1, key=lambda step: int(holds(step))) + 1
    else:
        yield from (step for step in range(1, STEPS) if holds(step))


def _fits(stack: Stack | None, height: float) -> TypeGuard[Stack]:
    return stack is not None and stack.height <= height


def _try_stack(drawn: Drawn, step: int, room: float, *, balanced: bool = False) -> Stack | None:
    """The stack with every size so many steps down to its floor; None if a text does not hold its lines.

    Balancing takes as many lines, and time: it waits for the size that is drawn.
    """
    lines: list[Line] = []
    top, share = 0.0, 1 - step / STEPS
    for position, (block, text) in enumerate(drawn):
        style = block.style
        size = style.floor + (style.size - style.floor) * share
        found = (set_balanced if balanced and style.balanced else set_lines)(text, style.face, room / size)
        if not _holds(found, style, room / size):
            return None
        top += block.before if position else 0.0
        for line, _ in found:
            lines.append(Line(line, top + size * ((style.leading - 1) / 2 + ASCENT), size, style.face))
            top += size * style.leading
    return Stack(tuple(lines), top)


def _holds(lines: list[SetLine], style: Style, room: float) -> bool:
    """Whether these are few enough, and none is wider than the room at size 1."""
    few = style.max_lines is None or len(lines) <= style.max_lines
    return few and all(used <= room + HAIR for _, used in lines)


def _culprit(drawn: Drawn, room: float) -> Block:
    """The text to shorten: the first that cannot hold by itself, else the one that takes the most lines."""
    sizes = []
    for block, text in drawn:
        lines = set_lines(text, block.style.face, room / block.style.floor)
        if not _holds(lines, block.style, room / block.style.floor):
            return block
        sizes.append((len(lines), len(text)))
    return drawn[sizes.index(max(sizes))][0]


def _refusal(block: Block) -> Refused:
    name = block.label[:1].upper() + block.label[1:]
    return Refused(f"{name} ne tient pas sur la feuille. Raccourcissez ce texte.", field=block.field)
