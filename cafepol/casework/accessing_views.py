"""A chief asks to read a concern of another commissariat. The answer is the same whether its number exists or not."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.accounts.roles import Role
from cafepol.casework.tool_forms import AccessForm
from cafepol.concerns import accessing
from cafepol.core.clock import now
from cafepol.core.web import undo_changes

blueprint = Blueprint("concerns_accessing", __name__, url_prefix="/equipe/doleances/acces")

SAID = "C’est noté. Si ce numéro existe, la doléance s’ouvre à la lecture pendant 24 heures."


@blueprint.route("", methods=["GET", "POST"])
@staff_only(Role.CHIEF)
def ask() -> Any:
    """A number and a reason; below, what was asked for in the last 24 hours."""
    form = AccessForm()
    target = form.once(lambda: _ask(form))
    if target:
        return redirect(target)
    undo_changes()
    asked = accessing.accesses_of(current_viewer().account_id, now())
    return render_template("casework/staff/access.html", form=form, asked=asked), form.status


def _ask(form: AccessForm) -> str:
    accessing.request_access(
        number=form.number.data, reason=form.reason.data, by_account_id=current_viewer().account_id, now=now()
    )
    flash(SAID)
    return url_for(".ask")
