"""A paper that may be drawn: what it says, how, and what was drawn lately and need not be drawn again."""

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from cafepol.core.errors import Refused
from cafepol.flyers.pieces import Piece
from cafepol.printing import press
from cafepol.printing.pictures import thumbnail

KEPT = 64  # drawn papers and pictures of them; some 40 kB each
PICTURE = 480  # pixels, the width of a picture on a page
_A4 = (210.0, 297.0)
_MEASURES = re.compile(r"(\d+) × (\d+)")


@dataclass(frozen=True)
class Paper:
    """One paper, ready to be drawn: the same `says` gives the same file.

    `is_private`: it tells of people, or of what they said; its file is kept nowhere. `seen` and `detail` are what the
    audit trail notes when somebody gets it.
    """

    piece: Piece
    says: Hashable
    make: Callable[[], bytes] = field(compare=False)
    is_private: bool = field(default=False, compare=False)
    seen: str = field(default="", compare=False)
    detail: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Refusal:
    """Why a paper does not print: a sentence to be shown, and what of its content is to blame."""

    piece: Piece
    sentence: str
    field: str | None


def file_of(paper: Paper) -> bytes:
    """The file of a paper, drawn in its turn. Raises Refused where it does not print, Busy when too many draw."""
    if not paper.is_private:
        return _kept(paper)
    with press.turn():
        return paper.make()


def picture_of(paper: Paper, *, page: int = 1) -> bytes:
    """A page of a paper as a picture for a page on the screen. Raises Refused and Busy as file_of.

    What is a picture itself is shown as it is.
    """
    if paper.piece.suffix == "png":
        return file_of(paper)
    if paper.is_private:
        return _pictured(file_of(paper), page)
    return _picture_kept(paper, page)


def find_refusal(paper: Paper) -> Refusal | None:
    """Why this paper, which tells of nobody, does not print; None if it does. Raises Busy when too many draw."""
    return _refusal_kept(paper)


def shape_of(piece: Piece) -> tuple[int, int]:
    """The size of a piece's picture, in pixels."""
    found = None if piece.size.startswith("A4") else _MEASURES.search(piece.size)
    width, height = map(float, found.groups()) if found else _A4
    return PICTURE, round(PICTURE * height / width)


def forget_papers() -> None:
    """Forget what was drawn."""
    for kept in (_kept, _picture_kept, _refusal_kept):
        kept.cache_clear()


@lru_cache(maxsize=KEPT)
def _kept(paper: Paper) -> bytes:
    with press.turn():
        return paper.make()


@lru_cache(maxsize=KEPT)
def _picture_kept(paper: Paper, page: int) -> bytes:
    return _pictured(_kept(paper), page)


def _pictured(file: bytes, page: int) -> bytes:
    with press.turn():
        return thumbnail(file, width=PICTURE, page=page)


@lru_cache(maxsize=4 * KEPT)
def _refusal_kept(paper: Paper) -> Refusal | None:
    try:
        _kept(paper)
    except Refused as refused:
        return Refusal(paper.piece, refused.message, refused.field)
    return None
