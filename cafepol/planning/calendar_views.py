"""The planning desk: a month of meetings per commune and for the zone, with what speaks for and against a day."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.core.clock import now, today, zone_time
from cafepol.meetings import guards
from cafepol.meetings.guards import READERS, WRITERS
from cafepol.meetings.months import Month, month_of, read_month
from cafepol.meetings.offers import Offer, offer_for
from cafepol.planning.calendar import sheet_of
from cafepol.planning.finding import slots_for
from cafepol.planning.finding_forms import FindForm
from cafepol.zone import queries as zone_queries
from cafepol.zone.models import Commune

blueprint = Blueprint("calendar", __name__, url_prefix="/equipe/planning")

AS_MONTH, AS_LIST = "mois", "liste"


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; what it asks wrongly is not asked."""

    month: Month
    commune: Commune | None
    view: str

    def url(self, *, months: int = 0, view: str = "") -> str:
        """The address of the same sheet, so many months later, or seen another way."""
        return url_for(
            "calendar.index",
            mois=self.month.shifted(months).key,
            commune=self.commune.slug if self.commune else None,
            vue=view or self.view,
        )


@blueprint.get("")
@staff_only(*READERS)
def index() -> str:
    """One month: as a table, or as a list of the days on which something stands."""
    viewer = current_viewer()
    communes = zone_queries.communes(None if viewer.sees_whole_zone else viewer.commissariat_ids)
    wanted = _wanted(communes)
    sheet = sheet_of(viewer, wanted.month, communes, wanted.commune, now=now(), today=today())
    return render_template(
        "planning/calendar/index.html",
        sheet=sheet,
        wanted=wanted,
        communes=communes,
        now=now(),
        today=today(),
        may_plan=_may_plan(wanted.commune),
    )


def _wanted(communes: list[Commune]) -> Wanted:
    slug = request.args.get("commune")
    return Wanted(
        month=read_month(request.args.get("mois", ""), month_of(today())),
        commune=next((each for each in communes if each.slug == slug), None),
        view=AS_LIST if request.args.get("vue") == AS_LIST else AS_MONTH,
    )


def _may_plan(commune: Commune | None) -> Any:
    """Whether a click on a day opens the form of a new meeting."""
    places = guards.writable_places()
    return commune.commissariat_id in places if commune else bool(places)


@blueprint.get("/trouver")
@staff_only(*WRITERS)
def find() -> Any:
    """« Trouver une date »: the free slots of a commune, the best first, with their reasons."""
    offer = offer_for(guards.writable_places())
    bare = _without_venue(offer)
    if bare or not offer.venues:
        return render_template("planning/calendar/no_venue.html", commune=bare)
    form = FindForm(
        request.args,
        offer,
        today=today(),
        flyer_days=zone_queries.the_zone().flyer_days,
    )
    slots = None
    if form.validate():
        question = form.question(guards.own_officer())
        slots = slots_for(question, now=now(), today=today(), tz=zone_time())
    return render_template("planning/calendar/find.html", form=form, slots=slots), form.status


def _without_venue(offer: Offer) -> Commune | None:
    """The commune that the address names, if it is one of ours and has no venue in use."""
    slug = request.args.get("commune")
    if not slug or slug in {venue.commune.slug for venue in offer.venues}:
        return None
    return next((each for each in zone_queries.communes(guards.writable_places()) if each.slug == slug), None)
