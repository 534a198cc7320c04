"""A thousand flyers in one PDF: how fast beside bare reportlab, and how much memory at a hundred and at a thousand."""

import subprocess
import sys
import time
from io import BytesIO

from cafepol.flyers.pdf.flyer import flyer_pdf
from tests.bench.many_flyers import Drawn, flyers, since
from tests.bench.paper import opened, repeat, strokes_of

FEW, MANY = 100, 1000
NOTED = 20  # flyers that the floor repeats by turns
FASTEST, FLAT = 0.8, 1.1  # spec/paper.md


def line() -> str:
    """What is measured here, as a sentence."""
    few, empty = _child("many_flyers", FEW), _child("many_flyers", 1)
    bare, ours = _child("books", MANY), _child("many_flyers", MANY)
    ratio = bare.seconds / ours.seconds
    growth = ours.kilobytes / few.kilobytes
    return (
        f"{MANY} flyers in one PDF: {MANY / ours.seconds:.0f} a second of processor, "
        f"{ratio:.2f} of bare reportlab (aim {FASTEST}{'' if ratio >= FASTEST else ', ✗'}). "
        f"Peak memory: {_mb(empty)} for one flyer, {_mb(few)} for {FEW}, {_mb(ours)} for {MANY}, "
        f"{growth:.2f} times (aim {FLAT}{'' if growth <= FLAT else ', ✗'}).\n"
    )


def _mb(drawn: Drawn) -> str:
    return f"{drawn.kilobytes / 1024:.0f} MB"


def _child(module: str, count: int) -> Drawn:
    said = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{module}", str(count)], check=True, capture_output=True, text=True
    ).stdout.split()
    return Drawn(float(said[0]), int(said[1]))


def repeated(count: int) -> Drawn:
    """The floor: so many flyers by bare reportlab, which knows their strokes by heart."""
    noted = [strokes_of(content, draw=flyer_pdf) for content in flyers(NOTED)]
    begun = time.process_time()
    canvas = opened(BytesIO(), noted[0].said)
    for number in range(count):
        repeat(canvas, noted[number % NOTED].calls)
    canvas.save()
    return since(begun)


if __name__ == "__main__":
    print(*repeated(int(sys.argv[1])))  # noqa: T201 -- a command speaks
