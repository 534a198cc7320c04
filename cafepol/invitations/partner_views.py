"""A partner's page for the staff: who is there, how they answer, what they were invited to."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.core.clock import now
from cafepol.core.errors import NotFound
from cafepol.invitations import figures
from cafepol.invitations.figure_queries import invitation_facts
from cafepol.partners.guards import READERS, readable_communes, writable_communes
from cafepol.partners.models import Partner
from cafepol.partners.queries import find_merged_into, find_partner

blueprint = Blueprint("partner_pages", __name__, url_prefix="/equipe/partenaires")

SHOWN = 30  # past invitations on the page


@blueprint.get("/<int:partner_id>")
@staff_only(*READERS)
def detail(partner_id: int) -> Any:
    """What is known of a partner, within the communes that the viewer reads; a double leads to the one that stayed."""
    readable = [commune.id for commune in readable_communes(current_viewer())]
    partner = find_partner(partner_id, readable)
    if partner is None:
        return redirect(url_for(".detail", partner_id=_stayed(partner_id, readable).id))
    facts = invitation_facts(partner.id, readable, now=now())
    past = figures.past(facts)
    return render_template(
        "partners/staff/detail.html",
        partner=partner,
        total=figures.figures_of(facts),
        years=figures.by_year(facts),
        coming=figures.coming(facts),
        past=past[:SHOWN],
        earlier=len(past[SHOWN:]),
        may_write=_is_kept(partner),
    )


def _stayed(partner_id: int, communes: list[int]) -> Partner:
    """The partner that a double was merged into. Raises NotFound, also out of scope."""
    found = find_partner(find_merged_into(partner_id) or 0, communes)
    if found is None:
        raise NotFound
    return found


def _is_kept(partner: Partner) -> bool:
    """Whether the viewer keeps this partner."""
    kept = {commune.id for commune in writable_communes(current_viewer())}
    return any(commune.id in kept for commune in partner.communes)
