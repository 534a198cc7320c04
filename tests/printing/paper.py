"""A PDF as others read it: poppler for words, fonts and pictures, zbar for codes. Millimetres from the top left."""

import re
import subprocess
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pikepdf
from PIL import Image

POINT = 25.4 / 72
TOUCH = 0.05  # mm: boxes that touch do not overlap


@dataclass(frozen=True)
class Word:
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def within(self, left: float, top: float, right: float, bottom: float) -> bool:
        return left <= self.left and top <= self.top and self.right <= right and self.bottom <= bottom

    def meets(self, left: float, top: float, right: float, bottom: float) -> bool:
        wide = min(self.right, right) - max(self.left, left)
        high = min(self.bottom, bottom) - max(self.top, top)
        return wide > TOUCH and high > TOUCH


class Paper:
    def __init__(self, data: bytes, folder: Path):
        self.path = folder / "paper.pdf"
        self.path.write_bytes(data)
        self.pdf = pikepdf.open(BytesIO(data))

    def _run(self, *command: str) -> bytes:
        return subprocess.run(command, check=True, capture_output=True).stdout

    @cached_property
    def text(self) -> str:
        """All its words, whatever the line breaks: single spaces."""
        return " ".join(self._run("pdftotext", "-raw", self.path, "-").decode().split())

    @cached_property
    def info(self) -> dict[str, str]:
        lines = self._run("pdfinfo", self.path).decode().splitlines()
        return {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}

    @property
    def size(self) -> tuple[int, int]:
        wide, high = re.findall(r"[\d.]+", self.info["Page size"])[:2]
        return round(float(wide) * POINT), round(float(high) * POINT)

    @property
    def fonts(self) -> list[dict[str, str]]:
        lines = self._run("pdffonts", self.path).decode().splitlines()[2:]
        columns = (
            r"\S+\+(?P<name>\S+) +(?P<type>.+?) +\S+ +(?P<embedded>yes|no) +(?P<subset>yes|no) +(?P<unicode>yes|no) "
        )
        return [re.match(columns, line).groupdict() for line in lines]

    @cached_property
    def pages(self) -> list[list[Word]]:
        xml = self._run("pdftotext", "-bbox", self.path, "-").decode()
        box = re.compile(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>')
        return [
            [Word(text, *(float(side) * POINT for side in sides)) for *sides, text in box.findall(page)]
            for page in xml.split("<page ")[1:]
        ]

    def overlaps(self) -> list[tuple[str, str]]:
        return [
            (one.text, other.text)
            for page in self.pages
            for one, other in combinations(page, 2)
            if one.meets(other.left, other.top, other.right, other.bottom)
        ]

    def outside(self, edge: float) -> list[str]:
        """Words nearer than `edge` mm to the edge of the page."""
        wide, high = self.size
        words = (word for page in self.pages for word in page)
        return [word.text for word in words if not word.within(edge, edge, wide - edge, high - edge)]

    def picture(self, *, dpi: int = 150, page: int = 1) -> Image.Image:
        target = self.path.with_name(f"page-{page}")
        span = ("-f", str(page), "-l", str(page), "-singlefile")
        self._run("pdftoppm", "-gray", "-png", "-r", str(dpi), *span, str(self.path), str(target))
        return Image.open(target.with_suffix(".png")).convert("L")

    def codes(self, picture: Image.Image) -> list[str]:
        """What the QR codes of a picture say."""
        target = self.path.with_name("codes.png")
        picture.save(target)
        return self._run("zbarimg", "--quiet", "--raw", str(target)).decode().splitlines()


def area(picture: Image.Image, left: float, top: float, right: float, bottom: float, *, dpi: int = 150) -> Image.Image:
    """A part of a picture, in millimetres."""
    return picture.crop(tuple(round(side * dpi / 25.4) for side in (left, top, right, bottom)))
