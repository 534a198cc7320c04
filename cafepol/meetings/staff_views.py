"""The staff's list of meetings; one of them is planned and changed on pages of the desk."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.core.clock import now
from cafepol.core.text import page_number
from cafepol.meetings import guards
from cafepol.meetings.guards import READERS
from cafepol.meetings.lifecycle import State
from cafepol.meetings.queries import coming_meetings, past_meetings
from cafepol.zone import queries as zone_queries
from cafepol.zone.models import Commune

blueprint = Blueprint("meetings_staff", __name__, url_prefix="/equipe/rencontres")

STATE_LABELS = {
    State.DRAFT: "Brouillons",
    State.PUBLISHED: "Publiées",
    State.CLOSED: "Clôturées",
    State.CANCELLED: "Annulées",
}


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to."""

    commune: Commune | None
    state: State | None
    page: int

    @property
    def narrowing(self) -> dict[str, Any]:
        """The same, as the reads take it."""
        return {"commune": self.commune, "states": (self.state,) if self.state else tuple(State)}

    def older(self) -> str:
        """The address of the page that follows."""
        slug = self.commune.slug if self.commune else None
        return url_for("meetings_staff.index", commune=slug, etat=self.state, page=self.page + 1)


@blueprint.get("")
@staff_only(*READERS)
def index() -> Any:
    """The meetings that this person reads: those to come, then those that are over, newest first."""
    viewer, instant = current_viewer(), now()
    communes = zone_queries.communes(None if viewer.sees_whole_zone else viewer.commissariat_ids)
    wanted = _wanted(communes)
    past, has_older = past_meetings(viewer, instant, page=wanted.page, **wanted.narrowing)
    coming = coming_meetings(viewer, instant, **wanted.narrowing) if wanted.page == 1 else []
    return render_template(
        "meetings/staff/index.html",
        coming=coming, past=past, has_older=has_older, now=instant, wanted=wanted,
        communes=communes, state_labels=STATE_LABELS, may_plan=bool(guards.writable_places()),
    )  # fmt: skip


def _wanted(communes: list[Commune]) -> Wanted:
    """What the address asks for; what it asks wrongly is not asked."""
    slug, state = request.args.get("commune"), request.args.get("etat")
    return Wanted(
        commune=next((each for each in communes if each.slug == slug), None),
        state=next((each for each in State if each == state), None),
        page=page_number(request.args.get("page", "")),
    )
