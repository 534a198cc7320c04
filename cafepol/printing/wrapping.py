"""Text in lines: broken between words, after a hyphen of a name wider than a line, and never where one would stumble.

Lengths in the unit of the size, millimetres on our sheets.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from cafepol.printing.fonts import Face, width

HAIR = 1e-6  # what sums of widths may be wrong by
BALANCING = 8  # halvings of the room: to half a millimetre on an A5
KEPT = 1024  # texts whose words were measured

# a line breaks at a space, but never before ? ! ; : » % nor after «, whatever kind of space was typed there,
# nor between two digits: of « 065 00 12 / 01 » somebody dials the first line
_BREAK = re.compile(r"(?<![« ])(?!(?<=\d) +\d) +(?![ ?!;:»%])")
_BETWEEN_DIGITS = re.compile(r"(?<=\d) +(?=\d)")  # unless what would stay together is wider than a line
# and, in a word too wide for a line, after a hyphen between letters: « Saint-Jean-Baptiste-de-la-Salle »
_HYPHEN = re.compile(r"(?<=[^\W\d_]{2}-)(?=[^\W\d_]{2})")
_ADDRESS = re.compile(r"[/@]|\.\w")  # where a hyphen at the end of a line would be read as one to leave out

Word = tuple[str, str, float]  # what joins it to the one before (a space, or nothing after a hyphen), it, its width
SetLine = tuple[str, float]  # a line and its width


def wrap(text: str, *, size: float, face: Face, room: float) -> list[str]:
    """The lines of a text in `room` of width, broken between words; a newline in the text ends a line.

    A word that is wider than the room breaks after its hyphens, a number between its groups of digits. What is wider
    all the same keeps a line for itself: the caller measures.
    """
    return [line for line, _ in set_lines(text, face, room / size)]


def wrap_balanced(text: str, *, size: float, face: Face, room: float) -> list[str]:
    """As wrap, on as few lines, these as short as they can be; no word breaks for that."""
    return [line for line, _ in set_balanced(text, face, room / size)]


def wrap_anything(text: str, *, size: float, face: Face, room: float) -> list[str]:
    """As wrap, and a word wider than the room (an address of a page) goes on on the next line."""
    found = wrap(text, size=size, face=face, room=room)
    return [piece for line in found for piece in _pieces(line, size, face, room)]


def parted(text: str, *, size: float, face: Face, room: float) -> str:
    """The text; if a word of it is wider than the room, in lines that all fit: nobody's long name stops a paper."""
    if all(width(line, size, face) <= room + HAIR for line in wrap(text, size=size, face=face, room=room)):
        return text
    return "\n".join(wrap_anything(text, size=size, face=face, room=room))


def set_lines(text: str, face: Face, room: float) -> list[SetLine]:
    """The lines at size 1, each with its width."""
    return [line for words in _words(text, face, room) for line in _flow(words, face, room)]


def set_balanced(text: str, face: Face, room: float) -> list[SetLine]:
    """As set_lines, as wrap_balanced does."""
    typed = _words(text, face, room)
    best = [line for words in typed for line in _flow(words, face, room)]
    narrow, wide = 0.0, room
    for _ in range(BALANCING if len(best) > 1 else 0):
        middle = (narrow + wide) / 2
        lines = [line for words in typed for line in _flow(words, face, middle)]
        if len(lines) > len(best) or any(used > middle + HAIR for _, used in lines):
            narrow = middle
        else:
            best, wide = lines, middle
    return best


@lru_cache(maxsize=KEPT)
def _measured(text: str, face: Face) -> tuple[tuple[Word, ...], ...]:
    """The words of each line that was typed, remembered: a text that shrinks or is balanced is set many times."""
    return tuple(
        tuple((" ", word, width(word, 1, face)) for word in _BREAK.split(line.strip())) for line in text.split("\n")
    )


def _words(text: str, face: Face, room: float) -> list[list[Word]]:
    """The words, those wider than the room in their parts."""
    most = room + HAIR
    return [
        [part for word in words for part in ([word] if word[2] <= most else _parts(word[1], face))]
        for words in _measured(text, face)
    ]


def _parts(word: str, face: Face) -> list[Word]:
    return [part for figures in _BETWEEN_DIGITS.split(word) for part in _hyphenated(figures, face)]


def _hyphenated(word: str, face: Face) -> list[Word]:
    first, *others = [word] if _ADDRESS.search(word) else _HYPHEN.split(word)
    return [(" ", first, width(first, 1, face)), *(("", other, width(other, 1, face)) for other in others)]


def _flow(words: list[Word], face: Face, room: float) -> Iterator[SetLine]:
    """Widths add up: the face is set without kerning."""
    space, most = width(" ", 1, face), room + HAIR
    _, line, used = words[0]
    for glue, word, wide in words[1:]:
        longer = used + wide + (space if glue else 0.0)
        if longer <= most:
            line, used = f"{line}{glue}{word}", longer
        else:
            yield line, used
            line, used = word, wide
    yield line, used


def _pieces(line: str, size: float, face: Face, room: float) -> Iterator[str]:
    while width(line, size, face) > room + HAIR:
        fitting = bisect_right(range(1, len(line)), room, key=lambda count: width(line[:count], size, face))
        end = max(1, fitting)
        yield line[:end]
        line = line[end:]
    yield line
