"""A meeting's papers, as PDF."""

from flask import Blueprint, Response

from cafepol.accounts.guards import note_view, staff_only
from cafepol.flyers import pdf
from cafepol.flyers.queries import flyer_content, sign_in_sheet_content
from cafepol.meetings.guards import READERS, WRITERS, is_writable, readable_meeting, writable_meeting
from cafepol.meetings.models import Meeting

blueprint = Blueprint("flyers_staff", __name__, url_prefix="/equipe/rencontres/<code>")


def _document(content: bytes, name: str) -> Response:
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _note_printed(meeting: Meeting) -> None:
    """Who fetched the flyer to print it: the list of what is to be prepared knows it from there.

    What is looked at before it is published, or by somebody who does not prepare the meeting, is not printed.
    """
    if not (meeting.was_published and is_writable(meeting)):
        return
    note_view("flyer_printed", "meeting", meeting.id)


@blueprint.get("/flyer.pdf")
@staff_only(*READERS)
def flyer(code: str) -> Response:
    """The flyer, one A5 page."""
    meeting = readable_meeting(code)
    _note_printed(meeting)
    return _document(pdf.flyer_a5(flyer_content(meeting)), f"flyer-{meeting.code}.pdf")


@blueprint.get("/flyer-a4.pdf")
@staff_only(*READERS)
def flyer_two_up(code: str) -> Response:
    """The flyer twice on an A4 sheet, to cut."""
    meeting = readable_meeting(code)
    _note_printed(meeting)
    return _document(pdf.flyer_a5_two_up(flyer_content(meeting)), f"flyer-{meeting.code}-a4.pdf")


@blueprint.get("/feuille-presence.pdf")
@staff_only(*WRITERS)
def sign_in_sheet(code: str) -> Response:
    """The sign-in sheet: it names who registered, so printing it is on the audit trail."""
    meeting = writable_meeting(code)
    note_view("registrations_printed", "meeting", meeting.id)
    return _document(pdf.sign_in_sheet(sign_in_sheet_content(meeting)), f"presences-{meeting.code}.pdf")
