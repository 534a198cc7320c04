"""« Inscriptions »: who registered for a meeting, for those who host it."""

from typing import Any

from flask import Blueprint, render_template, request

from cafepol.accounts.guards import note_view, staff_only
from cafepol.core.text import page_number
from cafepol.meetings.guards import WRITERS, writable_meeting
from cafepol.registrations.listing import CONDITIONS, listed, to_prepare

blueprint = Blueprint("registration_lists", __name__, url_prefix="/equipe/rencontres/<code>/inscriptions")
LABELS = {
    "": "Inscrits",
    "participent": "Participent",
    "interesses": "Intéressés",
    "en-attente": "En attente",
    "non-confirmees": "Non confirmées",
    "annulees": "Annulées",
}
SEARCH_MAX = 80


@blueprint.get("")
@staff_only(*WRITERS)
def index(code: str) -> Any:
    """The list of one meeting; its identities are on the audit trail."""
    meeting = writable_meeting(code)
    asked = _asked()
    note_view("registrations_seen", "meeting", meeting.id)
    page = page_number(request.args.get("page", ""))
    return render_template(
        "registrations/staff/index.html",
        meeting=meeting, asked=asked, page=page, labels=LABELS, prepare=to_prepare(meeting.id),
        listed=listed(meeting.id, state=asked.get("etat", ""), search=asked.get("qui", ""), page=page),
    )  # fmt: skip


def _asked() -> dict[str, str]:
    """What the address asks for, without what it asks wrongly."""
    state, search = request.args.get("etat", ""), request.args.get("qui", "").strip()[:SEARCH_MAX]
    found = {"etat": state if state in CONDITIONS else "", "qui": search}
    return {name: value for name, value in found.items() if value}
