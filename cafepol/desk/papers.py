"""Every paper of a meeting, with those that several rooms make together."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from cafepol.casework.pdf_calls import TITLE as CALLS
from cafepol.casework.pdf_calls import CallLine, CallsContent, draw_calls
from cafepol.concerns.queries import Scope
from cafepol.core.errors import Busy, NotFound
from cafepol.desk.kit_queries import CallSheet, call_sheet, calls_content, kit_content
from cafepol.desk.returns_queries import ReturnSheet, return_sheet, sheet_content
from cafepol.flyers import making, pdf
from cafepol.flyers.checking import Correction, by_cause, checked, correction_of
from cafepol.flyers.choosing import Choice
from cafepol.flyers.making import Facts, Maker, Order
from cafepol.flyers.papers import Paper, Refusal, find_refusal, shape_of
from cafepol.flyers.pdf.kit import day_kit
from cafepol.flyers.pieces import PIECES, Family, Format, Piece, find_piece, flyer_piece
from cafepol.meetings.models import Meeting
from cafepol.printing.book import bound

EXAMPLE = CallLine("Prénom Nom", "le numéro", "De quoi il s’agit", "Ce qu’il y a à dire")
ANYBODY = CallSheet()  # a kit that is looked at names nobody


def _returns(order: Order) -> Paper:
    """The « fiche retour »: whose concerns it tells of is on the audit trail, also when it is only looked at."""
    sheet = return_sheet(order.meeting)
    content = sheet_content(order.meeting, sheet)
    return Paper(
        order.piece, content, partial(pdf.return_sheet, content), is_private=True,
        seen="return_sheet_seen" if order.is_seen_only else "return_sheet_printed", detail=_numbers(sheet),
    )  # fmt: skip


def _calls(order: Order) -> Paper:
    """Whom to call before the meeting."""
    sheet = ANYBODY if order.is_seen_only else call_sheet(order.meeting, _scope(order))
    content = calls_content(order.meeting, sheet)
    if order.is_seen_only:
        content = replace(content, groups=(("Pour ce café", (EXAMPLE,)),))
    make = partial(_bound_calls, content)
    return Paper(
        order.piece, content, make, is_private=not order.is_seen_only, seen="calls_printed", detail=sheet.named
    )


def _kit(order: Order) -> Paper:
    """Every paper of the day, in one file."""
    if order.is_seen_only:
        content = kit_content(order.meeting, ReturnSheet(()), ANYBODY)
        content = replace(content, sign_in=replace(content.sign_in, registered=()))
        return Paper(order.piece, content, partial(day_kit, content))
    returns, calls = return_sheet(order.meeting), call_sheet(order.meeting, _scope(order))
    content = kit_content(order.meeting, returns, calls)
    told = {each.number for each in returns.said}
    detail = calls.named | {"numbers": sorted(told | set(calls.named["numbers"]))}
    return Paper(order.piece, content, partial(day_kit, content), is_private=True, seen="kit_printed", detail=detail)


def _numbers(sheet: ReturnSheet) -> dict[str, Any]:
    return {"numbers": sorted(each.number for each in sheet.said)}


def _scope(order: Order) -> Scope:
    assert order.facts.scope is not None  # noqa: S101 -- whoever gets a paper that names people is known
    return order.facts.scope


def _bound_calls(content: CallsContent) -> bytes:
    return bound(partial(draw_calls, content=content), title=CALLS, author=content.zone_name)


MAKERS: Mapping[str, Maker] = {**making.MAKERS, "fiche-retour": _returns, "appels": _calls, "kit": _kit}
_OF_CONCERNS = {"fiche-retour"}  # also when it is only looked at


@dataclass(frozen=True)
class OnHub:
    """What a meeting's own page shows of its papers: one of them if it prints (`shows`), and which do not print."""

    piece: Piece
    shows: bool
    refusals: list[tuple[str, Refusal, Correction | None]]

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
    correction: Correction | None


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


def papers_on_hub(meeting: Meeting, *, now: datetime, today: date) -> OnHub:
    """The flyer that most ask for, and what does not print as far as is known."""
    piece, refused = flyer_piece(Format.A5), checked(meeting, now=now, today=today)
    prints = not meeting.is_cancelled and piece not in {each.piece for each in refused}
    return OnHub(piece, prints, [(names, each, correction_of(each, meeting)) for names, each in by_cause(refused)])


def paper_of(order: Order) -> Paper:
    """The paper that is wanted, ready to be drawn."""
    return MAKERS[order.piece.slug](order)


def shown_papers(facts: Facts, choice: Choice, *, may_write: bool) -> dict[Family, list[Shown]]:
    """The papers of a meeting under their headings, those that this person may have."""
    pieces = [each for each in PIECES if each.slug in MAKERS and (may_write or not is_for_writers(each))]
    refused = _refusals(facts, choice, [each for each in pieces if not tells_of_concerns(each)])
    found: dict[Family, list[Shown]] = {}
    for piece in pieces:
        refusal = refused.get(piece)
        correction = correction_of(refusal, facts.meeting) if refusal and may_write else None
        found.setdefault(piece.family, []).append(Shown(piece, choice.seen(piece), refusal, correction))
    return found


def _refusals(facts: Facts, choice: Choice, pieces: Iterable[Piece]) -> dict[Piece, Refusal | None]:
    """What does not print; when too many draw at once, as far as is known."""
    found: dict[Piece, Refusal | None] = {}
    with suppress(Busy):
        for piece in pieces:
            order = Order(facts, piece, choice.seen(piece), is_seen_only=True)
            found[piece] = find_refusal(paper_of(order))
    return found
