"""In the room: who is there, how many, what is said; and closing the meeting afterwards."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from cafepol.accounts.guards import current_token, find_room, leave, note_act, note_view, staff_only
from cafepol.casework.noting_forms import QuickConcernForm
from cafepol.concerns.guards import actor_on, current_actor, current_scope, writable_concern
from cafepol.concerns.hearing import log_concern
from cafepol.concerns.orientation_counts import count_orientation
from cafepol.concerns.saying import say_at
from cafepol.concerns.transitions import Orientation
from cafepol.core.clock import local, now, today, zone_time
from cafepol.core.errors import DomainError
from cafepol.core.filters import count
from cafepol.core.forms import StaffForm
from cafepol.core.receipts import once
from cafepol.core.web import undo_changes
from cafepol.desk import operations, queries, room_queries
from cafepol.desk.forms import ClosingForm
from cafepol.desk.guards import registration_here
from cafepol.desk.room_forms import FlyerForm, HeadCountForm, SayForm, TapForm, TickForm, WalkInForm
from cafepol.meetings.guards import WRITERS, writable_meeting
from cafepol.meetings.models import Meeting
from cafepol.registrations import presence
from cafepol.registrations.models import Registration
from cafepol.zone.queries import themes

blueprint = Blueprint("room", __name__, url_prefix="/equipe/rencontres/<code>")


@blueprint.post("/salle/ouvrir")
@staff_only(*WRITERS)
def enter(code: str) -> Any:
    """Open the room on this screen: from now on it opens nothing else."""
    meeting = writable_meeting(code)
    if StaffForm().validate_on_submit():
        operations.enter_room(meeting, token=current_token(), today=today(), now=now())
    return redirect(url_for("room.room", code=code))


@blueprint.post("/salle/quitter")
@staff_only(*WRITERS, in_room=True)
def leave_room(code: str) -> Any:
    """Leave the room: this screen opens nothing of it any more."""
    hub = url_for("desk.hub", code=writable_meeting(code).code)
    if find_room() is None:
        return redirect(hub)
    return leave(url_for("accounts.sign_in", next=hub))


@blueprint.get("/salle")
@staff_only(*WRITERS, in_room=True)
def room(code: str) -> Any:
    """The room of one meeting, for a tablet: other eyes see the screen, so no contact data."""
    meeting = writable_meeting(code)
    note_view("room_opened", "meeting", meeting.id)
    return _room_page(meeting)


def _concern_form(meeting: Meeting, **kwargs: Any) -> QuickConcernForm:
    """The form with everybody who registered, called as other eyes may read it."""
    return QuickConcernForm(room_queries.expected(meeting), themes(), shown=_called, **kwargs)


def _called(registration: Registration) -> str:
    return registration.room_name if registration.name else f"{registration.room_name}, {registration.reference}"


def _room_page(
    meeting: Meeting,
    concern_form: QuickConcernForm | None = None,
    count_form: HeadCountForm | None = None,
    way_out: Orientation | None = None,
) -> Any:
    scope = current_scope()
    if request.method == "POST" and way_out is None:  # refused: nothing is written any more, and the trail is
        undo_changes()
        meeting = writable_meeting(meeting.code)
    shown = room_queries.room_of(meeting, scope, _letters(), today=today())
    if shown.to_say:
        note = note_act if way_out else note_view  # what is counted is not undone: one transaction
        note("concerns_listed", "concern", numbers=[each.number for each in shown.to_say])
    concern = concern_form or _concern_form(meeting, formdata=None)
    counting = count_form or HeadCountForm(formdata=None, head_count=shown.count.typed)
    page = render_template(
        "desk/room.html",
        meeting=meeting, room=shown, letters=_letters(), now=now(),
        is_open=today() >= meeting.day, is_narrow=find_room() is not None,
        leave_form=StaffForm(formdata=None), tick_form=TickForm(formdata=None), walk_in_form=WalkInForm(formdata=None),
        count_form=counting, concern_form=concern, flyer_form=FlyerForm(formdata=None), way_out=way_out,
        say_forms={each.number: SayForm(formdata=None, version=each.version) for each in shown.to_say},
    )  # fmt: skip
    return page, max(concern.status, counting.status)


def _letters() -> str:
    return request.args.get("q", "").strip()


def _back(meeting: Meeting, anchor: str | None = None) -> Any:
    """To the room, with what was looked for."""
    return redirect(url_for("room.room", code=meeting.code, q=_letters() or None, _anchor=anchor))


def _note(form: TapForm, act: Callable[[], object]) -> None:
    """Act on a tap, or say on the page of the room why not."""
    try:
        if form.validate_on_submit():
            act()
            return
        refused = form.told
    except DomainError as refusal:
        refused = refusal.message
        undo_changes()
    flash(refused, "error")


@blueprint.post("/salle/presents/<int:registration_id>")
@staff_only(*WRITERS, in_room=True)
def tick(code: str, registration_id: int) -> Any:
    """Somebody who registered is there, or is not after all; of a party, perhaps not everybody."""
    meeting = writable_meeting(code)
    registration = registration_here(meeting, registration_id)
    form = TickForm()
    _note(
        form,
        lambda: presence.tick(
            registration,
            present=form.present.data == "1",
            people=form.people.data,
            now=now(),
            at=form.at,
            key=form.receipt,
        ),
    )
    return _back(meeting, "presents")


@blueprint.post("/salle/venus")
@staff_only(*WRITERS, in_room=True)
def walk_in(code: str) -> Any:
    """One person more, or one less, who came without a registration."""
    meeting = writable_meeting(code)
    form = WalkInForm()
    _note(form, lambda: presence.add_walk_in(meeting, delta=form.step, now=now(), at=form.at, key=form.receipt))
    return _back(meeting)


@blueprint.post("/salle/flyers")
@staff_only(*WRITERS, in_room=True)
def flyer(code: str) -> Any:
    """« Venu avec le flyer »: one person more, or one less."""
    meeting, form = writable_meeting(code), FlyerForm()
    _note(
        form,
        lambda: presence.add_flyer(meeting, form.round_code, delta=form.step, now=now(), at=form.at, key=form.receipt),
    )
    return _back(meeting, "flyers")


@blueprint.post("/salle/nombre")
@staff_only(*WRITERS, in_room=True)
def head_count(code: str) -> Any:
    """The number of people in the room, as typed, or taken back."""
    meeting = writable_meeting(code)
    form = HeadCountForm()
    if form.validate_on_submit():
        try:
            presence.set_head_count(meeting, form.number, now=now(), at=form.at, key=form.receipt)
        except DomainError as refusal:
            form.refuse(refusal)
    return _room_page(meeting, count_form=form) if form.errors else _back(meeting)


@blueprint.post("/salle/doleances")
@staff_only(*WRITERS, in_room=True)
def log(code: str) -> Any:
    """Note what somebody says, in less than a minute; what is not noted here gets its way out."""
    meeting = writable_meeting(code)
    form = _concern_form(meeting)
    here = url_for("room.room", code=code) + "#doleance"
    if form.way_out:
        return _lead_elsewhere(meeting, form, form.way_out, here)

    def act() -> str:
        actor = current_actor(meeting.commune.commissariat_id, meeting=meeting)
        concern = log_concern(form.draft(meeting), by=actor, now=now(), today=today())
        flash(f"Noté sous le numéro {concern.number}.")
        return here

    target = form.once(act)
    return redirect(target) if target else _room_page(meeting, concern_form=form)


def _lead_elsewhere(meeting: Meeting, form: QuickConcernForm, orientation: Orientation, here: str) -> Any:
    """Where somebody goes with this, beside an empty form; nothing is kept but a count of the month."""

    def act() -> str:
        count_orientation(orientation, today=today())
        return here

    once(form.receipt, act, now=now())
    return _room_page(meeting, way_out=orientation)


@blueprint.post("/salle/dites/<number>")
@staff_only(*WRITERS, in_room=True)
def say(code: str, number: str) -> Any:
    """An answer was read out: it discharges those who wait for it and are ticked; for how many, never for whom."""
    meeting, concern, form = writable_meeting(code), writable_concern(number), SayForm()

    def act() -> str:
        told = say_at(
            meeting, concern, version=form.version.data, said_on=local(form.at).date(), by=actor_on(concern), now=now()
        )
        heard = count(len(told), "personne présente", "personnes présentes")
        flash(f"Noté : dit à {heard}." if told else "C’est déjà noté.")
        return url_for("room.room", code=code)

    _note(form, lambda: once(form.receipt, act, now=now()))
    return _back(meeting, "a-dire")


@blueprint.route("/cloturer", methods=["GET", "POST"])
@staff_only(*WRITERS)
def close(code: str) -> Any:
    """Close the meeting: how many came, which partners, and whether anything was said."""
    meeting = writable_meeting(code)
    hub = queries.hub_of(meeting, now=now(), tz=zone_time())
    form = ClosingForm(head_count=hub.room.head_count, partners=queries.accepted(hub))
    form.partners.choices, form.uninvited.choices = queries.partner_choices(hub), queries.uninvited(meeting)
    if form.validate_on_submit():
        try:
            operations.close(
                meeting,
                head_count=form.head_count.data,
                partners=form.partners.data or [],
                uninvited=form.uninvited.data or [],
                no_concern=form.no_concern.data,
                now=now(),
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash("La rencontre est clôturée. Merci.")
            return redirect(url_for("desk.hub", code=code))
    return render_template("desk/close.html", meeting=meeting, hub=hub, form=form), form.status
