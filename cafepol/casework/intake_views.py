"""Noting a concern at the desk: what it is comes first, with its way out; then the words and who said them."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from cafepol.accounts.guards import current_viewer, note_view, staff_only
from cafepol.casework import pdf_slip
from cafepol.casework.intake_forms import IntakeForm, OrientationForm
from cafepol.casework.similar import Alike
from cafepol.casework.similar_queries import similar_to
from cafepol.concerns import guards, labels
from cafepol.concerns.guards import STAFF
from cafepol.concerns.hearing import add_raiser, log_concern
from cafepol.concerns.models import Concern
from cafepol.concerns.orientation_counts import count_orientation
from cafepol.concerns.queries import Scope
from cafepol.concerns.transitions import ELSEWHERE, Orientation
from cafepol.core import receipts
from cafepol.core.clock import now, today
from cafepol.core.filters import count
from cafepol.core.web import undo_changes
from cafepol.meetings.guards import is_writable, readable_meeting
from cafepol.meetings.models import Meeting
from cafepol.printing import press
from cafepol.registrations.queries import registrations_of
from cafepol.zone import queries as zone

blueprint = Blueprint("concerns_intake", __name__, url_prefix="/equipe/doleances")

NATURES = {"infraction": Orientation.OFFENCE_TO_RECORD}  # in the address; without one it is a concern


def _meeting() -> Meeting | None:
    code = request.args.get("rencontre")
    return readable_meeting(code) if code else None


@blueprint.route("/nouvelle", methods=["GET", "POST"])
@staff_only(*STAFF)
def create() -> Any:
    """What is it? A concern is noted on the next page; what is not noted here gets its way out on this one.

    Whatever is answered leaves the same receipt, so that none tells what was said.
    """
    meeting = _meeting()
    form = OrientationForm()
    if not form.validate_on_submit():
        page = render_template("casework/staff/create.html", form=form, meeting=meeting, labels=labels)
        return page, form.status
    orientation = Orientation(form.orientation.data)

    def act() -> str:
        count_orientation(orientation, today=today())
        return url_for("concerns_intake.create")

    receipts.once(form.receipt, act, now=now())
    if orientation in ELSEWHERE:
        return render_template("casework/staff/elsewhere.html", orientation=orientation, meeting=meeting)
    nature = next((name for name, each in NATURES.items() if each is orientation), None)
    return redirect(url_for("concerns_intake.notes", nature=nature, rencontre=meeting.code if meeting else None))


@blueprint.route("/nouvelle/notes", methods=["GET", "POST"])
@staff_only(*STAFF)
def notes() -> Any:
    """The words, where, the theme and everybody who said it: several people in one go."""
    meeting = _meeting()
    form = _intake_form(meeting)
    if form.is_submitted() and not form.is_only_shown:
        same = guards.writable_concern(form.same.data) if form.same.data else None
        target = form.once(lambda: _add(form, same, meeting) if same else _log(form, meeting))
        if target:
            return redirect(target)
    return _notes_page(form, meeting)


def _intake_form(meeting: Meeting | None) -> IntakeForm:
    places = {meeting.commune.commissariat_id} if meeting else current_viewer().places(*STAFF)
    found = f"q{meeting.quarter_id}" if meeting and meeting.quarter_id else None
    return IntakeForm(
        zone.quarters(commissariat_ids=places),
        zone.communes(places),
        zone.themes(),
        registrations_of(meeting.id) if meeting and is_writable(meeting) else [],
        kind=NATURES.get(request.args.get("nature", ""), Orientation.CONCERN),
        data={"where": found, "heard_on": meeting.day if meeting else today()},
    )


def _notes_page(form: IntakeForm, meeting: Meeting | None) -> Any:
    scope = guards.current_scope()
    if form.is_submitted():
        undo_changes()
        meeting = _meeting()  # read anew
    if meeting and form.registrations:
        note_view("registrations_seen", "meeting", meeting.id)
    similar = _similar(form, scope)
    page = render_template("casework/staff/notes.html", form=form, meeting=meeting, similar=similar, labels=labels)
    return page, 200 if form.is_only_shown else form.status


def _similar(form: IntakeForm, scope: Scope) -> list[Alike] | None:
    """The concerns that may be the same one, on the audit trail; None while quarter or theme are not chosen."""
    if form.place_and_theme is None:
        return None
    commune, quarter, theme = form.place_and_theme
    place = form.place.data or ""
    found = similar_to(scope, commune=commune, quarter=quarter, theme=theme, place=place, now=now())
    if found:
        guards.note_list_shown([each.number for each in found])
    return found


def _log(form: IntakeForm, meeting: Meeting | None) -> str:
    draft = form.draft(meeting)
    actor = guards.current_actor(draft.commune.commissariat_id, meeting=meeting)
    concern = log_concern(draft, by=actor, now=now(), today=today())
    flash(f"C’est noté sous le numéro {concern.number}. Responsable : {concern.owner.full_name}.")
    mine = guards.actor_on(concern).roles
    return url_for("concerns_staff.detail", number=concern.number) if mine else url_for("concerns_staff.index")


def _add(form: IntakeForm, concern: Concern, meeting: Meeting | None) -> str:
    """Who says the same is added to what was noted before, each with a promise of their own."""
    actor, drafts = guards.actor_on(concern), form.raisers()
    for position, each in enumerate(drafts):
        add_raiser(concern, each, by=actor, now=now(), today=today(), meeting=meeting, position=position)
    flash(f"C’est noté : {count(len(drafts), 'personne')} de plus dans {concern.number}.")
    return url_for("concerns_staff.detail", number=concern.number)


@blueprint.get("/ou-s-adresser.pdf")
@staff_only(*STAFF)
def slip() -> Response:
    """The slip to hand over: where a complaint against the police goes. It is the same whoever asks for it."""
    headers = {"Content-Disposition": 'inline; filename="ou-s-adresser.pdf"'}
    told = zone.the_zone()
    with press.turn():
        return Response(pdf_slip.slip(told), mimetype="application/pdf", headers=headers)
