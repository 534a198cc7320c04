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
    (stack,) = fit_together([(blocks, room)], height=height)
    return stack


def fit_together(boxes: Sequence[tuple[Sequence[Block], float]], *, height: float) -> tuple[Stack, ...]:
    """As fit, for several boxes (blocks, and room) that share `height`: what one leaves, another may take.

    A text is refused only if all of them at their floors do not fit.
    """
    drawn = [(_drawn(blocks), room) for blocks, room in boxes]
    for step in _steps(lambda step: _fits(_tried(drawn, step), height)):
        stacks = _tried(drawn, step, balanced=True)
        if _fits(stacks, height):
            return tuple(stacks)
    raise _refusal(_culprit(drawn))


def _drawn(blocks: Sequence[Block]) -> Drawn:
    return [
        (block, printable(block.text, field=block.field, label=block.label)) for block in blocks if block.text.strip()
    ]


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


def _fits(stacks: list[Stack | None], height: float) -> TypeGuard[list[Stack]]:
    return all(stacks) and sum(stack.height for stack in stacks if stack) <= height


def _tried(drawn: list[tuple[Drawn, float]], step: int, *, balanced: bool = False) -> list[Stack | None]:
    return [_try_stack(texts, 1 - step / STEPS, room, balanced=balanced) for texts, room in drawn]


def _try_stack(drawn: Drawn, share: float, room: float, *, balanced: bool) -> Stack | None:
    """The stack with every size at `share` of the way up from its floor; None if a text does not hold its lines.

    Balancing takes as many lines, and time: it waits for the size that is drawn.
    """
    lines: list[Line] = []
    top = 0.0
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


def _culprit(boxes: list[tuple[Drawn, float]]) -> Block:
    """The text to shorten: the first that cannot hold by itself, else the one that takes the most lines."""
    sizes = []
    for block, text, room in ((*each, room) for drawn, room in boxes for each in drawn):
        lines = set_lines(text, block.style.face, room / block.style.floor)
        if not _holds(lines, block.style, room / block.style.floor):
            return block
        sizes.append((len(lines), len(text), block))
    return max(sizes, key=lambda size: size[:2])[2]


def _refusal(block: Block) -> Refused:
    name = block.label[:1].upper() + block.label[1:]
    return Refused(f"{name} ne tient pas sur la feuille. Raccourcissez ce texte.", field=block.field)
