"""A partner's page for the staff: who is there, how they answer, what they were invited to."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.core.clock import now
from cafepol.core.errors import NotFound
from cafepol.core.forms import StaffForm
from cafepol.invitations import figures
from cafepol.invitations.figure_queries import invitation_facts
from cafepol.invitations.readdressing import correct_contact
from cafepol.partners.forms import ContactForm
from cafepol.partners.guards import READERS, WRITERS, readable_communes, writable_communes
from cafepol.partners.models import Partner
from cafepol.partners.queries import (
    find_merged_into,
    find_partner,
    get_contact_of,
    get_partner,
    partners_apart_from,
    people_apart,
)
from cafepol.zone.queries import the_zone

blueprint = Blueprint("partner_record", __name__, url_prefix="/equipe/partenaires")

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
        apart=partners_apart_from(partner, readable),
        people_apart=people_apart(partner),
        form=StaffForm(),
    )


@blueprint.route("/<int:partner_id>/contacts/<int:contact_id>/modifier", methods=["GET", "POST"])
@staff_only(*WRITERS)
def edit_contact(partner_id: int, contact_id: int) -> Any:
    """Correct a person at a partner; what was not heard at a former address is said at the new one."""
    partner = get_partner(partner_id, [commune.id for commune in writable_communes(current_viewer())])
    contact = get_contact_of(partner, contact_id)
    form = ContactForm(obj=contact).offer(the_zone().languages)

    def act() -> str:
        correct_contact(contact, **form.facts(), now=now())
        flash("C’est enregistré.")
        return url_for("partners_staff.edit", partner_id=partner.id)

    target = form.once(act)
    if target:
        return redirect(target)
    page = "partners/staff/edit_contact.html"
    return render_template(page, form=form, partner=partner, contact=contact), form.status


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
