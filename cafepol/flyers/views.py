"""What a link to a meeting shows where people share it."""

import hashlib

from flask import Blueprint, Response, request

from cafepol.core.web import let_keep
from cafepol.flyers.pdf.preview import preview_png
from cafepol.flyers.queries import preview_content
from cafepol.meetings.queries import get_public_meeting

blueprint = Blueprint("flyers", __name__)


@blueprint.get("/rencontres/<code>/image.png")
def preview(code: str) -> Response:
    """The meeting's picture; who has it already gets 304 before anything is drawn."""
    content = preview_content(get_public_meeting(code))
    etag = hashlib.sha256(repr(content).encode()).hexdigest()[:32]
    if request.if_none_match.contains(etag):
        response = Response(status=304)
    else:
        response = Response(preview_png(content), mimetype="image/png")
    response.set_etag(etag)
    let_keep(response)
    return response
