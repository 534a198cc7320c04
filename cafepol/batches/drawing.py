"""Flyer after flyer into one file."""

from dataclasses import replace
from typing import BinaryIO, cast

from cafepol.batches.papers import Paper
from cafepol.batches.spool import Spool
from cafepol.core.filters import month_year
from cafepol.flyers.content import FlyerContent
from cafepol.flyers.pdf.flyer import draw_flyer
from cafepol.meetings.months import Month
from cafepol.printing.book import Book

BLACK = "#000000"


def bundle_title(month: Month) -> str:
    """The title of the file: « Flyers, février 2027 »."""
    return f"Flyers, {month_year(month.first).lower()}"


class Bundle:
    """A file of many flyers, one after the other."""

    def __init__(self, spool: Spool, paper: Paper, *, title: str, author: str) -> None:
        self._book = Book(cast("BinaryIO", spool), title=title, author=author)
        self._paper = paper

    def add(self, content: FlyerContent) -> None:
        """One flyer more. Raises Refused for one that does not print; then nothing of it is drawn."""
        shown = replace(content, colour=BLACK) if self._paper.black else content
        draw_flyer(self._book, shown, fmt=self._paper.format, use=self._paper.use)

    def finish(self) -> bool:
        """Write what is left: whether there is any page."""
        if self._book.pages:
            self._book.finish()
        return self._book.pages > 0
