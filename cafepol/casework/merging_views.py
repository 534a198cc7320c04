"""Merging a concern into another: the other is chosen, who moves is shown, then it is done."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from cafepol.accounts.guards import staff_only
from cafepol.casework.merging_queries import may_be_same
from cafepol.casework.page import act_once, shown_again
from cafepol.casework.tool_forms import MergeForm
from cafepol.concerns import guards, labels, merging
from cafepol.concerns.guards import NUMBER_TYPED, STAFF
from cafepol.concerns.models import Concern
from cafepol.concerns.transitions import Action, check
from cafepol.core.clock import now, today
from cafepol.core.errors import DomainError, NotFound, Refused, Stale

blueprint = Blueprint("concerns_merging", __name__, url_prefix="/equipe/doleances/<number>")

NOBODY = "Aucune doléance de ce numéro n’est à vous. Vérifiez le numéro."


@blueprint.get("/fusionner")
@staff_only(*STAFF)
def choose(number: str) -> Any:
    """Choose the other one (`?avec=NUMBER`), by its number or from those that may be the same; then see who moves."""
    source = guards.shown_concern(number)
    try:
        check(source.status, Action.MERGE, guards.actor_on(source).roles)
    except Refused as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("concerns_staff.detail", number=source.number))
    typed = _typed(request.args.get("avec"))
    if not typed:
        return _choice(source)
    try:
        target = guards.shown_concern(typed)
        merging.check_merge(source, target, guards.actor_on(target))
    except NotFound:
        return _choice(shown_again(number), typed, NOBODY), NotFound.status
    except Refused as refusal:
        return _choice(source, typed, refusal.message), Refused.status
    return _preview(source, target, _fresh(source, target))


@blueprint.post("/fusionner")
@staff_only(*STAFF)
def merge(number: str) -> Any:
    """Do it, as it was shown."""
    source, form = guards.writable_concern(number), MergeForm()
    if not form.validate_on_submit():
        return _choice(shown_again(number), "", "Choisissez l’autre doléance."), form.status
    typed = _typed(form.into.data)
    try:
        target = guards.writable_concern(typed)
    except NotFound:
        return _choice(shown_again(number), typed, NOBODY), NotFound.status
    try:
        return act_once(form, target, lambda: _merge(source, target, form), anchor="retours")
    except (Refused, Stale) as refusal:
        return _again(number, typed, refusal)


def _typed(text: str | None) -> str:
    return (text or "").strip().upper()[:NUMBER_TYPED]


def _merge(source: Concern, target: Concern, form: MergeForm) -> str:
    moved = merging.merge(
        source, target, version=form.version.data, target_version=form.into_version.data,
        by=guards.actor_on(source), by_target=guards.actor_on(target), now=now(),
    )  # fmt: skip
    who = "La personne attend" if moved == 1 else "Les personnes attendent"
    return f"{source.number} est fusionnée avec {target.number}. {who} ici, aux mêmes dates."


def _again(number: str, typed: str, refusal: DomainError) -> tuple[str, int]:
    """What was refused: the choice again, or, where something changed meanwhile, who moves as things stand now."""
    source = shown_again(number)
    if not isinstance(refusal, Stale):
        return _choice(source, typed, refusal.message), refusal.status
    target = guards.shown_concern(typed)
    form = _fresh(source, target)
    form.refuse(refusal)
    return _preview(source, target, form), Stale.status


def _fresh(source: Concern, target: Concern) -> MergeForm:
    stored = {"version": source.version, "into": target.number, "into_version": target.version}
    return MergeForm(formdata=None, data=stored)


def _choice(source: Concern, typed: str = "", refusal: str = "") -> str:
    same = may_be_same(source, guards.current_scope(), now=now())
    guards.note_list_shown([each.number for each in same])
    return render_template(
        "casework/staff/merge.html", concern=source, same=same, typed=typed, refusal=refusal, labels=labels
    )


def _preview(source: Concern, target: Concern, form: MergeForm) -> str:
    return render_template(
        "casework/staff/merge_preview.html", concern=source, target=target, form=form, labels=labels, today=today()
    )
