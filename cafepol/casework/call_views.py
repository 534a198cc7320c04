"""The list of calls: who waits for an answer by telephone, and the tries that failed."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from cafepol.accounts.guards import note_view, staff_only
from cafepol.casework import pdf_calls
from cafepol.casework.call_queries import Call, calls_to_make
from cafepol.concerns import guards, operations
from cafepol.concerns.guards import STAFF
from cafepol.core.clock import now, today
from cafepol.core.errors import NotFound
from cafepol.core.forms import StaffForm
from cafepol.core.web import let_others_write, undo_changes
from cafepol.printing import press
from cafepol.zone.queries import the_zone

blueprint = Blueprint("concerns_calls", __name__, url_prefix="/equipe/doleances")

OWN = "miens"


@blueprint.get("/appels")
@staff_only(*STAFF)
def index() -> Any:
    """Whom to call, by when, what to say and how often somebody tried; `?liste=miens`: in one's own concerns."""
    scope, calls = guards.current_scope(), _calls()
    note_view("calls_listed", "concern", **pdf_calls.named(calls))
    forms = {call.raiser.id: StaffForm(formdata=None) for call in calls}  # each try its own key
    return render_template(
        "casework/staff/calls.html", calls=calls, own_forms=forms, is_own=_is_own(), own=OWN, today=today(),
        is_chief=bool(scope.chief_of), officer_id=scope.officer_id,
    )  # fmt: skip


@blueprint.get("/appels.pdf")
@staff_only(*STAFF)
def paper() -> Response:
    """The same list on paper, with a box for who was reached; it names people, so printing it is on the audit trail."""
    calls = _calls()
    named = pdf_calls.named(calls)
    content = pdf_calls.calls_content(calls, today=today(), zone_name=the_zone().name)
    let_others_write()
    with press.turn():
        file = pdf_calls.call_list(content)
    note_view("calls_printed", "concern", **named)
    return Response(file, mimetype="application/pdf", headers={"Content-Disposition": "inline; filename=appels.pdf"})


def _calls() -> list[Call]:
    """The list that the address asks for."""
    scope = guards.current_scope()
    return calls_to_make(scope, owner_id=(scope.officer_id or 0) if _is_own() else None)


def _is_own() -> bool:
    return request.args.get("liste") == OWN


@blueprint.post("/<number>/personnes/<int:raiser_id>/pas-joint")
@staff_only(*STAFF)
def miss(number: str, raiser_id: int) -> Any:
    """Nobody answered: a try, today. Back to the list that was open."""
    concern, form = guards.writable_concern(number), StaffForm()
    raiser = next((each for each in concern.raisers if each.id == raiser_id), None)
    if raiser is None:
        raise NotFound
    back = url_for(".index", liste=OWN if _is_own() else None)

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
