"""The staff's pages that show several rooms: one's day, a meeting's hub, what is to be ticked off."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from cafepol.accounts.guards import current_viewer, note_view, staff_only
from cafepol.accounts.roles import Role
from cafepol.casework.letter_queries import count_letters
from cafepol.concerns.guards import STAFF, current_scope, note_list_shown
from cafepol.core.clock import now, today, zone_time
from cafepol.core.config import settings
from cafepol.core.errors import NotFound, Refused
from cafepol.core.forms import StaffForm
from cafepol.desk import guards, queries
from cafepol.desk.forms import CallForm, StepForm
from cafepol.desk.papers import papers_on_hub
from cafepol.forecast.page_queries import cups_of
from cafepol.meetings import guards as meeting_guards
from cafepol.meetings.preparing import tick_step
from cafepol.messages import mailbox, operations
from cafepol.publications.guards import texts_to_do
from cafepol.publications.queries import published_of
from cafepol.registrations.staff_forms import FindForm

blueprint = Blueprint("desk", __name__, url_prefix="/equipe")


@blueprint.get("/")
@staff_only(*Role)
def home() -> str:
    """« Mon bureau »: what today asks of the person who is signed in."""
    officer = meeting_guards.own_officer()
    day = queries.day_of(current_viewer(), officer, now=now(), today=today(), tz=zone_time())
    if day.due.slips:
        note_list_shown([slip.number for slip in day.due.slips])
    if day.subjects:
        note_view("subjects_seen", "registration", ids=[each.id for each in day.subjects])
    letters = count_letters(current_scope()) if current_viewer().has(*STAFF) else 0
    return render_template(
        "desk/home.html", day=day, officer=officer, letters=letters, today=today(), now=now(), form=CallForm(),
        find_form=FindForm(), texts=texts_to_do(now=now(), today=today()),
    )  # fmt: skip


@blueprint.get("/rencontres/<code>")
@staff_only(*meeting_guards.READERS)
def hub(code: str) -> str:
    """Everything about one meeting; who is registered only for those who may know."""
    meeting = meeting_guards.readable_meeting(code)
    rights = guards.rights_on(meeting)
    if rights.identities:
        note_view("registrations_seen", "meeting", meeting.id)
    mine, led = guards.own_officer_id(), current_viewer().places(Role.CHIEF)
    shown = queries.hub_of(meeting, now=now(), tz=zone_time(), officer_id=mine, chief_of=led)
    if rights.write and shown.concerns:
        note_list_shown([slip.number for slip in shown.concerns])
    return render_template(
        "desk/hub.html",
        meeting=meeting,
        hub=shown,
        cups=cups_of(meeting, today=today()),
        published=published_of(meeting, now=now(), today=today()),
        papers=papers_on_hub(meeting, now=now(), today=today()),
        rights=rights,
        now=now(),
        today=today(),
        form=StaffForm(), step_form=StepForm(), call_form=CallForm(),
    )  # fmt: skip


@blueprint.post("/messages/<int:message_id>/fait")
@staff_only(*queries.CALLERS)
def tick(message_id: int) -> Any:
    """A call was made or a letter posted: note what came of it."""
    message = guards.message_to_do(message_id)
    form = CallForm()
    if form.validate_on_submit():
        operations.tick_call(
            message,
            outcome=form.outcome.data or "",
            reached=form.reached.data == "yes",
            by_account_id=current_viewer().account_id,
            now=now(),
        )
        flash("C’est noté.")
    else:
        flash(
            "Rien n’est noté : " + " ".join(str(error) for errors in form.errors.values() for error in errors), "error"
        )
    return redirect(_back())


def _back() -> str:
    code = request.args.get("rencontre", "")
    return url_for("desk.hub", code=code) if code.isalnum() else url_for("desk.home")


@blueprint.get("/courriels")
@staff_only(*Role)
def caught_mail() -> str:
    """In the demonstration only: the mails that its letter box caught."""
    if not settings().demo:
        raise NotFound
    return render_template("desk/caught_mail.html", mails=mailbox.caught(settings().instance / "mails"))


@blueprint.post("/rencontres/<code>/preparation")
@staff_only(*meeting_guards.WRITERS)
def prepare(code: str) -> Any:
    """Tick what is done for a meeting, or take the tick back."""
    meeting = meeting_guards.writable_meeting(code)
    form = StepForm()
    if form.validate_on_submit():
        by, is_done = current_viewer().account_id, form.done.data == "1"
        try:
            tick_step(meeting, form.step.data or "", done=is_done, by_account_id=by, now=now())
        except Refused as refusal:
            flash(refusal.message, "error")
    return redirect(url_for("desk.hub", code=code, _anchor="preparation"))
