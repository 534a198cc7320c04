"""A meeting's life beyond planning: the ways back, another host, another like it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.accounts.roles import Role
from cafepol.core import receipts
from cafepol.core.clock import now, zone_time
from cafepol.core.errors import DomainError, Stale
from cafepol.core.forms import StaffForm
from cafepol.meetings.duplicates import next_free_day
from cafepol.meetings.forms import MeetingForm, values_of
from cafepol.meetings.guards import WRITERS, writable_meeting
from cafepol.meetings.handover import candidates
from cafepol.meetings.models import Meeting
from cafepol.meetings.offers import offer_for
from cafepol.planning import operations
from cafepol.planning.guards import chief_meeting, copyable_meeting
from cafepol.planning.life_forms import HostForm, ReopenForm, RestoreForm
from cafepol.staff.queries import officers_of

blueprint = Blueprint("life", __name__, url_prefix="/equipe/rencontres/<code>")


def _to_hub(code: str) -> Any:
    return redirect(url_for("desk.hub", code=code))


@blueprint.route("/retablir", methods=["GET", "POST"])
@staff_only(*WRITERS)
def restore(code: str) -> Any:
    """Take a cancellation back, once its venue and its people are known to be free still."""
    meeting = writable_meeting(code)
    form = RestoreForm()
    if form.validate_on_submit():
        try:
            operations.restore(meeting, override_soft=form.override.data, now=now(), tz=zone_time())
        except DomainError as refusal:
            form.show(refusal)
        else:
            flash("La rencontre a bien lieu." if meeting.was_published else "La rencontre est de nouveau un brouillon.")
            return _to_hub(code)
    return render_template("planning/life/restore.html", form=form, meeting=meeting), form.status


@blueprint.route("/remettre-en-brouillon", methods=["GET", "POST"])
@staff_only(*WRITERS)
def withdraw(code: str) -> Any:
    """Make a published meeting a draft again, while nobody has answered and no partner is invited."""
    meeting = writable_meeting(code)
    form = StaffForm()
    if form.validate_on_submit():
        try:
            operations.withdraw(meeting, now=now())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash("La rencontre est de nouveau un brouillon. Les habitants ne la voient plus.", "warning")
            return _to_hub(code)
    return render_template("planning/life/withdraw.html", form=form, meeting=meeting), form.status


@blueprint.route("/rouvrir", methods=["GET", "POST"])
@staff_only(Role.CHIEF)
def reopen(code: str) -> Any:
    """Open a closed meeting again, with the reason; that is the chief's, and on the audit trail."""
    meeting = chief_meeting(code)
    form = ReopenForm()
    if form.validate_on_submit():
        try:
            operations.reopen(meeting, reason=form.reason.data, by_account_id=current_viewer().account_id, now=now())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash("La rencontre est rouverte.")
            return _to_hub(code)
    return render_template("planning/life/reopen.html", form=form, meeting=meeting), form.status


@blueprint.route("/remplacer-hote", methods=["GET", "POST"])
@staff_only(*WRITERS)
def replace_host(code: str) -> Any:
    """Let another officer receive, in one step: for the chief, the host and the co-hosts."""
    meeting = writable_meeting(code)
    colleagues = officers_of([meeting.commune.commissariat_id])
    form = HostForm(candidates(meeting, colleagues, now=now(), tz=zone_time()), version=meeting.version)
    if form.is_submitted() and receipts.claim(form.receipt, now=now(), life=form.receipt_life) is not None:
        return _to_hub(code)  # a double click: who was chosen receives by now, and is no candidate any more
    if form.validate_on_submit():
        try:
            _replace(meeting, form)
        except DomainError as refusal:
            form.refuse(refusal)
            if isinstance(refusal, Stale):
                form.renew(meeting.version)
        else:
            return _to_hub(code)
    return render_template("planning/life/replace_host.html", form=form, meeting=meeting), form.status


def _replace(meeting: Meeting, form: HostForm) -> None:
    version, stays = form.version.data, form.stays.data
    operations.replace_host(meeting, form.successor, version=version, stays=stays, now=now(), tz=zone_time())
    receipts.settle(form.receipt, url_for("desk.hub", code=meeting.code))
    flash(f"{meeting.host.full_name} reçoit désormais.")


@blueprint.get("/dupliquer")
@staff_only(*WRITERS)
def duplicate(code: str) -> Any:
    """The form of a new meeting, filled from this one: nothing is stored until it is saved."""
    meeting = copyable_meeting(code)
    offer = offer_for({meeting.commune.commissariat_id})
    day = next_free_day(meeting, now=now(), tz=zone_time())
    form = MeetingForm(offer, formdata=None, data=values_of(meeting) | {"day": day, "version": 1})
    return render_template("planning/staff/create.html", form=form, copied=meeting, target=url_for("planning.create"))
