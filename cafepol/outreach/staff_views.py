"""Noting how people may have heard of a meeting: the flyers handed out, Facebook's own count."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.core.clock import now, today
from cafepol.meetings.guards import WRITERS, writable_meeting
from cafepol.meetings.models import Meeting
from cafepol.outreach import operations
from cafepol.outreach.forms import FacebookForm, FlyersForm
from cafepol.outreach.queries import counts_of

blueprint = Blueprint("outreach_staff", __name__, url_prefix="/equipe/rencontres/<code>")


@blueprint.route("/flyers-distribues", methods=["GET", "POST"])
@staff_only(*WRITERS)
def flyers(code: str) -> Any:
    """How many flyers were handed out."""
    meeting = writable_meeting(code)
    form = FlyersForm(obj=counts_of(meeting.id))

    def act() -> str:
        operations.note_flyers(meeting, form.flyers.data, by_account_id=current_viewer().account_id, now=now())
        return _noted(meeting)

    target = form.once(act)
    return redirect(target) if target else _page("outreach/staff/flyers.html", meeting, form)


@blueprint.route("/facebook", methods=["GET", "POST"])
@staff_only(*WRITERS)
def facebook(code: str) -> Any:
    """How many people Facebook counts as interested and going, and when that was."""
    meeting = writable_meeting(code)
    noted = counts_of(meeting.id)
    form = FacebookForm(interested=noted and noted.interested, going=noted and noted.going, as_of=today())

    def act() -> str:
        operations.note_facebook(
            meeting,
            interested=form.interested.data,
            going=form.going.data,
            as_of=form.as_of.data,
            by_account_id=current_viewer().account_id,
            today=today(),
            now=now(),
        )
        return _noted(meeting)

    target = form.once(act)
    return redirect(target) if target else _page("outreach/staff/facebook.html", meeting, form)


def _noted(meeting: Meeting) -> str:
    flash("C’est noté.")
    return url_for("desk.hub", code=meeting.code, _anchor="affluence")


def _page(template: str, meeting: Meeting, form: FlyersForm | FacebookForm) -> Any:
    return render_template(template, meeting=meeting, form=form), form.status
