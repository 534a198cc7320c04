"""After the closing: what somebody thinks of what was done, by the link of a mail, and whether it is to go on."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from cafepol.concerns.models import Raiser
from cafepol.concerns.signing import signatory
from cafepol.concerns.transitions import State
from cafepol.core.clock import now, today
from cafepol.core.links import Purpose, subject_of
from cafepol.core.web import undo_changes
from cafepol.dialogue import opinions, reopening
from cafepol.dialogue.forms import AgainForm, LinkForm, OpinionForm
from cafepol.dialogue.labels import SCORES
from cafepol.dialogue.queries import find_opinion, find_wish, get_raiser
from cafepol.dialogue.talking import JUDGED

blueprint = Blueprint("opinions", __name__)


def _raiser(token: str) -> Raiser:
    return get_raiser(subject_of(token, Purpose.SATISFACTION, now=now()))


@blueprint.route("/avis/<token>", methods=["GET", "POST"])
def opinion(token: str) -> Any:
    """One question with four answers; what was said before is shown, and stays."""
    raiser = _raiser(token)
    form = OpinionForm(str(raiser.id))
    return _answered(token, form, lambda: opinions.give_opinion(raiser, int(form.score.data), now=now()))


@blueprint.post("/avis/<token>/reprendre")
def ask_again(token: str) -> Any:
    """Ask to take it up again, with a reason."""
    raiser = _raiser(token)
    form = AgainForm(str(raiser.id))
    return _answered(token, form, lambda: reopening.ask_again(raiser, form.reason.data, now=now(), today=today()))


def _answered(token: str, form: LinkForm, act: Callable[[], object]) -> Any:
    """Where a posted form leads; else the page, with what was typed."""
    if form.done(act):
        return redirect(url_for(".opinion", token=token), 303)
    if form.is_submitted():
        undo_changes()
    return _page(_raiser(token), token, form), form.status


def _page(raiser: Raiser, token: str, form: LinkForm) -> str:
    concern = raiser.concern
    given = find_opinion(raiser.id, opinions.cycle_of(raiser))
    wish = find_wish(raiser.id, concern)
    may_ask = given is not None and wish is None and concern.status is State.CLOSED
    wanted = AgainForm if may_ask else OpinionForm
    if not isinstance(form, wanted):
        form = wanted.beside(form) if form.is_submitted() else wanted(str(raiser.id))
    return render_template(
        "dialogue/opinion.html",
        raiser=raiser, concern=concern, token=token, form=form, said=SCORES[given.score] if given else "",
        wish=wish, may_ask=may_ask, is_judged=concern.status in JUDGED, signatory=signatory(concern),
    )  # fmt: skip
