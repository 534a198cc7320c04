"""Taking a call: an officer or the reception registers somebody."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from cafepol.accounts import audit
from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.core.clock import now
from cafepol.core.errors import DomainError
from cafepol.registrations.guards import REGISTRARS, meeting_of_call
from cafepol.registrations.joining import Outcome
from cafepol.registrations.staff_forms import CallerForm

blueprint = Blueprint("registrations_staff", __name__, url_prefix="/equipe/rencontres")


@blueprint.route("/<code>/inscrire", methods=["GET", "POST"])
@staff_only(*REGISTRARS)
def register(code: str) -> Any:
    """Register a caller; back on the meeting's page the reference is there to be read out."""
    meeting = meeting_of_call(code)
    form = CallerForm()
    if form.validate_on_submit():
        try:
            outcome = form.register(meeting)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            _note(outcome)
            return redirect(url_for("desk.hub", code=meeting.code), 303)
    return render_template("registrations/staff/register.html", form=form, meeting=meeting), form.status


def _note(outcome: Outcome) -> None:
    registration = outcome.registration
    if registration is None:  # it was cancelled and erased since the first post of this form
        return
    audit.record(
        "registration_taken",
        account_id=current_viewer().account_id,
        now=now(),
        subject="registration",
        subject_id=registration.id,
    )
    if registration.is_waiting:
        flash(f"La rencontre est complète : en attente, référence {registration.reference}.", "warning")
    else:
        flash(f"C’est noté. Référence à donner : {registration.reference}.")
