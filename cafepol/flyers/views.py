"""What everybody may have on paper or share: the picture of a link, a commune's next cafés on a sheet."""

import hashlib

from flask import Blueprint, Response, request

from cafepol.core.clock import now, today
from cafepol.core.limits import AN_HOUR
from cafepol.core.web import let_keep, let_others_write
from cafepol.flyers.making import link_picture, months_sheet
from cafepol.flyers.papers import Paper, file_of
from cafepol.meetings.queries import get_public_meeting
from cafepol.zone.queries import commune_by_slug

blueprint = Blueprint("flyers", __name__)

ALWAYS_ASKED = 0  # seconds: a café that was cancelled is off the sheet at once


@blueprint.get("/rencontres/<code>/image.png")
def preview(code: str) -> Response:
    """The meeting's picture; who has it already gets 304 before anything is drawn."""
    return _kept(link_picture(get_public_meeting(code)), "image/png")


@blueprint.get("/communes/<slug>/affiche.pdf")
def months(slug: str) -> Response:
    """The commune's cafés of the next three months on a sheet for the wall; the same stands on the commune's page."""
    sheet = months_sheet(commune_by_slug(slug), today=today(), now=now())
    response = _kept(sheet, "application/pdf", seconds=ALWAYS_ASKED)
    response.headers["Content-Disposition"] = f'inline; filename="cafes-{slug}.pdf"'
    return response


def _kept(paper: Paper, kind: str, *, seconds: int = AN_HOUR) -> Response:
    """The file of a paper, which everybody may keep; 304 for who has it already."""
    etag = hashlib.sha256(repr(paper.says).encode()).hexdigest()[:32]
    let_others_write()
    known = request.if_none_match.contains(etag)
    response = Response(status=304) if known else Response(file_of(paper), mimetype=kind)
    response.set_etag(etag)
    let_keep(response, seconds)
    return response
