"""One registration while its holder is on the phone: found, changed, cancelled, given a place."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from cafepol.accounts.guards import current_viewer, note_act, note_view, staff_only
from cafepol.core.clock import now
from cafepol.core.errors import DomainError, Refused, Stale
from cafepol.core.filters import count
from cafepol.core.versioned_forms import differences
from cafepol.core.web import undo_changes
from cafepol.distribution.code_queries import named_rounds
from cafepol.meetings.guards import is_writable
from cafepol.registrations import doubles
from cafepol.registrations.amending import amend_registration, cancel_for_caller, offer_place, settle_double
from cafepol.registrations.doubles import doubles_of
from cafepol.registrations.events import history_of
from cafepol.registrations.finding import Sought, found_by, sought
from cafepol.registrations.guards import REGISTRARS, registration_of_call
from cafepol.registrations.models import Registration
from cafepol.registrations.queries import people_going
from cafepol.registrations.staff_forms import SAME_PERSON, AmendForm, DoubleForm, FindForm, StepForm, shown
from cafepol.zone.queries import the_zone

blueprint = Blueprint("amending", __name__, url_prefix="/equipe/inscriptions")


@blueprint.route("", methods=["GET", "POST"])
@staff_only(*REGISTRARS)
def find() -> Any:
    """Find a registration by what its holder reads out; each look-up is on the audit trail."""
    form, found, wanted = FindForm(), None, None
    if form.validate_on_submit():
        try:
            wanted = sought(form.said.data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            found = _look_up(wanted)
            if len(found) == 1:
                return redirect(url_for(".edit", reference=found[0].reference), 303)
    return render_template("registrations/staff/find.html", form=form, found=found, now=now()), form.status


def _look_up(wanted: Sought) -> list[Registration]:
    found = found_by(wanted, current_viewer().places(*REGISTRARS))
    note_act("registration_sought", "registration", found=[each.id for each in found])
    return found


@blueprint.route("/<reference>", methods=["GET", "POST"])
@staff_only(*REGISTRARS)
def edit(reference: str) -> Any:
    """Change what is known of somebody who registered."""
    registration = registration_of_call(reference)
    form = _form_of(registration)

    def act() -> str:
        amend_registration(registration, **form.facts(), now=now(), by=current_viewer().account_id)
        note_act("registration_changed", "registration", registration.id)
        flash("C’est enregistré.")
        return url_for(".edit", reference=registration.reference)

    try:
        target = form.once(act)
    except Stale as stale:
        return _compare(reference, form, stale)
    return redirect(target, 303) if target else _page(registration, form)


def _form_of(registration: Registration, **given: Any) -> AmendForm:
    rounds = named_rounds([registration.meeting_id])
    form = AmendForm(data=shown(registration, rounds), **given).offer_rounds(rounds)
    return form.offer(the_zone().languages, registration.language)


def _page(registration: Registration, form: AmendForm, **more: Any) -> Any:
    if not form.is_submitted():
        note_view("registration_seen", "registration", registration.id)
    meeting, instant = registration.meeting, now()
    step_form = StepForm(data={"version": registration.version})
    page = render_template(
        "registrations/staff/edit.html",
        registration=registration, meeting=meeting, form=form, step_form=step_form, history=history_of(registration.id),
        is_open=meeting.is_upcoming(instant) and not registration.is_cancelled,
        doubles=doubles_of(registration), going=people_going(meeting.id, now=instant),
        is_host=is_writable(meeting), **more,
    )  # fmt: skip
    return page, form.status


def _compare(reference: str, form: AmendForm, stale: Stale) -> Any:
    """The form again with what was typed, beside what was saved meanwhile."""
    undo_changes()
    registration = registration_of_call(reference)
    both = differences(form, _form_of(registration, formdata=None))
    form.renew(registration.version)
    form.refuse(stale)
    return _page(registration, form, differences=both)[0], stale.status


@blueprint.post("/<reference>/annuler")
@staff_only(*REGISTRARS)
def cancel(reference: str) -> Any:
    """« Annuler pour cette personne »; said twice, it is simply said."""

    def act(registration: Registration, version: int) -> str:
        first = cancel_for_caller(registration, version=version, now=now(), by=current_viewer().account_id)
        if first:
            note_act("registration_cancelled", "registration", registration.id)
        return "C’est annulé : la place est libre." if first else "C’était déjà annulé."

    return _step(reference, act)


@blueprint.post("/<reference>/place")
@staff_only(*REGISTRARS)
def offer(reference: str) -> Any:
    """« Offrir la place » to somebody who waits; how many people that makes is said."""

    def act(registration: Registration, version: int) -> str:
        going = offer_place(registration, version=version, now=now(), by=current_viewer().account_id)
        note_act("place_offered", "registration", registration.id)
        places = count(registration.meeting.capacity or 0, "place")
        return f"La place est offerte : {count(going, 'personne annoncée', 'personnes annoncées')} pour {places}."

    return _step(reference, act)


@blueprint.post("/<reference>/double")
@staff_only(*REGISTRARS)
def tell_apart(reference: str) -> Any:
    """Two registrations of one number: two people, or the same person, whose other answer is cancelled then."""
    form = DoubleForm()

    def act(registration: Registration, _version: int) -> str:
        other = registration_of_call(form.other.data or "")
        if form.double.data == SAME_PERSON:
            settle_double(registration, other, now=now(), by=current_viewer().account_id)
            note_act("registration_cancelled", "registration", other.id)
            return "C’est noté : la même personne. L’autre inscription est annulée."
        doubles.tell_apart(registration, [other])
        return "C’est noté : deux personnes."

    return _step(reference, act, form)


def _step(reference: str, act: Any, form: StepForm | None = None) -> Any:
    """One button: done, or not done and why; back on the page."""
    registration, form = registration_of_call(reference), form or StepForm()
    if form.validate_on_submit():
        try:
            flash(act(registration, form.version.data))
        except DomainError as refusal:
            undo_changes()
            flash(refusal.message, "error")
    return redirect(url_for(".edit", reference=reference), 303)
