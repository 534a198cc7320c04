"""The communal papers: which issue takes texts until when."""

from itertools import groupby
from operator import itemgetter
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.core import receipts
from cafepol.core.clock import now, today
from cafepol.core.errors import Stale
from cafepol.core.versioned_forms import differences
from cafepol.core.web import undo_changes
from cafepol.publications import operations
from cafepol.publications.deadlines import Deadline
from cafepol.publications.forms import DropForm, IssueEditForm, IssueForm
from cafepol.publications.guards import KEEPERS, kept_communes, kept_issue
from cafepol.publications.models import NewspaperIssue
from cafepol.publications.queries import issues_to_come

blueprint = Blueprint("issues", __name__, url_prefix="/equipe/journaux")

EDIT = "publications/staff/issue.html"


@blueprint.route("", methods=["GET", "POST"])
@staff_only(*KEEPERS)
def index() -> Any:
    """The issues to come, by commune, and the form to add one."""
    communes = kept_communes()
    form = IssueForm(commune_id=communes[0].id if len(communes) == 1 else None).offer(communes)

    def act() -> str:
        chosen = next(each for each in communes if each.id == form.commune_id.data)
        operations.add_issue(chosen, **_facts(form), by_account_id=current_viewer().account_id, now=now())
        flash("Le numéro est noté.")
        return url_for(".index")

    target = form.once(act)
    if target:
        return redirect(target)
    shown = _by_commune([each.id for each in communes])
    return render_template("publications/staff/issues.html", form=form, communes=shown, today=today()), form.status


def _by_commune(commune_ids: list[int]) -> list[tuple[str, list[Deadline]]]:
    found = issues_to_come(commune_ids, today=today())
    rows = [(each.commune.name, Deadline(each, is_missed=each.copy_by < today())) for each in found]
    return [(name, [row for _, row in same]) for name, same in groupby(rows, key=itemgetter(0))]


@blueprint.route("/<int:issue_id>", methods=["GET", "POST"])
@staff_only(*KEEPERS)
def edit(issue_id: int) -> Any:
    """Correct an issue."""
    issue = kept_issue(issue_id)
    form = IssueEditForm(obj=issue)

    def act() -> str:
        by = current_viewer().account_id
        operations.edit_issue(issue, **_facts(form), version=form.version.data, by_account_id=by, now=now())
        flash("C’est enregistré.")
        return url_for(".index")

    try:
        target = form.once(act)
    except Stale as stale:
        return _compare(issue_id, form, stale)
    if target:
        return redirect(target)
    if form.errors:
        undo_changes()
    return _page(kept_issue(issue_id), form), form.status


@blueprint.post("/<int:issue_id>/supprimer")
@staff_only(*KEEPERS)
def drop(issue_id: int) -> Any:
    """An issue will not come out."""
    if done := receipts.settled(request.form.get("key")):
        return redirect(done)
    issue = kept_issue(issue_id)
    form = DropForm()

    def act() -> str:
        by = current_viewer().account_id
        operations.drop_issue(issue, version=form.version.data, by_account_id=by, now=now())
        flash("Le numéro est retiré.")
        return url_for(".index")

    try:
        target = form.once(act)
    except Stale as stale:
        undo_changes()
        flash(stale.message, "error")
        target = None
    return redirect(target or url_for(".edit", issue_id=issue_id))


def _facts(form: IssueForm | IssueEditForm) -> dict[str, Any]:
    return {name: form[name].data for name in ("title", "copy_by", "appears_on")}


def _compare(issue_id: int, form: IssueEditForm, stale: Stale) -> tuple[str, int]:
    """The form again with what was typed, beside what somebody else saved meanwhile."""
    undo_changes()
    issue = kept_issue(issue_id)
    both = differences(form, IssueEditForm(obj=issue, formdata=None))
    form.renew(issue.version)
    form.refuse(stale)
    return _page(issue, form, differences=both), stale.status


def _page(issue: NewspaperIssue, form: IssueEditForm, **more: Any) -> str:
    drop_form = DropForm(formdata=None, version=issue.version)
    return render_template(EDIT, issue=issue, form=form, drop_form=drop_form, **more)
