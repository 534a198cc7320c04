"""The floor of the PDFs: bare reportlab repeating the very strokes of a flyer, which it knows by heart."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from unittest.mock import patch

from PIL import Image, ImageChops
from pypdfium2 import PdfDocument
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from cafepol.flyers.content import FlyerContent
from cafepol.flyers.pdf.flyer import flyer_a5
from cafepol.printing import binding, book, sheets
from cafepol.printing.fonts import Face
from cafepol.printing.pictures import png
from tests.bench.load import Round

FAINT = 16  # of 255 shades, at the edge of a shape

Call = tuple[str, tuple[Any, ...], dict[str, Any]]


class Path:
    """A path that notes how it is drawn."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *args: self.calls.append((name, args, {}))


class Tape:
    """In place of our canvas: notes what it is asked, and draws nothing."""

    def __init__(self, _out: object, *, title: str, author: str, language: str) -> None:
        self.said = {"title": title, "author": author, "language": language}
        self.calls: list[Call] = []
        self.stamps = 0

    def new_name(self) -> str:
        """A name for a stamp, as our canvas gives it."""
        self.stamps += 1
        return f"stamp-{self.stamps}"

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name == "beginPath":
            return Path
        return lambda *args, **kwargs: self.calls.append((name, args, kwargs))


@dataclass(frozen=True)
class Strokes:
    """All that a paper asks of reportlab, in order, and what the file says of itself."""

    said: dict[str, str]
    calls: list[Call] = field(repr=False)


@contextmanager
def taped() -> Iterator[list[Tape]]:
    """What is drawn inside is noted, not drawn."""
    tapes: list[Tape] = []

    def tape(out: object, **said: str) -> Tape:
        tapes.append(Tape(out, **said))
        return tapes[-1]

    with patch.object(sheets, "Binding", tape), patch.object(book, "Binding", tape):
        yield tapes


def strokes_of(content: FlyerContent, *, draw: Callable[[FlyerContent], bytes] = flyer_a5) -> Strokes:
    """The strokes of a flyer.

    Raises AssertionError unless what bare reportlab makes of them looks the same.
    """
    with taped() as tapes:
        draw(content)
    strokes = Strokes(tapes[0].said, tapes[0].calls)
    assert is_alike(bare(strokes), draw(content)), "the floor does not draw the same shapes"
    return strokes


def is_alike(one: bytes, other: bytes) -> bool:
    """Whether the first pages of two files say and show the same, but for what a printer could not print."""
    texts = [PdfDocument(each)[0].get_textpage().get_text_range() for each in (one, other)]
    pictures = [Image.open(BytesIO(png(each, width=600, height=850))).convert("L") for each in (one, other)]
    return texts[0] == texts[1] and max(ImageChops.difference(*pictures).tobytes()) <= FAINT


def bare(strokes: Strokes) -> bytes:
    """The same flyer by reportlab alone: nothing is measured, wrapped or encoded any more."""
    file = BytesIO()
    canvas = opened(file, strokes.said)
    repeat(canvas, strokes.calls)
    canvas.save()
    return file.getvalue()


def opened(file: BytesIO, said: dict[str, str]) -> Canvas:
    """A bare canvas whose file says the same of itself."""
    canvas = Canvas(
        file,
        initialFontName=Face.REGULAR.value,  # type: ignore[arg-type]  # the stubs say float; it is a name
        pageCompression=1,
        invariant=1,
        pdfVersion=binding.VERSION,
        lang=said["language"],
    )
    canvas.setTitle(said["title"])
    canvas.setAuthor(said["author"])
    canvas.setCreator("CaféPol")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas


def repeat(canvas: Canvas, calls: Sequence[Call]) -> None:
    """Draw all that was noted; the file is still open."""
    for name, args, kwargs in calls:
        if name == "drawPath":
            path: PDFPathObject = canvas.beginPath()
            for stroke, points, _ in args[0].calls:
                getattr(path, stroke)(*points)
            canvas.drawPath(path, **kwargs)
        elif name == "fill":
            path = canvas.beginPath()
            for sides in args[0]:
                path.rect(*sides)
            canvas.drawPath(path, stroke=0, fill=1)
        elif name != "finish":
            getattr(canvas, name)(*args, **kwargs)


def drawn(draw: Callable[[Any], bytes], things: Sequence[Any]) -> Round:
    """A round of drawing each of these once."""
    times = []
    used, start = time.process_time(), time.perf_counter()
    for thing in things:
        begun = time.perf_counter()
        draw(thing)
        times.append(time.perf_counter() - begun)
    return Round(times, time.perf_counter() - start, time.process_time() - used)
