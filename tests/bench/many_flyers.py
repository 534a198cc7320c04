"""Draw so many flyers into one PDF, in a process that has nothing else in memory; says seconds and kilobytes."""

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from cafepol.flyers.content import FlyerContent
from cafepol.flyers.pdf.flyer import draw_flyer, flyer_pdf
from cafepol.printing.book import Book
from tests.flyers.contents import FLYER


class Drawn(NamedTuple):
    """What one process took, of the processor and at most of memory."""

    seconds: float
    kilobytes: int


def since(begun: float) -> Drawn:
    """What was taken since then."""
    return Drawn(time.process_time() - begun, _peak())


def _peak() -> int:
    """The most memory of this program so far: what getrusage says counts the one that started it, too (Linux)."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines())
    return int(lines["VmHWM"].split()[0])


def flyers(count: int) -> Iterator[FlyerContent]:
    """Each with a code of its own and another host."""
    for number in range(count):
        link = f"cafepol.example/s/K{number:04}"
        yield replace(FLYER, host_name=f"Inspecteur {number} Dupont", link=f"https://{link}", short_link=link)


def drawn(count: int) -> Drawn:
    """So many flyers in one file."""
    flyer_pdf(FLYER)  # the face is read
    begun = time.process_time()
    with Path(os.devnull).open("wb") as out, Book(out, title="Flyers", author="Zone") as book:
        for content in flyers(count):
            draw_flyer(book, content)
    return since(begun)


if __name__ == "__main__":
    print(*drawn(int(sys.argv[1])))  # noqa: T201 -- a command speaks
