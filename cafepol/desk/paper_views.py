"""After the café, at the office: the sheet of paper is typed on one page."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from cafepol.accounts.guards import note_view, staff_only
from cafepol.core.clock import now, today
from cafepol.core.filters import count
from cafepol.desk import room_queries
from cafepol.desk.paper_forms import PaperForm, paper_form
from cafepol.desk.round_queries import flyer_tiles
from cafepol.meetings.guards import WRITERS, writable_meeting
from cafepol.meetings.models import Meeting
from cafepol.registrations import presence
from cafepol.registrations.queries import room_count

blueprint = Blueprint("paper", __name__, url_prefix="/equipe/rencontres/<code>")


@blueprint.route("/papier", methods=["GET", "POST"])
@staff_only(*WRITERS)
def sheet(code: str) -> Any:
    """« Encoder la feuille papier »: who was there, and how many in all; one save."""
    meeting = writable_meeting(code)
    if request.method == "GET":
        note_view("registrations_seen", "meeting", meeting.id)
    expected, flyers = room_queries.expected(meeting), flyer_tiles(meeting.id)
    form = paper_form(expected, flyers, head_count=room_count(meeting.id).typed)
    target = form.once(lambda: _save(meeting, form))
    if target:
        return redirect(target)
    page = render_template(
        "desk/paper.html",
        meeting=meeting,
        expected=expected,
        flyers=flyers,
        form=form,
        is_open=today() >= meeting.day,
    )
    return page, form.status


def _save(meeting: Meeting, form: PaperForm) -> str:
    head_count = form.head_count_or(room_count(meeting.id).typed)
    noted = presence.note_sheet(meeting, form.people, head_count=head_count, now=now())
    presence.note_flyers(meeting, form.flyers, now=now())
    strangers = count(noted.walk_ins, "non inscrite", "non inscrites")
    flash(f"C’est enregistré : {count(noted.shown, 'personne')}, dont {strangers}.")
    page = "room.close" if meeting.ends_at <= now() else "desk.hub"
    return url_for(page, code=meeting.code)
