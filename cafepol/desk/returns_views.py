"""The « fiche retour »: what the host reads out first at the next café."""

from typing import Any

from flask import Blueprint, Response, render_template

from cafepol.accounts.guards import note_view, staff_only
from cafepol.desk.returns_queries import ReturnSheet, return_sheet, sheet_content
from cafepol.flyers import pdf
from cafepol.meetings.guards import WRITERS, writable_meeting
from cafepol.meetings.models import Meeting

blueprint = Blueprint("returns", __name__, url_prefix="/equipe/rencontres/<code>")


def _noted(action: str, meeting: Meeting) -> ReturnSheet:
    """The sheet, on the audit trail with the concerns that it tells of."""
    sheet = return_sheet(meeting)
    note_view(action, "meeting", meeting.id, numbers=sorted(each.number for each in sheet.said))
    return sheet


@blueprint.get("/fiche-retour")
@staff_only(*WRITERS)
def sheet(code: str) -> Any:
    """What was said here before and what became of it, to read out: no name, no contact."""
    meeting = writable_meeting(code)
    return render_template("desk/returns.html", meeting=meeting, sheet=_noted("return_sheet_seen", meeting))


@blueprint.get("/fiche-retour.pdf")
@staff_only(*WRITERS)
def paper(code: str) -> Response:
    """The same on paper, in large letters."""
    meeting = writable_meeting(code)
    content = pdf.return_sheet(sheet_content(meeting, _noted("return_sheet_printed", meeting)))
    headers = {"Content-Disposition": f'inline; filename="fiche-retour-{meeting.code}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)
