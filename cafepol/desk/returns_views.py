"""The « fiche retour »: what the host reads out first at the next café, and who heard it, confirmed afterwards."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from cafepol.accounts.guards import current_viewer, note_view, staff_only
from cafepol.concerns.guards import NUMBER_TYPED, actor_on, current_scope, not_theirs, writable_concern
from cafepol.concerns.presence_queries import Candidate, candidates_in, sheet_told
from cafepol.concerns.saying import confirm, note_sheet_told
from cafepol.core.clock import now, today
from cafepol.core.errors import NotFound
from cafepol.core.forms import StaffForm
from cafepol.core.web import undo_changes
from cafepol.desk.returns_forms import SIGNS, ConfirmForm
from cafepol.desk.returns_queries import ReturnSheet, return_sheet
from cafepol.meetings.guards import WRITERS, writable_meeting
from cafepol.meetings.models import Meeting

blueprint = Blueprint("returns", __name__, url_prefix="/equipe/rencontres/<code>")


def _meeting(code: str) -> Meeting:
    """A meeting of one's own: who asks for the concerns of another is on the audit trail."""
    try:
        return writable_meeting(code)
    except NotFound:
        raise not_theirs(meeting=code[:NUMBER_TYPED]) from None


def _noted(action: str, meeting: Meeting) -> ReturnSheet:
    """The sheet, on the audit trail with the concerns that it tells of."""
    sheet = return_sheet(meeting)
    note_view(action, "meeting", meeting.id, numbers=sorted(each.number for each in sheet.said))
    return sheet


@blueprint.get("/fiche-retour")
@staff_only(*WRITERS)
def sheet(code: str) -> Any:
    """What was said here before and what became of it, to read out: no name, no contact."""
    meeting = _meeting(code)
    shown, told = _noted("return_sheet_seen", meeting), sheet_told(meeting.id)
    return render_template(
        "desk/returns.html", meeting=meeting, sheet=shown, told=told, form=StaffForm(formdata=None),
        is_day_come=meeting.day <= today(),
    )  # fmt: skip


@blueprint.get("/fiche-retour.pdf")
@staff_only(*WRITERS)
def paper(code: str) -> Any:
    """The same on paper, in large letters: where it was before all papers came to one place."""
    return redirect(url_for("papers.document", code=_meeting(code).code, piece="fiche-retour"))


@blueprint.post("/fiche-retour/dite")
@staff_only(*WRITERS)
def told(code: str) -> Any:
    """The sheet was told at its meeting."""
    meeting = _meeting(code)

    def act() -> str:
        note_sheet_told(meeting, by_id=current_viewer().account_id, now=now(), today=today())
        flash("C’est noté : la fiche a été dite au café.")
        return url_for("returns.sheet", code=code)

    return _done(StaffForm(), act, url_for("returns.sheet", code=code))


@blueprint.get("/fiche-retour/a-confirmer")
@staff_only(*WRITERS)
def to_confirm(code: str) -> Any:
    """Who may have heard an answer at the meeting: names, for the desk and never for the room."""
    meeting = _meeting(code)
    found = candidates_in(meeting, current_scope(), today=today())
    raisers = sorted({each.raiser.id for each in found})
    note_view("hearers_listed", "meeting", meeting.id, numbers=_numbers(found), raisers=raisers)
    forms = {
        (each.raiser.id, each.registration.id): ConfirmForm(formdata=None, registration=each.registration.id)
        for each in found
    }
    return render_template("desk/confirm.html", meeting=meeting, candidates=found, own_forms=forms, signs=SIGNS)


def _numbers(found: list[Candidate]) -> list[str]:
    return sorted({each.concern.number for each in found})


@blueprint.post("/fiche-retour/a-confirmer/<number>/<int:raiser_id>")
@staff_only(*WRITERS)
def confirmed(code: str, number: str, raiser_id: int) -> Any:
    """This very person heard the answer at the meeting."""
    meeting, concern, form = writable_meeting(code), writable_concern(number), ConfirmForm()
    raiser = next((each for each in concern.raisers if each.id == raiser_id), None)
    if raiser is None:
        raise NotFound
    back = url_for("returns.to_confirm", code=code)

    def act() -> str:
        confirm(meeting, concern, raiser, form.registration.data, by=actor_on(concern), now=now(), today=today())
        flash(f"C’est noté : {raiser.label} a sa réponse.")
        return back

    return _done(form, act, back)


def _done(form: StaffForm, act: Any, back: str) -> Any:
    """Act once and go where it leads; what is refused is said on the page that one came from."""
    target = form.once(act)
    if target is None:
        undo_changes()
        flash("Rien n’est noté : " + " ".join(str(each) for errors in form.errors.values() for each in errors), "error")
    return redirect(target or back)
