"""« Réponses à vérifier »: the host judges the answers of strangers when many come."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from cafepol.accounts.guards import current_viewer, note_act, note_view, staff_only
from cafepol.core.clock import now
from cafepol.core.filters import count
from cafepol.core.forms import StaffForm
from cafepol.meetings.guards import WRITERS, writable_meeting
from cafepol.meetings.models import Meeting
from cafepol.registrations import approving
from cafepol.registrations.stranger_forms import ApprovalForm, BatchForm, ChosenForm, SpanForm
from cafepol.registrations.strangers import crowd_of, strangers_of

blueprint = Blueprint("strangers", __name__, url_prefix="/equipe/rencontres/<code>/inconnus")


@blueprint.get("")
@staff_only(*WRITERS)
def index(code: str) -> str:
    """Who answered on the web without a confirmed address, and what can be done about them."""
    meeting = writable_meeting(code)
    note_view("registrations_seen", "meeting", meeting.id)
    return render_template(
        "registrations/staff/strangers.html",
        meeting=meeting,
        crowd=crowd_of(meeting, now=now()),
        strangers=strangers_of(meeting.id),
        chosen_form=ChosenForm(formdata=None),
        span_form=SpanForm(formdata=None),
        form=StaffForm(formdata=None),
    )


def _by() -> int | None:
    return current_viewer().account_id


def _acted(code: str, form: StaffForm, act: Callable[[Meeting], str]) -> Any:
    """Act on the meeting once; say what came of it on the page."""
    meeting, said = writable_meeting(code), []

    def work() -> str:
        said.append(act(meeting))
        note_act("strangers_judged", "meeting", meeting.id)
        return url_for(".index", code=meeting.code)

    target = form.once(work)
    refused = [str(error) for errors in form.errors.values() for error in errors]
    if target:
        flash(" ".join(said) or "C’est déjà fait.")
    else:
        flash(f"Rien n’est changé. {' '.join(refused)}", "error")
    return redirect(target or url_for(".index", code=meeting.code), 303)


@blueprint.post("/accord")
@staff_only(*WRITERS)
def approval(code: str) -> Any:
    """Let the answers of strangers wait for the host, or no longer."""
    form = ApprovalForm()

    def act(meeting: Meeting) -> str:
        wanted = form.wanted.data == "1"
        approving.require_approval(meeting, wanted=wanted, by=_by(), now=now())
        return "Les réponses attendent maintenant votre accord." if wanted else "Les réponses n’attendent plus."

    return _acted(code, form, act)


@blueprint.post("/accepter")
@staff_only(*WRITERS)
def accept(code: str) -> Any:
    """Take the word of those who are chosen."""
    form = ChosenForm()

    def act(meeting: Meeting) -> str:
        done = approving.accept_answers(meeting, form.chosen.data or [], by=_by(), now=now())
        return f"{count(done, 'réponse acceptée', 'réponses acceptées')}."

    return _acted(code, form, act)


@blueprint.post("/ecarter")
@staff_only(*WRITERS)
def set_aside(code: str) -> Any:
    """Set those aside who are chosen."""
    form = ChosenForm()

    def act(meeting: Meeting) -> str:
        return _aside(approving.set_aside(meeting, ids=form.chosen.data or [], by=_by(), now=now()))

    return _acted(code, form, act)


@blueprint.post("/ecarter-depuis")
@staff_only(*WRITERS)
def set_aside_since(code: str) -> Any:
    """Set all aside who came since an instant."""
    form = SpanForm()

    def act(meeting: Meeting) -> str:
        return _aside(approving.set_aside(meeting, since=form.since(now()), by=_by(), now=now()))

    return _acted(code, form, act)


def _aside(done: int) -> str:
    return f"{count(done, 'réponse écartée', 'réponses écartées')}. Personne n’est prévenu."


@blueprint.post("/retablir")
@staff_only(*WRITERS)
def bring_back(code: str) -> Any:
    """Bring back what was set aside together."""
    form = BatchForm()

    def act(meeting: Meeting) -> str:
        done = approving.bring_back(meeting, form.batch.data or "", by=_by(), now=now())
        return f"{count(done, 'réponse rétablie', 'réponses rétablies')}."

    return _acted(code, form, act)
