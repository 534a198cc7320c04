"""A QR code: one path of black modules on a white square."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

import segno

from cafepol.core.errors import Refused
from cafepol.printing.inks import WHITE
from cafepol.printing.sheets import Pen, Size

QUIET = 4  # modules of white all around: ISO/IEC 18004
LEAST = 25.0  # mm: below it a telephone held over a mailbox does not read
MODULE = 0.5  # mm, the smallest that a 150 dpi print keeps
LONGEST = 213  # bytes: version 10, whose 57 modules keep that at 30 mm
MASK = 3  # diagonal stripes, which keep addresses apart well; looking for the best of eight takes five times as long


def draw_qr(pen: Pen, link: str, *, x: float, y: float, side: float, field: str) -> None:
    """The code of a link (error correction M or better), `side` mm wide from x, y; its quiet zone lies outside.

    Raises Refused at `field` when the link is too long for modules that a telephone can read, and ValueError for a side
    below LEAST.
    """
    if side < LEAST:
        raise ValueError(f"a code of {side} mm is not read")
    matrix = _modules(link) if len(link.encode()) <= LONGEST else ()
    if not matrix or side / len(matrix) < MODULE:
        raise Refused("Cette adresse est trop longue pour un code QR.", field=field)
    module = side / len(matrix)
    edge = side + 2 * QUIET * module
    pen.box(x - QUIET * module, y - QUIET * module, Size(edge, edge), fill=WHITE)
    pen.blocks(
        (x + column * module, y + row * module, length * module, module)
        for row, modules in enumerate(matrix)
        for column, length in _dark_runs(modules)
    )


@lru_cache(maxsize=256)
def _modules(link: str) -> tuple[bytearray, ...]:
    """Remembered, because the same code stands on all papers of a meeting."""
    matrix: tuple[bytearray, ...] = segno.make_qr(link, error="m", mask=MASK).matrix
    return matrix


def _dark_runs(modules: bytearray) -> Iterator[tuple[int, int]]:
    """Where each run of dark modules of a row starts, and its length."""
    column = 0
    for dark, run in groupby(modules):
        length = len(list(run))
        if dark:
            yield column, length
        column += length
