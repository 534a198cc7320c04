"""The requests for a café: noted for a caller, read, and answered with a meeting or a reason."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from cafepol.accounts.guards import current_viewer, note_view, staff_only
from cafepol.core.clock import now
from cafepol.core.errors import Refused
from cafepol.core.filters import when
from cafepol.meetings.lifecycle import State as MeetingState
from cafepol.meetings.queries import coming_meetings
from cafepol.requests import guards, operations, queries
from cafepol.requests.forms import CallForm, Places, PlanForm, ShelveForm
from cafepol.requests.guards import ANSWERERS, HANDLERS
from cafepol.requests.models import CafeRequest
from cafepol.zone import queries as zone_queries

blueprint = Blueprint("requests_staff", __name__, url_prefix="/equipe/planning/demandes")


@blueprint.get("")
@staff_only(*HANDLERS)
def index() -> str:
    """Who asks for a café and waits; then what was answered last."""
    places = guards.handled_places()
    return render_template(
        "requests/staff/index.html",
        waiting=queries.open_requests(places),
        answered=queries.answered_requests(places),
    )


@blueprint.route("/nouvelle", methods=["GET", "POST"])
@staff_only(*HANDLERS)
def create() -> Any:
    """Note what somebody asks on the phone, at the counter or in the street."""
    places = _places()
    form = CallForm(places, data={"place": places.value_of(request.args.get("commune", ""))})
    if form.validate_on_submit():
        try:
            operations.ask_for_cafe(**form.asked, by=current_viewer().account_id, now=now())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            flash("La demande est notée.")
            return redirect(url_for(".index"))
    return render_template("requests/staff/create.html", form=form), form.status


def _places() -> Places:
    here = guards.handled_places()
    return Places(zone_queries.communes(here), zone_queries.quarters(commissariat_ids=here))


@blueprint.get("/<int:request_id>")
@staff_only(*HANDLERS)
def detail(request_id: int) -> Any:
    """One request, and the two ways to answer it."""
    found = guards.readable_request(request_id)
    if found.name or found.has_contact:
        note_view("request_seen", "request", found.id)
    return _page(found)


def _page(found: CafeRequest, *, plan: PlanForm | None = None, shelve: ShelveForm | None = None) -> Any:
    plan, shelve = plan or _plan_form(found, formdata=None), shelve or ShelveForm(formdata=None)
    may_answer = found.is_open and found.commune.commissariat_id in current_viewer().places(*ANSWERERS)
    page = render_template("requests/staff/detail.html", asked=found, plan=plan, shelve=shelve, may_answer=may_answer)
    return page, max(plan.status, shelve.status)


def _plan_form(found: CafeRequest, **kwargs: Any) -> PlanForm:
    """The published meetings of the commune to come, those of the quarter first."""
    coming = coming_meetings(current_viewer(), now(), commune=found.commune, states=(MeetingState.PUBLISHED,))
    coming.sort(key=lambda each: each.quarter_id != found.quarter_id)
    labels = {each.code: f"{each.place}, {when(each.starts_local, each.ends_local)}" for each in coming}
    return PlanForm({each.code: each for each in coming}, labels, **kwargs)


@blueprint.post("/<int:request_id>/prevoir")
@staff_only(*ANSWERERS)
def plan(request_id: int) -> Any:
    """« Pris en compte »: a published meeting answers; who left a contact is told."""
    found = guards.answerable_request(request_id)
    form = _plan_form(found)

    def act() -> str:
        operations.plan_request(found, form.chosen, by=current_viewer().account_id, now=now())
        flash("La demande est prise en compte.")
        return url_for(".detail", request_id=request_id)

    target = form.once(act)
    return redirect(target) if target else _page(found, plan=form)


@blueprint.post("/<int:request_id>/classer")
@staff_only(*ANSWERERS)
def shelve(request_id: int) -> Any:
    """« Classé », with the reason."""
    found = guards.answerable_request(request_id)
    form = ShelveForm()

    def act() -> str:
        operations.shelve_request(found, reason=form.reason.data, by=current_viewer().account_id, now=now())
        flash("La demande est classée.")
        return url_for(".detail", request_id=request_id)

    target = form.once(act)
    return redirect(target) if target else _page(found, shelve=form)
