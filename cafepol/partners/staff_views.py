"""The directory's pages: list, add, correct, take out."""

from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.core.forms import SwitchForm
from cafepol.core.text import clean_line
from cafepol.partners import operations
from cafepol.partners.forms import ContactForm, PartnerForm
from cafepol.partners.guards import READERS, WRITERS, chosen_commune, readable_communes, writable_communes
from cafepol.partners.models import Partner
from cafepol.partners.queries import by_name, get_contact_of, get_partner, named, partners_of
from cafepol.zone.models import Commune
from cafepol.zone.queries import partner_kinds, the_zone

blueprint = Blueprint("partners_staff", __name__, url_prefix="/equipe/partenaires")

TYPED_MAX = 80  # characters of a search
BY_NAME = "nom"


@blueprint.get("")
@staff_only(*READERS)
def index() -> Any:
    """The directory by kind or by name, of one commune or of all that the viewer sees, searched by name."""
    communes = readable_communes(current_viewer())
    chosen = chosen_commune(request.args.get("commune"), communes)
    shown = [chosen.id] if chosen else [commune.id for commune in communes]
    typed = clean_line(request.args.get("q"))[:TYPED_MAX]
    everybody = partners_of(shown)
    return render_template(
        "partners/staff/index.html",
        groups=_groups(named(everybody, typed)),
        retired=named(partners_of(shown, active=False), typed),
        communes=communes,
        chosen=chosen,
        typed=typed,
        is_by_name=request.args.get("tri") == BY_NAME,
        is_empty=not everybody,
        may_write=bool(writable_communes(current_viewer())),
    )


def _groups(partners: list[Partner]) -> list[tuple[str, list[Partner]]]:
    """The lists of the page, each with its title."""
    if request.args.get("tri") == BY_NAME:
        return [("De A à Z", by_name(partners))] if partners else []
    return [(label, list(rows)) for label, rows in groupby(partners, key=lambda partner: partner.kind.label)]


@blueprint.route("/nouveau", methods=["GET", "POST"])
@staff_only(*WRITERS)
def create() -> Any:
    """Add a partner, then its first contact."""
    communes = writable_communes(current_viewer())
    form = PartnerForm(data={"commune_ids": [commune.id for commune in communes]}).offer(partner_kinds(), communes)

    def act() -> str:
        partner = operations.create_partner(**_facts(form, communes))
        flash("Partenaire ajouté. Qui faut-il inviter chez ce partenaire ?")
        return url_for("partners_staff.create_contact", partner_id=partner.id)

    target = form.once(act)
    return redirect(target) if target else (render_template("partners/staff/create.html", form=form), form.status)


@blueprint.route("/<int:partner_id>/modifier", methods=["GET", "POST"])
@staff_only(*WRITERS)
def edit(partner_id: int) -> Any:
    """Correct a partner; its contacts are listed beside."""
    communes = writable_communes(current_viewer())
    partner = _partner(partner_id, communes)
    data = {
        "name": partner.name,
        "kind_id": partner.kind_id,
        "commune_ids": [commune.id for commune in partner.communes],
    }
    form = PartnerForm(data=data).offer(partner_kinds(), communes)

    def act() -> str:
        operations.edit_partner(partner, **_facts(form, communes))
        flash("C’est enregistré.")
        return url_for("partner_record.detail", partner_id=partner.id)

    target = form.once(act)
    page = "partners/staff/edit.html"
    return redirect(target) if target else (render_template(page, form=form, partner=partner), form.status)


@blueprint.post("/<int:partner_id>/retirer")
@staff_only(*WRITERS)
def retire(partner_id: int) -> Any:
    """Take a partner out of the directory, or put it back."""
    partner = _partner(partner_id, writable_communes(current_viewer()))
    if SwitchForm().retour.data:
        operations.reactivate_partner(partner)
        flash("Ce partenaire est de nouveau dans l’annuaire.")
    else:
        operations.deactivate_partner(partner)
        flash("Ce partenaire n’est plus dans l’annuaire.")
    return redirect(url_for("partners_staff.edit", partner_id=partner_id))


@blueprint.route("/<int:partner_id>/contacts/nouveau", methods=["GET", "POST"])
@staff_only(*WRITERS)
def create_contact(partner_id: int) -> Any:
    """Add a person at a partner."""
    partner = _partner(partner_id, writable_communes(current_viewer()))
    form = ContactForm().offer(the_zone().languages)

    def act() -> str:
        operations.add_contact(partner, **form.facts())
        flash("C’est enregistré.")
        return url_for("partners_staff.edit", partner_id=partner.id)

    target = form.once(act)
    page = "partners/staff/create_contact.html"
    return redirect(target) if target else (render_template(page, form=form, partner=partner), form.status)


@blueprint.post("/<int:partner_id>/contacts/<int:contact_id>/retirer")
@staff_only(*WRITERS)
def retire_contact(partner_id: int, contact_id: int) -> Any:
    """No longer invite a person, or invite them again."""
    partner = _partner(partner_id, writable_communes(current_viewer()))
    contact = get_contact_of(partner, contact_id)
    if SwitchForm().retour.data:
        operations.reactivate_contact(contact)
        flash("Cette personne peut de nouveau être invitée.")
    else:
        operations.deactivate_contact(contact)
        flash("Cette personne ne sera plus invitée.")
    return redirect(url_for("partners_staff.edit", partner_id=partner_id))


def _partner(partner_id: int, communes: list[Commune]) -> Partner:
    return get_partner(partner_id, [commune.id for commune in communes])


def _facts(form: PartnerForm, communes: list[Commune]) -> dict[str, Any]:
    within = [commune.id for commune in communes]
    fields = (form.name, form.kind_id, form.commune_ids)
    return {field.name: field.data for field in fields} | {"within": within}
