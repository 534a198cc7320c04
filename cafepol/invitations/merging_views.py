"""Making one of two partners, or of two people at one partner."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from cafepol.accounts.guards import current_viewer, note_act, staff_only
from cafepol.core import receipts
from cafepol.core.clock import now
from cafepol.core.web import undo_changes
from cafepol.invitations import merging
from cafepol.partners.forms import MergeContactsForm, MergeForm
from cafepol.partners.guards import WRITERS, chosen_row, writable_communes
from cafepol.partners.models import Partner, PartnerContact
from cafepol.partners.queries import by_name, get_contact_of, get_partner, partners_of

blueprint = Blueprint("partner_merging", __name__, url_prefix="/equipe/partenaires")


@blueprint.route("/<int:partner_id>/fusionner", methods=["GET", "POST"])
@staff_only(*WRITERS)
def merge(partner_id: int) -> Any:
    """Choose the double of a partner (`?avec=`), then what stays of both."""
    if done := receipts.settled(request.form.get("key")):
        return redirect(done, 303)
    kept, gone = _two(partner_id)
    if gone is None:
        return _choice(kept, kept, [each for each in by_name(partners_of(_kept())) if each is not kept])
    return _merge_page(kept, gone)


def _merge_page(kept: Partner, gone: Partner) -> Any:
    numbers = kept.id, gone.id
    form = MergeForm().offer(kept, gone, writable_communes(current_viewer()))
    target = form.once(lambda: _merge(kept, gone, form))
    if target:
        return redirect(target, 303)
    if form.errors:
        undo_changes()
    both = [get_partner(each, _kept()) for each in numbers]
    return render_template("partners/staff/merge.html", form=form, both=both), form.status


def _merge(kept: Partner, gone: Partner, form: MergeForm) -> str:
    name = kept.name if form.name.data == kept.id else gone.name
    chosen = {"name": name, "kind_id": form.kind_id.data, "commune_ids": form.commune_ids.data}
    gone_id = gone.id
    merging.merge_partners(kept, gone, **chosen, within=_kept(), now=now())
    note_act("partners_merged", "partner", kept.id, gone=gone_id)
    flash("C’est fait : les deux partenaires n’en font plus qu’un.")
    return url_for("partner_record.detail", partner_id=kept.id)


@blueprint.route("/<int:partner_id>/contacts/<int:contact_id>/fusionner", methods=["GET", "POST"])
@staff_only(*WRITERS)
def merge_people(partner_id: int, contact_id: int) -> Any:
    """Choose the double of a person at a partner (`?avec=`), then what stays of both."""
    if done := receipts.settled(request.form.get("key")):
        return redirect(done, 303)
    partner = get_partner(partner_id, _kept())
    one = get_contact_of(partner, contact_id)
    wanted = request.args.get("avec")
    if not wanted or wanted == str(one.id):
        return _choice(partner, one, [each for each in partner.contacts if each is not one])
    return _people_page(partner, one, chosen_row(wanted, partner.contacts))


def _people_page(partner: Partner, one: PartnerContact, other: PartnerContact) -> Any:
    partner_id = partner.id
    form = MergeContactsForm().offer(one, other)
    target = form.once(lambda: _merge_people(one, other, form))
    if target:
        return redirect(target, 303)
    if form.errors:
        undo_changes()
        partner = get_partner(partner_id, _kept())
    return render_template("partners/staff/merge_people.html", form=form, partner=partner), form.status


def _merge_people(one: PartnerContact, other: PartnerContact, form: MergeContactsForm) -> str:
    ids = {one.id, other.id}
    kept = merging.merge_contacts(one, other, person=form.person(one, other), now=now())
    note_act("contacts_merged", "partner_contact", kept.id, gone=(ids - {kept.id}).pop())
    flash("C’est fait : les deux personnes n’en font plus qu’une.")
    return url_for("partner_record.detail", partner_id=kept.partner_id)


def _kept() -> list[int]:
    """The communes whose partners the viewer keeps."""
    return [commune.id for commune in writable_communes(current_viewer())]


def _two(partner_id: int) -> tuple[Partner, Partner | None]:
    """The partner of the address and the one it is to be merged with, if one was chosen. Raises NotFound."""
    kept, wanted = get_partner(partner_id, _kept()), request.args.get("avec")
    if not wanted or wanted == str(kept.id):
        return kept, None
    return kept, chosen_row(wanted, [*partners_of(_kept()), *partners_of(_kept(), active=False)])


def _choice(partner: Partner, kept: Partner | PartnerContact, others: Sequence[Partner | PartnerContact]) -> Any:
    """The page on which a double is to be chosen first."""
    is_person = isinstance(kept, PartnerContact)
    page = render_template(
        "partners/staff/choose_double.html",
        partner=partner,
        kept=kept,
        others=[(each.id, _told_from_others(each)) for each in others],
        question="Quelle personne est la même ?" if is_person else "Quel partenaire est le même ?",
        nobody="Il n’y a personne d’autre ici" if is_person else "Il n’y a pas d’autre partenaire",
    )
    return page, 422 if request.method == "POST" else 200


def _told_from_others(each: Partner | PartnerContact) -> str:
    """A name with what tells it from others: the communes of a partner, what a person does."""
    if isinstance(each, PartnerContact):
        return ", ".join(filter(None, (each.name, each.function)))
    return f"{each.name} – {', '.join(commune.name for commune in each.communes)}"
