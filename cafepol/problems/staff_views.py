"""The staff's pages about problems: the list, grouping concerns, and the page of one with its steps."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.casework.forms import StepForm
from cafepol.concerns.guards import STAFF, current_scope, note_list_shown
from cafepol.core.clock import now, today
from cafepol.core.errors import Stale
from cafepol.core.filters import sentence
from cafepol.core.versioned_forms import Difference, differences
from cafepol.core.web import undo_changes
from cafepol.problems import guards, labels, operations, queries
from cafepol.problems.forms import FORMS, AddForm, BackForm, GroupForm, fresh
from cafepol.problems.models import Problem
from cafepol.problems.stages import BACK, Stage, Step, next_step

blueprint = Blueprint("problems_staff", __name__, url_prefix="/equipe/problemes")


@blueprint.get("")
@staff_only(*STAFF)
def index() -> str:
    """The problems that are followed; a sentence first, evaluations to be made on top."""
    places = guards.places()
    return render_template(
        "problems/staff/index.html",
        followed=queries.open_problems(places),
        closed=queries.closed_problems(places),
        due=queries.count_due(places, today()),
        labels=labels,
        today=today(),
    )


@blueprint.route("/nouveau", methods=["GET", "POST"])
@staff_only(*STAFF)
def create() -> Any:
    """Group concerns into a problem; `?doleance=NUMBER` names those that it begins with."""
    named = queries.concerns_named(request.args.getlist("doleance"), current_scope())
    held = queries.open_problem_of([each.id for each in named])
    if held is not None and request.method == "GET":
        flash(f"Cette doléance est déjà dans le problème {held.number}.")
        return redirect(url_for(".detail", problem=held.number))
    place = named[0].commune_id if named else None
    others = queries.candidates(current_scope(), today(), commune_id=place, near=named[0] if named else None)
    offered = list({each.id: each for each in [*named, *others]}.values())
    form = GroupForm(data={"concerns": [each.number for each in named]})
    form.offer(offered)
    numbers = [each.number for each in offered]
    target = form.once(lambda: _create(form))
    if target:
        return redirect(target)
    undo_changes()
    note_list_shown(numbers)
    if not numbers:
        form.say_without_choices()
    return render_template("problems/staff/create.html", form=form, has_concerns=bool(numbers)), form.status


def _create(form: GroupForm) -> str:
    chosen = queries.concerns_named(form.concerns.data, current_scope())
    problem = operations.group_concerns(
        chosen, title=form.title.data, by=current_viewer().account_id, now=now(), today=today()
    )
    flash(f"Le problème est suivi sous le numéro {problem.number}.")
    return url_for(".detail", problem=problem.number)


@blueprint.get("/<problem>")
@staff_only(*STAFF)
def detail(problem: str) -> str:
    """One problem: where it stands, its concerns, before and after, what happened, what comes next."""
    return render_template("problems/staff/detail.html", **_page(guards.shown_problem(problem)))


def _page(problem: Problem, typed: tuple[str, StepForm] | None = None) -> dict[str, Any]:
    """What the page of a problem shows; `typed`: a form that was refused, in place of a fresh one."""
    seen = queries.visible([each.concern_id for each in problem.grouped], current_scope())
    forms = _forms(problem)
    if typed is not None and typed[0] in forms:
        forms[typed[0]] = typed[1]
    judged = problem.verdict is not None
    return {
        "problem": problem,
        "seen": [each.concern for each in problem.grouped if each.concern_id in seen],
        "unseen": len(problem.grouped) - len(seen),
        "counted": problem.counted if judged else queries.comparison(problem, today()),
        "step": next_step(problem.status),
        "forms_open": forms,
        "refused": typed[1] if typed else None,
        "differences": [],
        "labels": labels,
        "today": today(),
    }


def _forms(problem: Problem) -> dict[str, Any]:
    """A fresh form for all that may be done with a problem now."""
    step = next_step(problem.status)
    keys = [step.value] if step and (step is not Step.ASSESS or problem.is_due(today())) else []
    keys += ["add", "leave_out"] if problem.is_gathering else []
    keys += ["back"] if problem.status in BACK else []
    forms = {key: fresh(key, problem, near=_near(problem, key), today=today()) for key in keys}
    return {key: form for key, form in forms.items() if not isinstance(form, AddForm) or form.concerns.choices}


def _near(problem: Problem, key: str) -> Any:
    if key != "add":
        return ()
    return queries.candidates(current_scope(), today(), commune_id=problem.commune_id, near=problem)


@blueprint.post("/<problem>/analyser")
@staff_only(*STAFF)
def analyse(problem: str) -> Any:
    """Write the analysis."""
    return _act(problem, Step.ANALYSE, _analyse)


def _analyse(problem: Problem, form: Any, by: int) -> str:
    operations.analyse(problem, version=form.version.data, analysis=form.analysis.data, by=by, now=now())
    return "L’analyse est écrite."


@blueprint.post("/<problem>/repondre")
@staff_only(*STAFF)
def respond(problem: str) -> Any:
    """Decide what is done, and when it is evaluated."""
    return _act(problem, Step.RESPOND, _respond)


def _respond(problem: Problem, form: Any, by: int) -> str:
    operations.respond(
        problem, version=form.version.data, response=form.response.data, response_from=form.response_from.data,
        evaluate_on=form.evaluate_on.data, window_days=int(form.window_days.data), by=by, now=now(), today=today(),
    )  # fmt: skip
    return "La réponse est décidée. Son évaluation a sa date."


@blueprint.post("/<problem>/evaluer")
@staff_only(*STAFF)
def assess(problem: str) -> Any:
    """Judge what was achieved, and freeze the counts."""
    return _act(problem, Step.ASSESS, _assess)


def _assess(problem: Problem, form: Any, by: int) -> str:
    operations.assess(
        problem, version=form.version.data, verdict=form.judged, text=form.verdict_text.data,
        by=by, now=now(), today=today(),
    )  # fmt: skip
    return "L’évaluation est faite."


@blueprint.post("/<problem>/clore")
@staff_only(*STAFF)
def close(problem: str) -> Any:
    """Close it after its evaluation."""
    return _act(problem, Step.CLOSE, _close)


def _close(problem: Problem, form: Any, by: int) -> str:
    operations.close_problem(problem, version=form.version.data, lesson=form.lesson.data, by=by, now=now())
    return "Le problème est clos."


@blueprint.post("/<problem>/revenir")
@staff_only(*STAFF)
def take_back(problem: str) -> Any:
    """Go back to an earlier stage."""
    return _act(problem, "back", _take_back)


def _take_back(problem: Problem, form: Any, by: int) -> str:
    operations.take_back(
        problem, version=form.version.data, target=Stage(form.target.data), reason=form.reason.data, by=by, now=now()
    )
    return "Le problème est revenu à une étape plus tôt."


@blueprint.post("/<problem>/ajouter")
@staff_only(*STAFF)
def add(problem: str) -> Any:
    """Add concerns."""
    return _act(problem, "add", _add)


def _add(problem: Problem, form: Any, by: int) -> str:
    chosen = queries.concerns_named(form.concerns.data, current_scope())
    operations.add_concerns(problem, chosen, version=form.version.data, by=by, now=now(), today=today())
    return "Les doléances sont ajoutées."


@blueprint.post("/<problem>/retirer")
@staff_only(*STAFF)
def leave_out(problem: str) -> Any:
    """Take one concern out."""
    return _act(problem, "leave_out", _leave_out)


def _leave_out(problem: Problem, form: Any, by: int) -> str:
    shown = {each.number for each in queries.concerns_named([form.number.data or ""], current_scope())}
    number = form.number.data if form.number.data in shown else ""
    operations.leave_out(problem, number, version=form.version.data, by=by, now=now())
    return "La doléance est retirée du problème."


def _act(number: str, key: str, act: Callable[[Problem, Any, int], str]) -> Any:
    """Do it once, however often the form is sent; else the page again with all that was typed."""
    problem, form = guards.writable_problem(number), FORMS[key]()
    if isinstance(form, AddForm):
        form.offer(_near(problem, key))
    if isinstance(form, BackForm):
        form.offer(BACK.get(problem.status, ()))

    def done() -> str:
        flash(act(problem, form, current_viewer().account_id))
        return url_for(".detail", problem=number)

    try:
        target = form.once(done)
    except Stale as stale:
        form.refuse(stale)
        return _shown_again(number, key, form, Stale.status)
    return redirect(target) if target else _shown_again(number, key, form, form.status)


def _shown_again(number: str, key: str, form: StepForm, status: int) -> tuple[str, int]:
    """The page with what was typed; with both versions when somebody else saved first or the form is gone from it."""
    undo_changes()
    problem = guards.shown_problem(number)
    page = _page(problem, (key, form))
    if status == Stale.status or key not in page["forms_open"]:
        here = Difference("Étape", sentence(labels.STAGES[problem.status]), "")
        page["differences"] = [here, *differences(form, fresh(key, problem, today=today()))]
        form.renew(problem.version)
    if key not in page["forms_open"]:
        form.say_plainly()
    return render_template("problems/staff/detail.html", **page), status
