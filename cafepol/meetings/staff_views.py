"""The staff's list of meetings, and the pages on which one is planned, changed, published and called off."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.core import receipts
from cafepol.core.clock import now, zone_time
from cafepol.core.errors import DomainError, Refused, Stale
from cafepol.core.filters import phone
from cafepol.meetings import guards, operations
from cafepol.meetings.forms import CancelForm, MeetingForm, differences, values_of
from cafepol.meetings.guards import READERS, WRITERS
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting
from cafepol.meetings.offers import Offer, offer_for
from cafepol.meetings.queries import coming_meetings, past_meetings
from cafepol.zone import queries as zone_queries
from cafepol.zone.models import Commune

blueprint = Blueprint("meetings_staff", __name__, url_prefix="/equipe/rencontres")

PAGE_MAX = 10_000
STATE_LABELS = {
    State.DRAFT: "Brouillons",
    State.PUBLISHED: "Publiées",
    State.CLOSED: "Clôturées",
    State.CANCELLED: "Annulées",
}


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to."""

    commune: Commune | None
    state: State | None
    page: int

    @property
    def narrowing(self) -> dict[str, Any]:
        """The same, as the reads take it."""
        return {"commune": self.commune, "states": (self.state,) if self.state else tuple(State)}

    def older(self) -> str:
        """The address of the page that follows."""
        slug = self.commune.slug if self.commune else None
        return url_for("meetings_staff.index", commune=slug, etat=self.state, page=self.page + 1)


@blueprint.get("")
@staff_only(*READERS)
def index() -> Any:
    """The meetings that this person reads: those to come, then those that are over, newest first."""
    viewer, instant = current_viewer(), now()
    communes = zone_queries.communes(None if viewer.sees_whole_zone else viewer.commissariat_ids)
    wanted = _wanted(communes)
    past, has_older = past_meetings(viewer, instant, page=wanted.page, **wanted.narrowing)
    coming = coming_meetings(viewer, instant, **wanted.narrowing) if wanted.page == 1 else []
    return render_template(
        "meetings/staff/index.html",
        coming=coming, past=past, has_older=has_older, now=instant, wanted=wanted,
        communes=communes, state_labels=STATE_LABELS, may_plan=bool(guards.writable_places()),
    )  # fmt: skip


def _wanted(communes: list[Commune]) -> Wanted:
    """What the address asks for; what it asks wrongly is not asked."""
    slug, state = request.args.get("commune"), request.args.get("etat")
    return Wanted(
        commune=next((each for each in communes if each.slug == slug), None),
        state=next((each for each in State if each == state), None),
        page=_page(),
    )


def _page() -> int:
    """The page asked for; what is no page number is the first page."""
    asked = request.args.get("page", "")
    return min(max(int(asked), 1), PAGE_MAX) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1  # noqa: PLR2004 -- no number is that long


@blueprint.route("/nouvelle", methods=["GET", "POST"])
@staff_only(*WRITERS)
def create() -> Any:
    """Plan a meeting."""
    offer = offer_for(guards.writable_places())
    form = MeetingForm(offer, data=_proposal(offer))
    if form.validate_on_submit():
        try:
            return redirect(_create(form))
        except Refused as refusal:
            form.show(refusal)
    return render_template("meetings/staff/create.html", form=form), form.status


def _proposal(offer: Offer) -> dict[str, Any]:
    """What the form of a new meeting says before anything is typed: oneself, one's phone, the zone's title."""
    officer = guards.own_officer()
    number = officer.phone if officer else None
    if number is None and offer.officers:
        number = offer.officers[0].commissariat.phone
    host = officer.id if officer and offer.officers_chosen([officer.id]) else None
    return {
        "host": host,
        "phone": phone(number) if number else "",
        "title": zone_queries.the_zone().default_title,
        "quarter": 0,
    }


def _create(form: MeetingForm) -> str:
    """Create the meeting once, however often its form is sent; gives the address of its page."""
    done = receipts.claim(form.key.data, now=now())
    if done is not None:
        return done
    account_id = current_viewer().account_id
    meeting = operations.create_meeting(**form.plan, created_by=account_id, now=now(), tz=zone_time())
    target = url_for("desk.hub", code=meeting.code)
    receipts.settle(form.key.data, target)
    return target


@blueprint.route("/<code>/modifier", methods=["GET", "POST"])
@staff_only(*WRITERS)
def edit(code: str) -> Any:
    """Change a meeting. If somebody else saved meanwhile, both versions are shown and nothing typed is lost."""
    meeting = guards.writable_meeting(code)
    offer = offer_for({meeting.commune.commissariat_id}, meeting)
    form = MeetingForm(offer, data=values_of(meeting))
    if form.validate_on_submit():
        try:
            operations.edit_meeting(meeting, version=form.version.data, **form.plan, now=now(), tz=zone_time())
        except Stale as stale:
            return _compare(meeting, form, stale)
        except Refused as refusal:
            form.show(refusal)
        else:
            flash("La rencontre est enregistrée.")
            return redirect(url_for("desk.hub", code=meeting.code))
    return render_template("meetings/staff/edit.html", form=form, meeting=meeting, changed=[]), form.status


def _compare(meeting: Meeting, form: MeetingForm, stale: Stale) -> Any:
    saved = MeetingForm(form.offer, formdata=None, data=values_of(meeting))
    changed = differences(form, saved)
    form.version.raw_data, form.version.data = None, meeting.version  # saving again is then done knowingly
    form.refuse(stale)
    return render_template("meetings/staff/edit.html", form=form, meeting=meeting, changed=changed), stale.status


@blueprint.post("/<code>/publier")
@staff_only(*WRITERS)
def publish(code: str) -> Any:
    """Show a draft to everybody; what is missing is said on the meeting's page."""
    meeting = guards.writable_meeting(code)
    try:
        operations.publish_meeting(meeting, now=now())
    except Refused as refusal:
        flash(refusal.message, "error")
    else:
        flash("La rencontre est publiée.")
    return redirect(url_for("desk.hub", code=meeting.code))


@blueprint.route("/<code>/annuler", methods=["GET", "POST"])
@staff_only(*WRITERS)
def cancel(code: str) -> Any:
    """Call a meeting off, with the reason that people will read."""
    meeting = guards.writable_meeting(code)
    form = CancelForm()
    if form.validate_on_submit():
        try:
            operations.cancel_meeting(meeting, reason=form.reason.data, now=now())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash("La rencontre est annulée.", "warning")
            return redirect(url_for("desk.hub", code=meeting.code))
    return render_template("meetings/staff/cancel.html", form=form, meeting=meeting), form.status
