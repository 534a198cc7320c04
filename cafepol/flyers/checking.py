"""Which papers of a meeting do not print, said before somebody stands at the printer; and where that is corrected."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from cafepol.core.errors import Busy
from cafepol.flyers.choosing import Choice
from cafepol.flyers.making import MAKERS, Facts, Order
from cafepol.flyers.papers import Refusal, find_refusal
from cafepol.flyers.pieces import PIECES, Family
from cafepol.meetings.models import Meeting

_CHECKED = (Family.FLYERS, Family.POSTERS)
_OF_THE_MEETING = {"title", "day", "starts", "ends", "phone", "host_name", "co_hosts", "topics", "quarter", "language"}
OF_THE_VENUE = {"place_name", "place", "street", "locality"}
_OF_THE_PARTNERS = {"partners"}
_ANCHORS = {"host_name": "host", "starts": "starts", "ends": "ends"}


@dataclass(frozen=True)
class Correction:
    """Where what is to blame can be changed: the words of the link and its address."""

    label: str
    address: str


def checked(meeting: Meeting, *, now: datetime, today: date) -> list[Refusal]:
    """The flyers and posters of a meeting that do not print, in the order of the list; none of a cancelled one.

    When too many draw at once, those that are known already.
    """
    if meeting.is_cancelled:
        return []
    facts = Facts(meeting, now=now, today=today)
    orders = (
        Order(facts, piece, Choice().seen(piece))
        for piece in PIECES
        if piece.family in _CHECKED and piece.slug in MAKERS
    )
    found = []
    with suppress(Busy):
        for order in orders:
            refusal = find_refusal(MAKERS[order.piece.slug](order))
            found += [refusal] if refusal else []
    return found


def by_cause(found: Iterable[Refusal]) -> list[tuple[str, Refusal]]:
    """What several papers are refused for, said once: their names, and one of the refusals."""
    together: dict[tuple[str, str | None], list[Refusal]] = {}
    for each in found:
        together.setdefault((each.sentence, each.field), []).append(each)
    return [(", ".join(each.piece.label for each in alike), alike[0]) for alike in together.values()]


def correction_of(refusal: Refusal, meeting: Meeting) -> Correction | None:
    """Where the host of this meeting corrects that; None for what only an administrator changes."""
    field = refusal.field or ""
    if field in OF_THE_VENUE:
        return Correction("Corriger le lieu", url_for("venues.edit", venue_id=meeting.venue_id))
    if field in _OF_THE_PARTNERS:
        return Correction("Voir les partenaires", url_for("desk.hub", code=meeting.code, _anchor="partenaires"))
    if field == "state":
        return Correction("Rétablir la rencontre", url_for("planning.edit", code=meeting.code))
    if field in _OF_THE_MEETING:
        return Correction(
            "Corriger la rencontre",
            url_for("planning.edit", code=meeting.code, _anchor=_ANCHORS.get(field, field)),
        )
    return None
