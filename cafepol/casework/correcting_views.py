"""The next step, what was noted, and where it is on record elsewhere: each put right on a page of its own."""

from functools import partial
from typing import Any

from flask import Blueprint, render_template

from cafepol.accounts.guards import staff_only
from cafepol.casework.tool_forms import CorrectForm, PlanForm, RecordForm
from cafepol.casework.tool_page import ToolPage, open_tool
from cafepol.concerns import correcting
from cafepol.concerns.correcting import Correction
from cafepol.concerns.guards import STAFF
from cafepol.concerns.models import Concern
from cafepol.concerns.rights import Tool
from cafepol.concerns.transitions import Actor
from cafepol.core.clock import now, today
from cafepol.zone import queries as zone

blueprint = Blueprint("concerns_correcting", __name__, url_prefix="/equipe/doleances/<number>")


def _plan_form(concern: Concern, **kwargs: Any) -> PlanForm:
    stored = {"version": concern.version, "next_step": concern.next_step, "next_on": concern.next_on}
    return PlanForm(data=stored, **kwargs)


def _plan(concern: Concern, form: PlanForm, by: Actor) -> str:
    correcting.plan_step(
        concern, version=form.version.data, next_step=form.next_step.data, next_on=form.next_on.data,
        by=by, now=now(), today=today(),
    )  # fmt: skip
    return "La prochaine étape est notée. La date promise ne bouge pas."


def _record_form(concern: Concern, **kwargs: Any) -> RecordForm:
    stored = {"version": concern.version, "reference": concern.reference}
    return RecordForm(data=stored | {"recorded_on": concern.recorded_on or today()}, **kwargs)


def _record(concern: Concern, form: RecordForm, by: Actor) -> str:
    correcting.record_elsewhere(
        concern, version=form.version.data, reference=form.reference.data, recorded_on=form.recorded_on.data,
        by=by, now=now(), today=today(),
    )  # fmt: skip
    return "C’est noté comme acté ailleurs. Il reste à le dire à qui attend."


def _correct_form(concern: Concern, **kwargs: Any) -> CorrectForm:
    stored = {name: getattr(concern, name) for name in ("version", "title", "place", "facts")}
    form = CorrectForm(data=stored | {"theme": concern.theme_id, "quarter": concern.quarter_id or 0}, **kwargs)
    form.offer(zone.themes(), zone.quarters(concern.commune_id))
    return form


def _correct(concern: Concern, form: CorrectForm, by: Actor) -> str:
    theme = next(each for each in zone.themes() if each.id == form.theme.data)
    quarter = next((each for each in zone.quarters(concern.commune_id) if each.id == form.quarter.data), None)
    given = Correction(
        theme=theme, quarter=quarter, title=form.title.data or "", place=form.place.data or "",
        facts=form.facts.data or "",
    )  # fmt: skip
    correcting.correct_concern(concern, given, version=form.version.data, by=by, now=now())
    return "C’est corrigé. L’ancien texte reste dans le suivi, pour l’équipe."


PLAN = ToolPage(Tool.PLAN, partial(render_template, "casework/staff/plan.html"), _plan_form, _plan)
RECORD = ToolPage(Tool.RECORD, partial(render_template, "casework/staff/record.html"), _record_form, _record)
CORRECT = ToolPage(Tool.CORRECT, partial(render_template, "casework/staff/correct.html"), _correct_form, _correct)


@blueprint.route("/etape", methods=["GET", "POST"])
@staff_only(*STAFF)
def plan(number: str) -> Any:
    """What comes next, and when."""
    return open_tool(PLAN, number)


@blueprint.route("/acter", methods=["GET", "POST"])
@staff_only(*STAFF)
def record(number: str) -> Any:
    """It is on record elsewhere."""
    return open_tool(RECORD, number)


@blueprint.route("/corriger", methods=["GET", "POST"])
@staff_only(*STAFF)
def correct(number: str) -> Any:
    """What was noted, put right."""
    return open_tool(CORRECT, number)
