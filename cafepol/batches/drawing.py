"""Flyer after flyer into one file."""

from cafepol.batches.papers import Edition
from cafepol.batches.spool import Spool
from cafepol.core.filters import month_year
from cafepol.flyers.cafes_content import VersoContent
from cafepol.flyers.content import FlyerContent
from cafepol.flyers.pdf.flyer import draw_flyer
from cafepol.flyers.pdf.verso import draw_verso
from cafepol.meetings.months import Month
from cafepol.printing.book import Book


def bundle_title(month: Month) -> str:
    """The title of the file: « Flyers, février 2027 »."""
    return f"Flyers, {month_year(month.first).lower()}"


class Bundle:
    """A file of many flyers, one after the other."""

    def __init__(self, spool: Spool, paper: Edition, *, title: str, author: str) -> None:
        self._book = Book(spool, title=title, author=author)
        self._paper = paper

    def add(self, content: FlyerContent, verso: VersoContent | None = None) -> None:
        """One flyer more, with its back. Raises Refused for one that does not print; then nothing of it is drawn."""
        fmt, use = self._paper.format, self._paper.use
        with self._book.whole():
            draw_flyer(self._book, content, fmt=fmt, use=use)
            if verso is not None:
                draw_verso(self._book, verso, fmt=fmt, use=use)

    def finish(self) -> bool:
        """Write what is left: whether there is any page."""
        if self._book.pages:
            self._book.finish()
        return self._book.pages > 0
