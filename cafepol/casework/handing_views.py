"""A chief gives concerns to another officer: one of them, or all of somebody’s, once what goes was shown."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.accounts.roles import Role
from cafepol.casework.tool_forms import GiveForm, HandOverAllForm
from cafepol.casework.tool_page import ToolPage, open_tool
from cafepol.concerns import guards, handing, handing_queries
from cafepol.concerns.guards import STAFF
from cafepol.concerns.models import Concern
from cafepol.concerns.rights import Tool
from cafepol.concerns.transitions import CHIEF, Actor
from cafepol.core.clock import now
from cafepol.core.errors import NotFound, Refused, Stale
from cafepol.core.filters import count
from cafepol.core.web import undo_changes
from cafepol.staff.models import Officer
from cafepol.staff.queries import get_officer, officers_of

blueprint = Blueprint("concerns_handing", __name__, url_prefix="/equipe/doleances")


def _give_form(concern: Concern, **kwargs: Any) -> GiveForm:
    form = GiveForm(data={"version": concern.version}, **kwargs)
    form.offer([each for each in officers_of([concern.commune.commissariat_id]) if each.id != concern.owner_id])
    return form


def _give(concern: Concern, form: GiveForm, by: Actor) -> str:
    to = get_officer(form.officer.data)
    handing.give(concern, version=form.version.data, to=to, by=by, now=now())
    return f"{to.full_name} est maintenant responsable. Les dates promises ne bougent pas."


GIVE = ToolPage(Tool.GIVE, partial(render_template, "casework/staff/give.html"), _give_form, _give)


@blueprint.route("/<number>/transmettre", methods=["GET", "POST"])
@staff_only(*STAFF)
def give(number: str) -> Any:
    """One concern to another officer."""
    return open_tool(GIVE, number)


@blueprint.get("/transmettre")
@staff_only(Role.CHIEF)
def index() -> str:
    """Who answers for how many concerns."""
    chief_of = guards.current_scope().chief_of
    return render_template("casework/staff/owners.html", owners=handing_queries.owners(chief_of), chief_of=chief_of)


@blueprint.route("/transmettre/<int:officer_id>", methods=["GET", "POST"])
@staff_only(Role.CHIEF)
def everything(officer_id: int) -> Any:
    """All that somebody answers for: what goes is listed first, and goes only as it was listed."""
    chief_of = guards.current_scope().chief_of
    former, concerns = get_officer(officer_id), handing_queries.cases_of(officer_id, chief_of)
    if not concerns and former.commissariat_id not in chief_of:
        raise NotFound
    form = _everything_form(former, concerns)
    stale = False
    try:
        target = form.once(lambda: _hand_over(form, former, concerns))
        if target:
            return redirect(target)
    except Stale as refusal:
        form.refuse(refusal)
        stale = True
    return _listed(former, form), Stale.status if stale else form.status


def _listed(former: Officer, form: HandOverAllForm) -> str:
    """What goes, as it stands now."""
    undo_changes()
    chief_of = guards.current_scope().chief_of
    concerns = handing_queries.cases_of(former.id, chief_of)
    guards.note_list_shown([each.number for each in concerns])
    form.seen.data = _seen(concerns)
    tasks = handing_queries.count_tasks(former.id, chief_of)
    return render_template("casework/staff/hand_over.html", former=former, concerns=concerns, form=form, tasks=tasks)


def _everything_form(former: Officer, concerns: Sequence[Concern]) -> HandOverAllForm:
    places = {each.commune.commissariat_id for each in concerns} or {former.commissariat_id}
    form = HandOverAllForm()
    form.offer([each for each in officers_of(places) if each.id != former.id])
    return form


def _hand_over(form: HandOverAllForm, former: Officer, concerns: Sequence[Concern]) -> str:
    to = get_officer(form.officer.data)
    if form.seen.data != _seen(concerns):
        raise Stale("La liste a changé depuis. Relisez-la, puis recommencez.")
    if not concerns:
        raise Refused(f"{former.name} n’a plus de doléance à transmettre.")
    actor = Actor(current_viewer().account_id, frozenset({CHIEF}))
    moved = handing.hand_over_all(concerns, former, to=to, by=actor, now=now())
    flash(f"{count(moved, 'doléance transmise', 'doléances transmises')} à {to.full_name}.")
    return url_for("concerns_staff.index")


def _seen(concerns: Sequence[Concern]) -> str:
    """What was listed: a list that holds others by now is shown again first."""
    return "-".join(str(each.id) for each in concerns)
