"""The list of calls: who waits for an answer by telephone, and the tries that failed."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from cafepol.accounts.guards import note_view, staff_only
from cafepol.casework.call_queries import calls_to_make
from cafepol.concerns import guards, operations
from cafepol.concerns.guards import STAFF
from cafepol.core.clock import now, today
from cafepol.core.errors import NotFound
from cafepol.core.forms import StaffForm
from cafepol.core.web import undo_changes

blueprint = Blueprint("concerns_calls", __name__, url_prefix="/equipe/doleances")

OWN = "miens"


@blueprint.get("/appels")
@staff_only(*STAFF)
def index() -> Any:
    """Whom to call, by when, what to say and how often somebody tried; `?liste=miens`: in one's own concerns."""
    scope, is_own = guards.current_scope(), request.args.get("liste") == OWN
    calls = calls_to_make(scope, owner_id=(scope.officer_id or 0) if is_own else None)
    numbers = sorted({call.concern.number for call in calls})
    note_view("calls_listed", "concern", numbers=numbers, raisers=[call.raiser.id for call in calls])
    forms = {call.raiser.id: StaffForm(formdata=None) for call in calls}  # each try its own key
    return render_template(
        "casework/staff/calls.html", calls=calls, own_forms=forms, is_own=is_own, own=OWN, today=today(),
        is_chief=bool(scope.chief_of), officer_id=scope.officer_id,
    )  # fmt: skip


@blueprint.post("/<number>/personnes/<int:raiser_id>/pas-joint")
@staff_only(*STAFF)
def miss(number: str, raiser_id: int) -> Any:
    """Nobody answered: a try, today. Back to the list that was open."""
    concern, form = guards.writable_concern(number), StaffForm()
    raiser = next((each for each in concern.raisers if each.id == raiser_id), None)
    if raiser is None:
        raise NotFound
    back = url_for(".index", liste=OWN if request.args.get("liste") == OWN else None)

    def note() -> str:
        by = guards.actor_on(concern)
        operations.add_attempt(concern, raiser, tried_on=today(), by=by, now=now(), today=today())
        flash(f"L’essai est noté pour {raiser.label}.")
        return back

    target = form.once(note)
    if target is None:
        undo_changes()
        flash("Rien n’est noté : " + " ".join(map(str, form.form_errors)), "error")
    return redirect(target or back)
