"""Planning rounds of flyers for a meeting, noting what became of them, and the week's list of a commissariat."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.core.clock import now, today
from cafepol.core.errors import Refused, Stale
from cafepol.core.filters import count, number
from cafepol.core.forms import SwitchForm
from cafepol.core.versioned_forms import differences
from cafepol.core.web import undo_changes
from cafepol.distribution import guards, operations, queries
from cafepol.distribution.forms import EditForm, HandOutForm, PlanForm, plan_values, street_words
from cafepol.distribution.lateness import monday_of
from cafepol.distribution.models import DistributionRound
from cafepol.distribution.parts import CARRIER_LABELS, Carrier
from cafepol.meetings.guards import READERS, WRITERS, own_officer, writable_meeting
from cafepol.meetings.models import Meeting
from cafepol.partners.queries import by_name, partners_of
from cafepol.staff.queries import get_officer, officers_of

blueprint = Blueprint("distribution_staff", __name__, url_prefix="/equipe")

EDIT = "distribution/staff/edit.html"
HAND_OUT = "distribution/staff/hand_out.html"
CARRIERS = {each.value: label for each, label in CARRIER_LABELS.items()}


@blueprint.get("/tournees")
@staff_only(*READERS)
def week() -> str:
    """The rounds of a week by day, to print and to hand over; `?semaine=` any day of it, `?qui=` who carries them."""
    monday, carrier = monday_of(_asked_day()), request.args.get("qui", "")
    chosen = Carrier(carrier) if carrier in CARRIERS else None
    lines = queries.rounds_of_week(current_viewer(), monday, carrier=chosen, today=today())
    return render_template(
        "distribution/staff/week.html",
        days=[(day, list(rows)) for day, rows in groupby(lines, key=lambda line: line.round.day)],
        monday=monday,
        sunday=monday + timedelta(days=6),
        before=monday - timedelta(days=7),
        after=monday + timedelta(days=7),
        carrier=chosen,
        carriers=CARRIERS,
        today=today(),
    )


def _asked_day() -> date:
    try:
        asked = date.fromisoformat(request.args.get("semaine", ""))
    except ValueError:
        return today()
    return asked if abs((asked - today()).days) < 3650 else today()  # noqa: PLR2004 -- ten years: beyond is a slip


@blueprint.route("/rencontres/<code>/tournees/nouvelle", methods=["GET", "POST"])
@staff_only(*WRITERS)
def create(code: str) -> Any:
    """Plan a round for a meeting."""
    meeting, officer = writable_meeting(code), own_officer()
    form = PlanForm(data={"officer_id": officer.id if officer else 0, "carrier": Carrier.OFFICER.value})
    _offer(form, meeting, None)

    def act() -> str:
        found = operations.plan_round(meeting, form.plan, by=current_viewer().account_id, now=now())
        flash(f"La tournée est prévue : {count(found.planned, 'flyer')}. Son code est {found.code}.")
        return url_for("rounds.index", code=meeting.code)

    target = form.once(act)
    return redirect(target) if target else (_page("distribution/staff/create.html", meeting, form), form.status)


@blueprint.route("/rencontres/<code>/tournees/<round_code>", methods=["GET", "POST"])
@staff_only(*WRITERS)
def edit(code: str, round_code: str) -> Any:
    """Change a round; of two who save at once, the second sees both versions."""
    meeting, found = guards.writable_round(code, round_code)
    form = _edit_form(meeting, found)

    def act() -> str:
        operations.edit_round(
            found, meeting, form.plan, version=form.version.data, by=current_viewer().account_id, now=now()
        )
        flash("La tournée est enregistrée.")
        return url_for("rounds.index", code=meeting.code)

    try:
        target = form.once(act)
    except Stale as stale:
        undo_changes()
        meeting, found = guards.writable_round(code, round_code)
        return _compare(EDIT, form, _edit_form(meeting, found, formdata=None), meeting, found, stale)
    return redirect(target) if target else (_page(EDIT, meeting, form, found), form.status)


@blueprint.route("/rencontres/<code>/tournees/<round_code>/distribuee", methods=["GET", "POST"])
@staff_only(*WRITERS)
def hand_out(code: str, round_code: str) -> Any:
    """Note how many flyers of a round went out; for the meeting's hosts and chief, and for who carries it."""
    meeting, found = guards.noted_round(code, round_code)
    form = _hand_out_form(meeting, found)

    def act() -> str:
        operations.hand_out(
            found, meeting, version=form.version.data, handed_out=form.handed_out.data, day=form.day.data,
            is_done=form.is_done.data, by=current_viewer().account_id, now=now(), today=today(),
        )  # fmt: skip
        flash(_said(queries.line_of(meeting, found.code, today=today())))
        return url_for("rounds.index", code=meeting.code)

    try:
        target = form.once(act)
    except Stale as stale:
        undo_changes()
        meeting, found = guards.noted_round(code, round_code)
        return _compare(HAND_OUT, form, _hand_out_form(meeting, found, formdata=None), meeting, found, stale)
    return redirect(target) if target else (_page(HAND_OUT, meeting, form, found), form.status)


@blueprint.post("/rencontres/<code>/tournees/<round_code>/abandonner")
@staff_only(*WRITERS)
def drop(code: str, round_code: str) -> Any:
    """Give a round up."""
    said = "La tournée est abandonnée. Le code de ses flyers marche toujours."
    return _switch(code, round_code, operations.drop_round, said)


@blueprint.post("/rencontres/<code>/tournees/<round_code>/reprendre")
@staff_only(*WRITERS)
def resume(code: str, round_code: str) -> Any:
    """Take a dropped round up again."""
    return _switch(code, round_code, operations.resume_round, "La tournée est reprise.")


def _switch(code: str, round_code: str, act: Callable[..., None], said: str) -> Any:
    meeting, found = guards.writable_round(code, round_code)
    if SwitchForm().validate_on_submit():
        try:
            act(found, meeting, by=current_viewer().account_id, now=now())
            flash(said)
        except Refused as refusal:
            flash(refusal.message, "error")
    return redirect(url_for("rounds.index", code=meeting.code))


def _said(line: queries.Line) -> str:
    """What was noted, in words: « 320 flyers distribués, 30 restent »."""
    out = count(line.round.handed_out or 0, "flyer distribué", "flyers distribués")
    if line.beyond:
        return f"C’est noté : {out}, {number(line.beyond)} de plus que prévu."
    return f"C’est noté : {out}, {count(line.left, 'reste', 'restent') if line.left else 'aucun ne reste'}."


def _edit_form(meeting: Meeting, found: DistributionRound, **given: Any) -> EditForm:
    form = EditForm(data=plan_values(found), **given)
    _offer(form, meeting, found)
    return form


def _hand_out_form(meeting: Meeting, found: DistributionRound, **given: Any) -> HandOutForm:
    noted, last = found.handed_out is not None, min(today(), meeting.day)
    values = {
        "version": found.version,
        "handed_out": found.handed_out if noted else found.planned,
        "day": min(found.day or last, last),
        "is_done": found.is_done or not noted,
    }
    return HandOutForm(data=values, **given)


def _offer(form: PlanForm, meeting: Meeting, found: DistributionRound | None) -> None:
    """The people of the commune, and who had the round before and is there no longer."""
    officers, partners = officers_of([meeting.commune.commissariat_id]), by_name(partners_of([meeting.commune_id]))
    if found and found.officer_id and found.officer_id not in {each.id for each in officers}:
        officers = [*officers, get_officer(found.officer_id)]
    if found and found.partner and found.partner not in partners:
        partners = [*partners, found.partner]
    form.offer(queries.offered_streets(meeting, besides=found), officers, partners)


def _compare(
    template: str,
    form: EditForm | HandOutForm,
    stored: EditForm | HandOutForm,
    meeting: Meeting,
    found: DistributionRound,
    stale: Stale,
) -> tuple[str, int]:
    """The form again with what was typed, beside what somebody else saved meanwhile."""
    both = differences(form, stored)
    form.renew(found.version)
    form.refuse(stale)
    return _page(template, meeting, form, found, differences=both), stale.status


def _page(template: str, meeting: Meeting, form: Any, found: DistributionRound | None = None, **more: Any) -> str:
    line = queries.line_of(meeting, found.code, today=today()) if found else None
    return render_template(
        template, meeting=meeting, form=form, line=line, today=today(), street_words=street_words, **more
    )
