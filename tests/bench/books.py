"""A thousand flyers in one PDF: how fast beside bare reportlab, and how much memory at a hundred and at a thousand.

`python -m tests.bench.books ours 1000` draws them in a process of its own and says seconds of processor and kilobytes.
"""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from cafepol.flyers.content import FlyerContent
from cafepol.flyers.pdf.flyer import draw_flyer, flyer_pdf
from cafepol.printing.book import Book
from tests.bench.paper import opened, repeat, strokes_of
from tests.flyers.contents import FLYER

FEW, MANY = 100, 1000
NOTED = 20  # flyers that the floor repeats by turns
FASTEST, FLAT = 0.8, 1.1  # spec/paper.md


class Drawn(NamedTuple):
    """What one process took."""

    seconds: float
    kilobytes: int


def line() -> str:
    """What is measured here, as a sentence."""
    few, empty = _child("ours", FEW), _child("ours", 1)
    bare, ours = _child("bare", MANY), _child("ours", MANY)
    ratio = bare.seconds / ours.seconds
    growth = ours.kilobytes / few.kilobytes
    return (
        f"{MANY} flyers in one PDF: {MANY / ours.seconds:.0f} a second of processor, "
        f"{ratio:.2f} of bare reportlab (aim {FASTEST}{'' if ratio >= FASTEST else ', ✗'}). "
        f"Peak memory: {_mb(empty)} for one flyer, {_mb(few)} for {FEW}, {_mb(ours)} for {MANY}, "
        f"{growth:.2f} times (aim {FLAT}{'' if growth <= FLAT else ', ✗'}); bare reportlab {_mb(bare)}.\n"
    )


def _mb(drawn: Drawn) -> str:
    return f"{drawn.kilobytes / 1024:.0f} MB"


def _child(kind: str, count: int) -> Drawn:
    said = subprocess.run(
        [sys.executable, "-m", "tests.bench.books", kind, str(count)], check=True, capture_output=True, text=True
    ).stdout.split()
    return Drawn(float(said[0]), int(said[1]))


def _flyers(count: int) -> Iterator[FlyerContent]:
    """Each with a code of its own and another host."""
    for number in range(count):
        link = f"cafepol.example/s/K{number:04}"
        yield replace(FLYER, host_name=f"Inspecteur {number} Dupont", link=f"https://{link}", short_link=link)


def _draw(count: int) -> None:
    with Path(os.devnull).open("wb") as out, Book(out, title="Flyers", author="Zone") as book:
        for content in _flyers(count):
            draw_flyer(book, content)


def _repeat(count: int) -> float:
    noted = [strokes_of(content, draw=flyer_pdf) for content in _flyers(NOTED)]
    begun = time.process_time()
    out = BytesIO()
    canvas = opened(out, noted[0].said)
    for number in range(count):
        repeat(canvas, noted[number % NOTED].calls)
    canvas.save()
    return time.process_time() - begun


def _measured(kind: str, count: int) -> Drawn:
    flyer_pdf(FLYER)  # the face is read
    begun = time.process_time()
    if kind == "bare":
        seconds = _repeat(count)
    else:
        _draw(count)
        seconds = time.process_time() - begun
    return Drawn(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    print(*_measured(sys.argv[1], int(sys.argv[2])))  # noqa: T201 -- a command speaks
