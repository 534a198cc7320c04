"""What will leave, before it leaves: subject, text and layout, for one person."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from cafepol.accounts.guards import staff_only
from cafepol.core.clock import now
from cafepol.core.errors import NotFound
from cafepol.core.web import CONTENT_SECURITY_POLICY
from cafepol.invitations.forms import PreviewForm
from cafepol.invitations.previews import preview_for, readers_of
from cafepol.meetings.guards import WRITERS, writable_meeting

blueprint = Blueprint("invitation_previews", __name__, url_prefix="/equipe/rencontres/<code>/inviter")

FRAMING = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
# the mail as it is, in a frame that may do nothing: its own style, no script, no image, no link that leads anywhere
FRAMED = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox"
)


@blueprint.get("/apercu")
@staff_only(*WRITERS)
def look(code: str) -> Any:
    """What one person will get, word for word but for the link."""
    meeting = writable_meeting(code)
    readers = readers_of(meeting)
    form = PreviewForm(request.args, {each.id: f"{each.name}, {each.partner.name}" for each in readers.values()})
    reader = readers.get(form.personne.data) if readers and form.validate() else None
    draft = preview_for(meeting, reader, now=now()) if reader else None
    page = render_template(
        "invitations/staff/preview.html", form=form, meeting=meeting, reader=reader, draft=draft, readers=readers
    )
    response = make_response(page, form.status)
    response.headers["Content-Security-Policy"] = FRAMING
    response.headers["X-Frame-Options"] = "DENY"
    return response


@blueprint.get("/apercu/<int:contact_id>")
@staff_only(*WRITERS)
def layout(code: str, contact_id: int) -> Response:
    """The HTML of a mail, exactly as it will leave, to stand in a frame of the page above."""
    meeting = writable_meeting(code)
    reader = readers_of(meeting).get(contact_id)
    if reader is None:
        raise NotFound
    response = make_response(preview_for(meeting, reader, now=now()).html)
    response.headers["Content-Security-Policy"] = FRAMED
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
