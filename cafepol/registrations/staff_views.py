"""Taking a call: an officer or the reception registers somebody, for one café or for the one they ask for."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from cafepol.accounts.guards import current_viewer, note_act, staff_only
from cafepol.core.clock import now
from cafepol.core.errors import DomainError
from cafepol.distribution.code_queries import named_rounds
from cafepol.meetings.models import Meeting
from cafepol.registrations.amending import register_caller
from cafepol.registrations.finding import same_contact
from cafepol.registrations.guards import REGISTRARS, meeting_of_call, meetings_of_calls
from cafepol.registrations.joining import Outcome, was_taken
from cafepol.registrations.models import Registration
from cafepol.registrations.staff_forms import TWO_PEOPLE, CallerForm, DeskCallerForm
from cafepol.zone.queries import the_zone

blueprint = Blueprint("registrations_staff", __name__, url_prefix="/equipe")
PAGE = "registrations/staff/register.html"


@blueprint.route("/rencontres/<code>/inscrire", methods=["GET", "POST"])
@staff_only(*REGISTRARS)
def register(code: str) -> Any:
    """Register a caller; back on the meeting's page the reference is there to be read out."""
    meeting = meeting_of_call(code)
    form = CallerForm().offer_rounds(named_rounds([meeting.id])).offer(the_zone().languages, meeting.language)
    return _take_call(form, meeting, leads_to=url_for("desk.hub", code=meeting.code))


@blueprint.route("/inscriptions/nouvelle", methods=["GET", "POST"])
@staff_only(*REGISTRARS)
def call() -> Any:
    """Register a caller from the desk: which café, then as for one of them."""
    coming = meetings_of_calls(now=now())
    if not coming:
        return render_template(PAGE, form=None, meeting=None)
    form = DeskCallerForm().offer_meetings(coming)
    chosen = next((each for each in coming if each.code == form.code.data), coming[0])
    form.offer_rounds(named_rounds([each.id for each in coming])).offer(the_zone().languages, chosen.language)
    return _take_call(form, chosen)


def _take_call(form: CallerForm, meeting: Meeting, *, leads_to: str = "") -> Any:
    """Register; of a number that is registered already it is asked first whether that is the same person."""
    answered, alike = form.double.data, _alike(form, meeting)
    same = next((each for each in alike if each.reference == answered), None)
    if same is not None:
        flash("Cette personne est inscrite. Corrigez ce qui change.")
        return redirect(url_for("amending.edit", reference=same.reference), 303)
    if form.is_submitted() and not form.errors and (not alike or answered == TWO_PEOPLE):
        try:
            by = current_viewer().account_id
            outcome = register_caller(meeting, **form.answer, apart_from=alike, by=by, now=now())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            _note(outcome)
            return redirect(leads_to or _own_page(outcome), 303)
    if alike and not form.errors:
        note_act("registration_sought", "registration", found=[each.id for each in alike])
    return render_template(PAGE, form=form, meeting=meeting, alike=alike), form.status


def _alike(form: CallerForm, meeting: Meeting) -> list[Registration]:
    """Who is registered under the number of a valid form; nobody, once this very form was acted on."""
    if not form.validate_on_submit() or was_taken(form.key.data):
        return []
    return same_contact(meeting.id, mail_key=None, phone=form.contact_keys["phone"])


def _own_page(outcome: Outcome) -> str:
    """Where everything stands that is read out to somebody who was just registered."""
    found = outcome.registration
    return url_for("amending.edit", reference=found.reference) if found else url_for(".call")


def _note(outcome: Outcome) -> None:
    registration = outcome.registration
    if registration is None:  # it was cancelled and erased since the first post of this form
        return
    note_act("registration_taken", "registration", registration.id)
    if registration.is_waiting:
        flash(f"La rencontre est complète : en attente, référence {registration.reference}.", "warning")
    else:
        flash(f"C’est noté. Référence à donner : {registration.reference}.")
