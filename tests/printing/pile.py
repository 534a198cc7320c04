"""A PDF of hundreds of pages, read at once: words and boxes by poppler, codes by zbar. Millimetres throughout."""

import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from html import unescape
from pathlib import Path

import pikepdf
import pypdfium2

from cafepol.printing.book import Book
from tests.printing.paper import POINT, TOUCH, Word

Box = tuple[float, float, float, float]  # left, top, right, bottom
_PAGE = re.compile(r'<page width="(.+?)" height="(.+?)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>')
_CLIP = re.compile(rb"\bW\*?\s+n\b")


class Pile:
    """The pages of a PDF that lies at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def _run(self, *command: str) -> str:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    @cached_property
    def pages(self) -> list[list[Word]]:
        """The words of each page."""
        found = self._run("pdftotext", "-bbox", str(self.path), "-")
        return [
            [Word(unescape(text), *(float(side) * POINT for side in sides)) for *sides, text in _WORD.findall(words)]
            for _, _, words in _PAGE.findall(found)
        ]

    @cached_property
    def texts(self) -> list[str]:
        """What stands on each page in the order in which it was drawn, without any space."""
        *pages, _ = self._run("pdftotext", "-raw", str(self.path), "-").split("\f")
        return ["".join(page.split()) for page in pages]

    @cached_property
    def trims(self) -> list[Box]:
        """What is left of each page after cutting."""
        with pikepdf.open(self.path) as pdf:
            return [_trim(page) for page in pdf.pages]

    def overlaps(self) -> list[tuple[int, str, str]]:
        """Words that lie on one another: page, and both."""
        return [
            (number, one.text, other.text)
            for number, words in enumerate(self.pages, start=1)
            for one, other in _neighbours(words)
            if one.meets(other.left, other.top, other.right, other.bottom)
        ]

    def outside(self, edge: float, *, cells: Sequence[Box] = ()) -> list[tuple[int, str]]:
        """Words that lie in no cell (by default the page after cutting), or within `edge` of the side of theirs."""
        return [
            (number, word.text)
            for number, (words, trim) in enumerate(zip(self.pages, self.trims, strict=True), start=1)
            for word in words
            if not any(
                word.within(left + edge, top + edge, right - edge, bottom - edge)
                for left, top, right, bottom in cells or (trim,)
            )
        ]

    def between(self, edge: float, bleed: float) -> list[tuple[int, str]]:
        """Words that would be cut or lie in the bleed: not `edge` inside the cut, nor wholly beyond the `bleed`."""
        return [
            (number, word.text)
            for number, (words, (left, top, right, bottom)) in enumerate(
                zip(self.pages, self.trims, strict=True), start=1
            )
            for word in words
            if word.meets(left - bleed, top - bleed, right + bleed, bottom + bleed)
            and not word.within(left + edge, top + edge, right - edge, bottom - edge)
        ]

    def codes(self, boxes: Sequence[tuple[int, Box]], folder: Path, *, dpi: int = 150) -> list[str]:
        """What the codes at these places (page from 1, box) say, each alone in a grey picture; empty if unread."""
        folder.mkdir(exist_ok=True)
        names = []
        document = pypdfium2.PdfDocument(self.path)
        for number, (page, box) in enumerate(boxes):
            names.append(folder / f"{number:05}.pgm")
            _crop(document[page - 1], box, dpi).save(names[-1])
        document.close()
        found = subprocess.run(
            ["zbarimg", "--quiet", "--xml", *map(str, names)], capture_output=True, text=True, check=False
        ).stdout
        read = dict(re.findall(r"<source href='(.+?)'>.*?<data><!\[CDATA\[(.*?)\]\]></data>", found, re.DOTALL))
        return [read.get(str(name), "") for name in names]

    def is_sound(self) -> bool:
        """Whether qpdf finds nothing to say."""
        return subprocess.run(["qpdf", "--check", str(self.path)], capture_output=True, check=False).returncode == 0

    def loose_fonts(self) -> list[str]:
        """The lines of fonts that are not embedded, or that nobody can copy text from."""
        *_, lines = self._run("pdffonts", str(self.path)).partition("---\n")
        return [line for line in lines.splitlines() if not re.search(r" yes +(yes|no) +yes +\d+ +\d+$", line)]

    def clips(self) -> bool:
        """Whether any drawing cuts another one off."""
        with pikepdf.open(self.path) as pdf:
            return any(_CLIP.search(each.read_bytes()) for each in pdf.objects if isinstance(each, pikepdf.Stream))


def book_of(folder: Path, draw: Callable[[Book], None]) -> Pile:
    """A book in that folder, of what `draw` draws."""
    path = folder / "pile.pdf"
    with path.open("wb") as out, Book(out, title="Trois cents cafés", author="Zone") as book:
        draw(book)
    return Pile(path)


def is_well_made(pile: Pile) -> bool:
    """What holds of every paper; each line says by itself what does not."""
    assert pile.is_sound()
    assert pile.loose_fonts() == []
    assert not pile.clips()
    assert pile.overlaps() == []
    return True


def _trim(page: pikepdf.Page) -> Box:
    media, trim = ([float(side) * POINT for side in box] for box in (page.mediabox, page.trimbox))
    return trim[0] - media[0], media[3] - trim[3], trim[2] - media[0], media[3] - trim[1]


def _neighbours(words: list[Word]) -> Iterator[tuple[Word, Word]]:
    """Pairs of words that share a height."""
    in_order = sorted(words, key=lambda word: word.top)
    for position, one in enumerate(in_order):
        for other in in_order[position + 1 :]:
            if other.top > one.bottom - TOUCH:
                break
            yield one, other


def _crop(page: pypdfium2.PdfPage, box: Box, dpi: int):
    wide, high = page.get_size()
    left, top, right, bottom = (side / POINT for side in box)
    shown = page.render(
        scale=dpi / 72, grayscale=True, crop=(left, high - bottom, wide - right, top), may_draw_forms=False
    )
    return shown.to_pil()
