"""« Proposer n dates »: from the form of one meeting to several drafts, with a look at each day in between."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.core import receipts
from cafepol.core.clock import now, zone_time
from cafepol.core.errors import Refused
from cafepol.core.filters import count
from cafepol.meetings import guards
from cafepol.meetings.guards import WRITERS
from cafepol.meetings.months import month_of
from cafepol.meetings.offers import offer_for
from cafepol.planning.proposals import narrowed, proposal
from cafepol.planning.series_forms import SeriesForm
from cafepol.planning.several import proposed, save_series

blueprint = Blueprint("series", __name__, url_prefix="/equipe/planning")

UNPROCESSABLE = 422
AGAIN, SAVE = "formulaire", "enregistrer"


@blueprint.route("/dates", methods=["GET", "POST"])
@staff_only(*WRITERS)
def create() -> Any:
    """The form, then the days with their conflicts, then the drafts: each step carries what was typed."""
    offer = narrowed(offer_for(guards.writable_places()), request.args)
    form = SeriesForm(offer, data=proposal(offer, request.args))
    asks_for_form = form.is_fresh or form.step.data == AGAIN
    if asks_for_form or not form.validate_on_submit():
        return render_template("planning/calendar/series.html", form=form), 200 if asks_for_form else form.status
    plan = form.plan  # read once: looking for conflicts reads its rows anew
    return _save(form, plan) if form.step.data == SAVE else _preview(form, plan, fresh=True)


def _save(form: SeriesForm, plan: dict[str, Any]) -> Any:
    days = form.chosen_days

    def act() -> str:
        save_series(plan, days, by=current_viewer().account_id, now=now(), tz=zone_time())
        flash(f"{count(len(days), 'brouillon')} : relisez, puis publiez chaque rencontre.")
        return url_for("calendar.index", mois=month_of(days[0]).key, commune=plan["commune"].slug, vue="liste")

    try:
        return redirect(receipts.once(form.key.data, act, now=now()))
    except Refused as refusal:
        form.refuse(Refused(f"Rien n’est enregistré. {refusal.message}"))
        return _preview(form, plan)


def _preview(form: SeriesForm, plan: dict[str, Any], *, fresh: bool = False) -> Any:
    """Each day with its reasons; those that can be are ticked at first, afterwards those that were kept."""
    days = proposed(plan, form.days, now=now(), tz=zone_time())
    kept = {each.day for each in days if each.is_possible} if fresh else set(form.chosen_days)
    page = render_template("planning/calendar/preview.html", form=form, venue=plan["venue"], days=days, kept=kept)
    return page, 200 if fresh else UNPROCESSABLE
