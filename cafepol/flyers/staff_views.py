"""Where a meeting's papers were before they came to one place (« À imprimer »): old addresses go on leading there."""

from typing import Any

from flask import Blueprint, redirect, url_for

from cafepol.accounts.guards import staff_only
from cafepol.flyers.choosing import Choice
from cafepol.flyers.pieces import Format, Use, flyer_piece
from cafepol.meetings.guards import READERS, WRITERS, readable_meeting, writable_meeting

blueprint = Blueprint("flyers_staff", __name__, url_prefix="/equipe/rencontres/<code>")


def _paper(code: str, piece: str, use: Use | None = None) -> Any:
    choice: dict[str, Any] = dict(Choice(use).query)
    return redirect(url_for("papers.document", code=code, piece=piece, **choice))


@blueprint.get("/flyer.pdf")
@staff_only(*READERS)
def flyer(code: str) -> Any:
    """The flyer, one A5 page."""
    return _paper(readable_meeting(code).code, flyer_piece(Format.A5).slug, Use.PAGE)


@blueprint.get("/flyer-a4.pdf")
@staff_only(*READERS)
def flyer_two_up(code: str) -> Any:
    """The flyer twice on an A4 sheet, to cut."""
    return _paper(readable_meeting(code).code, flyer_piece(Format.A5).slug, Use.OFFICE)


@blueprint.get("/feuille-presence.pdf")
@staff_only(*WRITERS)
def sign_in_sheet(code: str) -> Any:
    """The sign-in sheet."""
    return _paper(writable_meeting(code).code, "presences")
