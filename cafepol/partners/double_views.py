"""Doubles of the directory: those that are probable, and those of which somebody says that they are two."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.core.forms import StaffForm
from cafepol.partners import distinct
from cafepol.partners.doubles import Candidate, Person, probable_doubles, same_people
from cafepol.partners.forms import ApartForm
from cafepol.partners.guards import WRITERS, Row, chosen_row, writable_communes
from cafepol.partners.models import Partner, PartnerContact
from cafepol.partners.queries import distinct_contacts, distinct_partners, get_contact_of, get_partner, partners_of

blueprint = Blueprint("partner_doubles", __name__, url_prefix="/equipe/partenaires")

Step = Callable[[Row, Row], None]
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
    choice = [*partners_of(_kept()), *partners_of(_kept(), active=False)]
    doubted = "C’est noté. Ces deux partenaires peuvent de nouveau être proposés comme doubles."
    steps = distinct.tell_partners_apart, distinct.doubt_partners
    return _said(one, choice, *steps, doubted=doubted, partner_id=partner_id)


@blueprint.post("/<int:partner_id>/contacts/<int:contact_id>/distinguer")
@staff_only(*WRITERS)
def tell_people_apart(partner_id: int, contact_id: int) -> Any:
    """The same of two people at one partner."""
    partner = get_partner(partner_id, _kept())
    one = get_contact_of(partner, contact_id)
    doubted = "C’est noté. Ces deux personnes peuvent de nouveau être proposées comme doubles."
    steps = distinct.tell_people_apart, distinct.doubt_people
    return _said(one, partner.contacts, *steps, doubted=doubted, partner_id=partner_id)


def _said(one: Row, choice: list[Row], tell: Step[Row], doubt: Step[Row], *, doubted: str, partner_id: int) -> Any:
    """What the button says of the first and of whom it names; naming nobody is refused as naming the first again."""
    form = ApartForm()
    if form.retour.data:
        doubt(one, chosen_row(form.retour.data, choice))
        flash(doubted)
        return redirect(url_for("partner_record.detail", partner_id=partner_id), 303)
    other = chosen_row(form.avec.data, choice) if form.avec.data else one
    tell(one, other)
    flash(f"C’est noté : {one.name} et {other.name} ne sont pas les mêmes.")
    return redirect(url_for(".index"), 303)


def _kept() -> list[int]:
    """The communes whose partners the viewer keeps."""
    return [commune.id for commune in writable_communes(current_viewer())]
