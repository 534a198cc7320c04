"""Planning a meeting, changing it, publishing it, calling it off: what other rooms know of it counts too."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.core import receipts
from cafepol.core.clock import now, zone_time
from cafepol.core.errors import DomainError, Refused, Stale
from cafepol.core.versioned_forms import differences
from cafepol.invitations.wording import on_the_way
from cafepol.meetings import guards
from cafepol.meetings.forms import CancelForm, MeetingForm, values_of
from cafepol.meetings.guards import WRITERS
from cafepol.meetings.models import Meeting
from cafepol.meetings.offers import offer_for
from cafepol.meetings.operations import create_meeting
from cafepol.planning import operations
from cafepol.planning.proposals import narrowed, proposal
from cafepol.registrations.broadcasting import are_silenced

blueprint = Blueprint("planning", __name__, url_prefix="/equipe/rencontres")


@blueprint.route("/nouvelle", methods=["GET", "POST"])
@staff_only(*WRITERS)
def create() -> Any:
    """Plan a meeting."""
    offer = narrowed(offer_for(guards.writable_places()), request.args)
    form = MeetingForm(offer, data=proposal(offer, request.args))
    if form.validate_on_submit():
        try:
            return redirect(_create(form))
        except Refused as refusal:
            form.show(refusal)
    return render_template("planning/staff/create.html", form=form), form.status


def _create(form: MeetingForm) -> str:
    """Create the meeting once, however often its form is sent; gives the address of its page."""

    def act() -> str:
        account_id = current_viewer().account_id
        meeting = create_meeting(**form.plan, created_by=account_id, now=now(), tz=zone_time())
        return url_for("desk.hub", code=meeting.code)

    return receipts.once(form.key.data, act, now=now())


@blueprint.route("/<code>/modifier", methods=["GET", "POST"])
@staff_only(*WRITERS)
def edit(code: str) -> Any:
    """Change a meeting; what is cancelled is restored with it.

    If somebody else saved meanwhile, both versions are shown and nothing typed is lost.
    """
    meeting = guards.writable_meeting(code)
    offer = offer_for({meeting.commune.commissariat_id}, meeting)
    form = MeetingForm(offer, data=values_of(meeting))
    if form.validate_on_submit():
        try:
            return redirect(_save(meeting, form))
        except Stale as stale:
            return _compare(meeting, form, stale)
        except Refused as refusal:
            form.show(refusal)
    return render_template("planning/staff/edit.html", form=form, meeting=meeting, differences=[]), form.status


def _save(meeting: Meeting, form: MeetingForm) -> str:
    """Save the meeting once, however often its form is sent; gives the address of its page."""

    def act() -> str:
        was_cancelled, restores = meeting.is_cancelled, "restores" in request.form
        operations.edit(
            meeting, version=form.version.data, plan=form.plan, restores=restores, now=(at := now()), tz=zone_time()
        )
        more = _restored(meeting) if was_cancelled else _silenced(meeting, at)
        flash(f"La rencontre est enregistrée. {more}".strip())
        return url_for("desk.hub", code=meeting.code)

    return receipts.once(form.receipt, act, now=now(), life=form.receipt_life)


def _restored(meeting: Meeting) -> str:
    return "Elle a bien lieu." if meeting.was_published else "C’est de nouveau un brouillon."


def _silenced(meeting: Meeting, at: datetime) -> str:
    said = "Votre message à tous les inscrits ne part pas : récrivez-le s’il vaut encore."
    return said if are_silenced(meeting, at=at) else ""


def _compare(meeting: Meeting, form: MeetingForm, stale: Stale) -> Any:
    saved = MeetingForm(form.offer, formdata=None, data=values_of(meeting))
    both = differences(form, saved, besides={"override"})
    form.renew(meeting.version)
    form.refuse(stale)
    return render_template("planning/staff/edit.html", form=form, meeting=meeting, differences=both), stale.status


@blueprint.post("/<code>/publier")
@staff_only(*WRITERS)
def publish(code: str) -> Any:
    """Show a draft to everybody; what is missing is said on the meeting's page."""
    meeting = guards.writable_meeting(code)
    try:
        invited = operations.publish(meeting, by=guards.own_officer(), now=now())
    except Refused as refusal:
        flash(refusal.message, "error")
    else:
        flash(f"La rencontre est publiée. {on_the_way(invited, meeting, now=now())}".strip())
    return redirect(url_for("desk.hub", code=meeting.code))


@blueprint.route("/<code>/annuler", methods=["GET", "POST"])
@staff_only(*WRITERS)
def cancel(code: str) -> Any:
    """Call a meeting off, with the reason that people will read."""
    meeting = guards.writable_meeting(code)
    form = CancelForm()
    if form.validate_on_submit():
        try:
            operations.cancel(meeting, reason=form.reason.data, now=(at := now()))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(f"La rencontre est annulée. {_silenced(meeting, at)}".strip(), "warning")
            return redirect(url_for("desk.hub", code=meeting.code))
    return render_template("planning/staff/cancel.html", form=form, meeting=meeting), form.status
