"""Doubles of the directory: those that are probable, and those of which somebody says that they are two."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.core.errors import Refused
from cafepol.core.forms import StaffForm
from cafepol.partners import distinct
from cafepol.partners.doubles import Candidate, Person, probable_doubles, same_people
from cafepol.partners.guards import WRITERS, chosen_row, writable_communes
from cafepol.partners.models import Partner, PartnerContact
from cafepol.partners.queries import distinct_contacts, distinct_partners, get_contact_of, get_partner, partners_of

blueprint = Blueprint("partner_doubles", __name__, url_prefix="/equipe/partenaires")

PairOfPartners = tuple[Partner, Partner, str]
PairOfPeople = tuple[Partner, PartnerContact, PartnerContact, str]


@blueprint.get("/doubles")
@staff_only(*WRITERS)
def index() -> str:
    """The partners, and the people at one partner, that may be one and the same."""
    partners = partners_of(_kept())
    return render_template(
        "partners/staff/doubles.html", pairs=_pairs(partners), people=_people(partners), form=StaffForm()
    )


def _pairs(partners: list[Partner]) -> list[PairOfPartners]:
    by_id = {each.id: each for each in partners}
    candidates = [
        Candidate(each.id, each.name, frozenset(contact.mail for contact in each.contacts if contact.mail))
        for each in partners
    ]
    found = probable_doubles(candidates, distinct_partners())
    return [(by_id[double.one], by_id[double.other], double.reason) for double in found]


def _people(partners: list[Partner]) -> list[PairOfPeople]:
    found: list[PairOfPeople] = []
    apart = distinct_contacts()
    for partner in partners:
        people = {each.id: each for each in partner.active_contacts}
        known = [Person(each.id, each.name, each.mail, each.phone) for each in people.values()]
        found += [(partner, people[pair.one], people[pair.other], pair.reason) for pair in same_people(known, apart)]
    return found


@blueprint.post("/<int:partner_id>/distinguer")
@staff_only(*WRITERS)
def tell_apart(partner_id: int) -> Any:
    """Say that two partners are not the same, or take that back (from the page of one of them)."""
    one = get_partner(partner_id, _kept())
    if not _other():
        raise Refused("Choisissez un autre partenaire.")
    other = chosen_row(_other(), [*partners_of(_kept()), *partners_of(_kept(), active=False)])
    if request.form.get("retour"):
        distinct.doubt_partners(one, other)
        flash("C’est noté. Ces deux partenaires peuvent de nouveau être proposés comme doubles.")
        return redirect(url_for("partner_record.detail", partner_id=one.id), 303)
    distinct.tell_partners_apart(one, other)
    flash(f"C’est noté : {one.name} et {other.name} ne sont pas les mêmes.")
    return redirect(url_for(".index"), 303)


@blueprint.post("/<int:partner_id>/contacts/<int:contact_id>/distinguer")
@staff_only(*WRITERS)
def tell_people_apart(partner_id: int, contact_id: int) -> Any:
    """The same of two people at one partner."""
    partner = get_partner(partner_id, _kept())
    one = get_contact_of(partner, contact_id)
    if not _other():
        raise Refused("Choisissez une autre personne du même partenaire.")
    other = chosen_row(_other(), partner.contacts)
    if request.form.get("retour"):
        distinct.doubt_people(one, other)
        flash("C’est noté. Ces deux personnes peuvent de nouveau être proposées comme doubles.")
        return redirect(url_for("partner_record.detail", partner_id=partner.id), 303)
    distinct.tell_people_apart(one, other)
    flash(f"C’est noté : {one.name} et {other.name} ne sont pas les mêmes.")
    return redirect(url_for(".index"), 303)


def _kept() -> list[int]:
    """The communes whose partners the viewer keeps."""
    return [commune.id for commune in writable_communes(current_viewer())]


def _other() -> str | None:
    """The number that the button carries: of whom the first is told apart, or is so no more."""
    return request.form.get("retour") or request.form.get("avec")
