"""Every paper of a meeting, with those that several rooms make together."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from cafepol.core.errors import Busy, NotFound
from cafepol.desk.returns_queries import return_sheet, sheet_content
from cafepol.flyers import making, pdf
from cafepol.flyers.checking import checked
from cafepol.flyers.choosing import Choice
from cafepol.flyers.making import Facts, Maker, Order
from cafepol.flyers.papers import Paper, Refusal, find_refusal, shape_of
from cafepol.flyers.pieces import PIECES, Family, Format, Piece, find_piece, flyer_piece
from cafepol.meetings.models import Meeting


def _returns(order: Order) -> Paper:
    """The « fiche retour »: whose concerns it tells of is on the audit trail, also when it is only looked at."""
    sheet = return_sheet(order.meeting)
    content = sheet_content(order.meeting, sheet)
    return Paper(
        order.piece, content, partial(pdf.return_sheet, content), is_private=True,
        seen="return_sheet_seen" if order.is_seen_only else "return_sheet_printed",
        detail={"numbers": sorted(each.number for each in sheet.said)},
    )  # fmt: skip


MAKERS: Mapping[str, Maker] = {**making.MAKERS, "fiche-retour": _returns}
_OF_CONCERNS = {"fiche-retour"}


@dataclass(frozen=True)
class OnHub:
    """What a meeting's own page shows of its papers: one of them if it prints (`shows`), and which do not print."""

    piece: Piece
    shows: bool
    refusals: list[Refusal]

    @property
    def shape(self) -> tuple[int, int]:
        """The size of its picture, in pixels."""
        return shape_of(self.piece)


@dataclass(frozen=True)
class Shown:
    """A paper on the page « À imprimer »: as its picture shows it, and why it does not print, if it does not."""

    piece: Piece
    choice: Choice
    refusal: Refusal | None


def is_for_writers(piece: Piece) -> bool:
    """Whether only who writes a meeting gets this paper of it."""
    return piece.names_people or tells_of_concerns(piece)


def tells_of_concerns(piece: Piece) -> bool:
    """Whether it tells what was said at a café: drawn for whoever may know that, and never kept."""
    return piece.slug in _OF_CONCERNS


def get_piece(slug: str) -> Piece:
    """The paper of a slug. Raises NotFound for any other."""
    piece = find_piece(slug)
    if piece is None or piece.slug not in MAKERS:
        raise NotFound
    return piece


def papers_on_hub(meeting: Meeting) -> OnHub:
    """The flyer that most ask for, and what does not print as far as is known."""
    piece, refused = flyer_piece(Format.A5), checked(meeting)
    prints = not meeting.is_cancelled and piece not in {each.piece for each in refused}
    return OnHub(piece, prints, refused)


def paper_of(order: Order) -> Paper:
    """The paper that is wanted, ready to be drawn."""
    return MAKERS[order.piece.slug](order)


def shown_papers(meeting: Meeting, choice: Choice, *, may_write: bool) -> dict[Family, list[Shown]]:
    """The papers of a meeting under their headings, those that this person may have."""
    pieces = [each for each in PIECES if each.slug in MAKERS and (may_write or not is_for_writers(each))]
    refused = _refusals(meeting, choice, [each for each in pieces if not tells_of_concerns(each)])
    found: dict[Family, list[Shown]] = {}
    for piece in pieces:
        found.setdefault(piece.family, []).append(Shown(piece, choice.seen(piece), refused.get(piece)))
    return found


def _refusals(meeting: Meeting, choice: Choice, pieces: Iterable[Piece]) -> dict[Piece, Refusal | None]:
    """What does not print; when too many draw at once, as far as is known."""
    found: dict[Piece, Refusal | None] = {}
    facts = Facts(meeting)
    with suppress(Busy):
        for piece in pieces:
            order = Order(facts, piece, choice.seen(piece), is_seen_only=True)
            found[piece] = find_refusal(paper_of(order))
    return found
