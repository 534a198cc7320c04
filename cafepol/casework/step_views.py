"""The posts that move a concern along its table, add a note to it, or hand over what somebody left behind."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.accounts.roles import Role
from cafepol.casework.forms import HandOverForm, NoteForm
from cafepol.casework.page import act_once, page_of, shown_again
from cafepol.casework.step_forms import FORMS, differences, step_forms
from cafepol.concerns import guards, operations, queries
from cafepol.concerns.guards import STAFF
from cafepol.concerns.models import Concern
from cafepol.concerns.transitions import CHIEF, Action, Actor, Outcome
from cafepol.core.clock import now, today
from cafepol.core.errors import DomainError, Refused, Stale
from cafepol.core.filters import count
from cafepol.core.web import undo_changes
from cafepol.staff.models import Officer
from cafepol.staff.queries import officers_of

blueprint = Blueprint("concerns_steps", __name__, url_prefix="/equipe/doleances")


def _start(concern: Concern, form: Any, by: Actor) -> str:
    operations.start_work(
        concern, version=form.version.data, next_step=form.next_step.data, next_on=form.next_on.data,
        by=by, now=now(), today=today(),
    )  # fmt: skip
    return "Le suivi a commencé."


def _conclude(concern: Concern, form: Any, by: Actor) -> str:
    operations.make_feedback_due(
        concern, version=form.version.data, decided=form.decided.data, outcome=Outcome(form.outcome.data),
        by=by, now=now(), today=today(),
    )  # fmt: skip
    return "La réponse est décidée. Il reste à la donner."


def _return(concern: Concern, form: Any, by: Actor) -> str:
    operations.back_to_work(
        concern, version=form.version.data, reason=form.reason.data, by=by, now=now(), today=today()
    )
    return "Le suivi reprend. La date promise ne bouge pas."


def _close(concern: Concern, form: Any, by: Actor) -> str:
    outcome = Outcome(form.outcome.data)
    operations.close_concern(
        concern, version=form.version.data, outcome=outcome, summary=form.summary.data, by=by, now=now()
    )
    return "La doléance est clôturée."


def _void(concern: Concern, form: Any, by: Actor) -> str:
    operations.void_concern(concern, version=form.version.data, reason=form.void_reason.data, by=by, now=now())
    return "La doléance est annulée."


STEPS: Mapping[Action, Callable[[Concern, Any, Actor], str]] = {
    Action.START: _start,
    Action.CONCLUDE: _conclude,
    Action.RETURN: _return,
    Action.CLOSE: _close,
    Action.VOID: _void,
}


@blueprint.post("/<number>/commencer")
@staff_only(*STAFF)
def start(number: str) -> Any:
    """Begin the follow-up."""
    return _step(number, Action.START)


@blueprint.post("/<number>/conclure")
@staff_only(*STAFF)
def conclude(number: str) -> Any:
    """Say what was decided."""
    return _step(number, Action.CONCLUDE)


@blueprint.post("/<number>/reprendre")
@staff_only(*STAFF)
def take_up_again(number: str) -> Any:
    """Take it up again."""
    return _step(number, Action.RETURN)


@blueprint.post("/<number>/cloturer")
@staff_only(*STAFF)
def close(number: str) -> Any:
    """Close it; refused with the names of those who still wait."""
    return _step(number, Action.CLOSE)


@blueprint.post("/<number>/annuler")
@staff_only(*STAFF)
def void(number: str) -> Any:
    """Take out an error or a duplicate."""
    return _step(number, Action.VOID)


def _step(number: str, action: Action) -> Any:
    concern = guards.writable_concern(number)
    actor, form = guards.actor_on(concern), FORMS[action]()
    refusal: DomainError | None = None
    if form.validate_on_submit():
        try:
            return act_once(form, concern, lambda: STEPS[action](concern, form, actor))
        except (Refused, Stale) as refused:
            refusal = refused
            form.refuse(refused)
    return _refused(number, action, form, refusal)


def _refused(number: str, action: Action, form: Any, refusal: DomainError | None) -> tuple[str, int]:
    """The page again, with what was typed; when somebody else saved first, with both versions."""
    concern = shown_again(number)
    is_stale = isinstance(refusal, Stale)
    both = differences(concern, action, form) if is_stale else []
    if is_stale:
        form.renew(concern.version)
    if action not in step_forms(concern, guards.actor_on(concern)):
        form.say_plainly()
    page = page_of(concern, step=(action, form), refused=form, differences=both)
    return render_template("casework/staff/detail.html", **page), Stale.status if is_stale else form.status


@blueprint.post("/<number>/noter")
@staff_only(*STAFF)
def note(number: str) -> Any:
    """Add a line to the history; what is for a partner goes on, as it was typed, to the question that asks it."""
    concern = guards.writable_concern(number)
    actor, form = guards.actor_on(concern), NoteForm()
    if form.validate_on_submit():
        if form.is_for_partner:
            return redirect(url_for("relays_staff.create", number=number), 307)
        try:
            return act_once(form, concern, lambda: _note(concern, form, actor))
        except (Refused, Stale) as refused:
            form.refuse(refused)
    page = page_of(shown_again(number), note_form=form, refused=form)
    return render_template("casework/staff/detail.html", **page), form.status


def _note(concern: Concern, form: NoteForm, by: Actor) -> str:
    operations.note(concern, compartment=form.compartment.data, text=form.text.data, by=by, now=now())
    return "C’est ajouté au suivi."


@blueprint.post("/transmettre")
@staff_only(Role.CHIEF)
def hand_over() -> Any:
    """Give all that people who left had open in one's commissariat to somebody else, at once."""
    form, scope = HandOverForm(), guards.current_scope()
    officers = officers_of(scope.chief_of)
    form.offer(officers)
    if not form.validate_on_submit():
        flash("Choisissez le nouveau responsable dans la liste.", "error")
        return redirect(url_for("concerns_staff.index"))
    to = next(officer for officer in officers if officer.id == form.officer.data)
    left = [each for each in queries.orphans(scope) if each.commune.commissariat_id == to.commissariat_id]
    actor = Actor(current_viewer().account_id, frozenset({CHIEF}))
    try:
        moved = operations.hand_over(left, to=to, by=actor, now=now())
    except (Refused, Stale) as refused:
        undo_changes()
        flash(refused.message, "error")
    else:
        flash(_handed_over(moved, to))
    return redirect(url_for("concerns_staff.index"))


def _handed_over(moved: int, to: Officer) -> str:
    if not moved:  # a second click, or somebody else was faster
        return "Plus aucune doléance de ce commissariat n’est sans responsable."
    return f"{count(moved, 'doléance transmise', 'doléances transmises')} à {to.full_name}."
