"""« Écrire à tous »: written, read as it will leave, sent after a quiet time, undone within it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from cafepol.accounts.guards import current_viewer, note_act, staff_only
from cafepol.core.clock import now
from cafepol.core.errors import Refused
from cafepol.core.filters import count
from cafepol.core.forms import StaffForm
from cafepol.meetings.guards import WRITERS, writable_meeting
from cafepol.registrations.broadcasting import (
    broadcasts_of,
    get_broadcast,
    preview_of,
    reach_of,
    tell_all,
    undo_broadcast,
)
from cafepol.registrations.staff_forms import BroadcastForm

blueprint = Blueprint("broadcasts", __name__, url_prefix="/equipe/rencontres/<code>/message")


@blueprint.route("", methods=["GET", "POST"])
@staff_only(*WRITERS)
def write(code: str) -> Any:
    """Write a message to all; posted, it is shown as it will leave, and nothing leaves."""
    form = BroadcastForm()
    return _page(code, form, is_read=form.validate_on_submit() and not form.change.data)


def _page(code: str, form: BroadcastForm, *, is_read: bool = False) -> Any:
    meeting = writable_meeting(code)
    page = render_template(
        "registrations/staff/broadcast.html",
        meeting=meeting, form=form, reach=reach_of(meeting), now=now(), undo_form=StaffForm(formdata=None),
        earlier=broadcasts_of(meeting.id), is_open=meeting.is_upcoming(now()),
        draft=preview_of(meeting, **form.words) if is_read else None,
    )  # fmt: skip
    return page, form.status


@blueprint.post("/envoyer")
@staff_only(*WRITERS)
def send(code: str) -> Any:
    """Send what was read: once, however often the form is sent."""
    meeting, form, by = writable_meeting(code), BroadcastForm(), current_viewer().account_id

    def act() -> str:
        told = tell_all(meeting, **form.words, by=by, now=now())
        note_act("told_all", "meeting", meeting.id, broadcast=told.id)
        flash(f"C’est écrit : {count(told.mails, 'courriel')}, {count(told.calls, 'appel')} à faire.")
        return url_for(".write", code=meeting.code)

    target = form.once(act)
    return redirect(target, 303) if target else _page(code, form)


@blueprint.post("/<int:broadcast_id>/annuler")
@staff_only(*WRITERS)
def undo(code: str, broadcast_id: int) -> Any:
    """Take a message back before it leaves."""
    meeting = writable_meeting(code)
    broadcast = get_broadcast(meeting.id, broadcast_id)
    if StaffForm().validate_on_submit():
        try:
            undo_broadcast(broadcast, now=now())
        except Refused as refusal:
            flash(refusal.message, "error")
        else:
            flash("Ce message ne part pas.")
    return redirect(url_for(".write", code=meeting.code), 303)
