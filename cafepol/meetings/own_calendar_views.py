"""« Mon calendrier »: an officer's own meetings in the calendar they already use, by a secret address."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for

from cafepol.accounts.guards import staff_only
from cafepol.core.clock import now
from cafepol.core.errors import NotFound
from cafepol.core.forms import StaffForm
from cafepol.meetings import guards, ical, subscriptions
from cafepol.meetings.feed_queries import calendar_owner, has_calendar, own_meetings
from cafepol.meetings.guards import WRITERS
from cafepol.meetings.kept_answers import answer_kept, calendar_response
from cafepol.staff.models import Officer

blueprint = Blueprint("own_calendar", __name__)

ONCE = "Cette adresse a déjà été montrée. Si vous ne l’avez pas gardée, faites-en une nouvelle."


@blueprint.route("/equipe/mon-calendrier", methods=["GET", "POST"])
@staff_only(*WRITERS)
def index() -> Any:
    """Make the address, or another one that replaces it; it is shown this once."""
    officer, form, address = _officer(), StaffForm(), ""

    def act() -> str:
        nonlocal address
        address = subscriptions.new_address(officer, now=now())
        return url_for("own_calendar.index")

    target = form.once(act)
    if target and not address:
        flash(ONCE, "warning")
        return redirect(target)
    exists = bool(address) or has_calendar(officer, now())
    return render_template(
        "meetings/staff/own_calendar.html", form=StaffForm(formdata=None), address=address, exists=exists
    )


@blueprint.post("/equipe/mon-calendrier/retirer")
@staff_only(*WRITERS)
def revoke() -> Any:
    """End the address at once."""
    officer, form = _officer(), StaffForm()
    if form.validate_on_submit():
        subscriptions.revoke_address(officer, now=now())
        flash("L’adresse ne fonctionne plus.")
    return redirect(url_for("own_calendar.index"))


@blueprint.get("/agenda/<token>.ics")
def feed(token: str) -> Response:
    """What the officer of this secret hosts or co-hosts; drafts as TENTATIVE, since the day is already taken."""
    instant = now()
    officer = calendar_owner(token, instant)

    def build(_: Any) -> Response:
        return calendar_response(
            ical.feed(own_meetings(officer, instant), name="CaféPol – mes rencontres", now=instant)
        )

    return answer_kept(f"own {officer.id}", instant, build)


def _officer() -> Officer:
    officer = guards.own_officer()
    if officer is None:
        raise NotFound
    return officer
