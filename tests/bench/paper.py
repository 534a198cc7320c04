"""The floor of the PDFs: bare reportlab repeating the very strokes of a flyer, which it knows by heart."""

import time
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any
from unittest.mock import patch

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from cafepol.flyers import pdf
from cafepol.flyers.content import FlyerContent
from cafepol.printing import sheets
from tests.bench.load import Round

Call = tuple[str, tuple[Any, ...], dict[str, Any]]


class Path:
    """A path that notes how it is drawn."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *args: self.calls.append((name, args, {}))


class Tape:
    """In place of reportlab's canvas: notes what it is asked, and draws nothing."""

    def __init__(self, _file: BytesIO, **options: Any) -> None:
        self.options = options
        self.calls: list[Call] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name == "beginPath":
            return Path
        return lambda *args, **kwargs: self.calls.append((name, args, kwargs))


def strokes_of(content: FlyerContent) -> tuple[dict[str, Any], list[Call]]:
    """All that the flyer asks of reportlab, in order.

    Raises AssertionError unless bare reportlab makes the same file of it, byte for byte.
    """
    taped: list[Tape] = []

    def canvas(file: BytesIO, **options: Any) -> Tape:
        taped.append(Tape(file, **options))
        return taped[-1]

    with patch.object(sheets, "Canvas", canvas):
        pdf.flyer_a5(content)
    strokes = taped[0].options, taped[0].calls
    assert bare(strokes) == pdf.flyer_a5(content), "the floor does not draw the same shapes"
    return strokes


def bare(strokes: tuple[dict[str, Any], list[Call]]) -> bytes:
    """The same flyer by reportlab alone: nothing is measured, wrapped or encoded any more."""
    options, calls = strokes
    file = BytesIO()
    canvas = Canvas(file, **options)
    for name, args, kwargs in calls:
        if name == "drawPath":
            path: PDFPathObject = canvas.beginPath()
            for stroke, points, _ in args[0].calls:
                getattr(path, stroke)(*points)
            canvas.drawPath(path, **kwargs)
        else:
            getattr(canvas, name)(*args, **kwargs)
    return file.getvalue()


def drawn(draw: Callable[[Any], bytes], things: Sequence[Any]) -> Round:
    """A round of drawing each of these once."""
    times = []
    used, start = time.process_time(), time.perf_counter()
    for thing in things:
        begun = time.perf_counter()
        draw(thing)
        times.append(time.perf_counter() - begun)
    return Round(times, time.perf_counter() - start, time.process_time() - used)
