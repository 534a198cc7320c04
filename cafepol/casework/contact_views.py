"""How somebody who raised a concern is reached, put right on a page of its own."""

from typing import Any

from flask import Blueprint, render_template, request

from cafepol.accounts.guards import staff_only
from cafepol.casework.page import act_once, raiser_of, shown_again
from cafepol.casework.telling_forms import ContactForm
from cafepol.concerns import guards, labels
from cafepol.concerns.contacting import correct_raiser
from cafepol.concerns.guards import STAFF
from cafepol.concerns.models import Concern, Raiser
from cafepol.core.clock import now
from cafepol.core.errors import DomainError, Refused, Stale
from cafepol.core.filters import day_long
from cafepol.core.versioned_forms import differences

blueprint = Blueprint("concerns_contact", __name__, url_prefix="/equipe/doleances/<number>")

TOLD = "retours"  # where the page of a concern says who was told


@blueprint.route("/personnes/<int:raiser_id>/coordonnees", methods=["GET", "POST"])
@staff_only(*STAFF)
def correct(number: str, raiser_id: int) -> Any:
    """Name, mail, telephone, address, and how this person wants to hear; the promised day stays."""
    if request.method == "GET":
        concern = guards.shown_concern(number)
        raiser = raiser_of(concern, raiser_id)
        return _page(concern, raiser, ContactForm.of(raiser, concern.version))
    concern, form = guards.writable_concern(number), ContactForm()
    raiser = raiser_of(concern, raiser_id)
    refusal: DomainError | None = None
    if form.validate_on_submit():
        try:
            return act_once(form, concern, lambda: _correct(concern, raiser, form), anchor=TOLD)
        except (Refused, Stale) as refused:
            refusal = refused
            form.refuse(refused)
    return _refused(number, raiser_id, form, refusal)


def _refused(number: str, raiser_id: int, form: ContactForm, refusal: DomainError | None) -> Any:
    concern = shown_again(number)
    raiser = raiser_of(concern, raiser_id)
    if not isinstance(refusal, Stale):
        return _page(concern, raiser, form), form.status
    both = differences(form, ContactForm.of(raiser, concern.version), besides={"own_word"})
    form.renew(concern.version)
    return _page(concern, raiser, form, both), Stale.status


def _page(concern: Concern, raiser: Raiser, form: ContactForm, both: Any = ()) -> str:
    return render_template(
        "casework/staff/contact.html", concern=concern, raiser=raiser, form=form, differences=both, labels=labels
    )


def _correct(concern: Concern, raiser: Raiser, form: ContactForm) -> str:
    by, before = guards.actor_on(concern), raiser.promised_on
    changed = correct_raiser(concern, raiser, form.contact, version=form.version.data, by=by, now=now())
    lost = " Les liens envoyés à l’ancienne adresse n’ouvrent plus rien." if "mail" in changed else ""
    stays = "La date promise ne bouge pas."
    if raiser.promised_on != before:
        stays = f"Cette personne attend de nouveau : promis pour {day_long(raiser.promised_on)}."
    return f"C’est corrigé. {stays}{lost}"
