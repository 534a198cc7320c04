"""Text that must fit: it wraps between words, shrinks to its floor, and is then refused by name.

It is never cut and never overlaps. All lengths and sizes are in millimetres.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from cafepol.core.errors import Refused
from cafepol.printing.fonts import ASCENT, Face, printable, width

STEPS = 20  # between the wanted size and the floor
HAIR = 1e-6  # what sums of widths may be wrong by
BALANCING = 8  # halvings of the room: to half a millimetre on an A5

# a line breaks at a space, but never before ? ! ; : » % nor after «, whatever kind of space was typed there
_BREAK = re.compile(r"(?<!«) +(?![?!;:»%])")
# and, in a word too wide for a line, after a hyphen between letters: « Saint-Jean-Baptiste-de-la-Salle »
_HYPHEN = re.compile(r"(?<=[^\W\d_]{2}-)(?=[^\W\d_]{2})")
_ADDRESS = re.compile(r"[/@]|\.\w")  # where a hyphen at the end of a line would be read as one to leave out


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

    A word that is wider than the room breaks after its hyphens. What is wider all the same keeps a line for itself:
    the caller measures.
    """
    return _wrap(_words(text, size, face, room), size, face, room)


Words = list[tuple[str, str]]  # what joins each to the one before: a space, or nothing after a hyphen; and the word


def _words(text: str, size: float, face: Face, room: float) -> list[Words]:
    """The words of each line that was typed, those wider than the room in the parts between their hyphens."""
    return [list(_parts(_BREAK.split(line.strip()), size, face, room)) for line in text.split("\n")]


def _parts(words: list[str], size: float, face: Face, room: float) -> Iterator[tuple[str, str]]:
    for word in words:
        if width(word, size, face) <= room + HAIR or _ADDRESS.search(word):
            yield " ", word
        else:
            first, *others = _HYPHEN.split(word)
            yield " ", first
            for other in others:
                yield "", other


def _wrap(typed: list[Words], size: float, face: Face, room: float) -> list[str]:
    return [line for words in typed for line in _wrap_line(words, size, face, room)]


def _wrap_line(words: Words, size: float, face: Face, room: float) -> Iterator[str]:
    """Widths add up: the face is set without kerning."""
    space = width(" ", size, face)
    line = words[0][1]
    used = width(line, size, face)
    for glue, word in words[1:]:
        more = width(word, size, face) + (space if glue else 0)
        if used + more <= room + HAIR:
            line, used = f"{line}{glue}{word}", used + more
        else:
            yield line
            line, used = word, width(word, size, face)
    yield line


def wrap_balanced(text: str, *, size: float, face: Face, room: float) -> list[str]:
    """As wrap, on as few lines, these as short as they can be; no word breaks for that."""
    words = _words(text, size, face, room)
    best = _wrap(words, size, face, room)
    narrow, wide = 0.0, room
    for _ in range(BALANCING if len(best) > 1 else 0):
        middle = (narrow + wide) / 2
        lines = _wrap(words, size, face, middle)
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
        made = wrap_balanced if balanced and style.balanced else wrap
        found = made(text, size=size, face=style.face, room=room)
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


def _culprit(boxes: list[tuple[Drawn, float]]) -> Block:
    """The text to shorten: the first that cannot hold by itself, else the one that takes the most lines."""
    sizes = []
    for block, text, room in ((*each, room) for drawn, room in boxes for each in drawn):
        lines = wrap(text, size=block.style.floor, face=block.style.face, room=room)
        if not _holds(lines, block.style.floor, block.style, room):
            return block
        sizes.append((len(lines), len(text), block))
    return max(sizes, key=lambda size: size[:2])[2]


def _refusal(block: Block) -> Refused:
    name = block.label[:1].upper() + block.label[1:]
    return Refused(f"{name} ne tient pas sur la feuille. Raccourcissez ce texte.", field=block.field)
