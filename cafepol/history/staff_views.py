"""The administrator brings the cafés of the past: a table is checked, shown, and kept whole or not at all."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.accounts.roles import Role
from cafepol.core.clock import now, zone_time
from cafepol.core.errors import Refused
from cafepol.core.forms import StaffForm
from cafepol.core.tables import BadLines, LineError, write_table
from cafepol.core.web import takes_files
from cafepol.history import operations
from cafepol.history.forms import TableForm
from cafepol.history.past import COLUMNS, MAX_ROWS
from cafepol.history.queries import get_import, how_many_came_with, recent_imports
from cafepol.zone.queries import communes

blueprint = Blueprint("history_staff", __name__, url_prefix="/equipe/import/rencontres")

REFRESH_SECONDS = "3"


@blueprint.route("", methods=["GET", "POST"])
@staff_only(Role.ADMINISTRATOR)
@takes_files
def index() -> Any:
    """Choose a table; if a line of it is wrong, all are named and nothing is kept."""
    form, bad = TableForm(), tuple[LineError, ...]()
    if form.validate_on_submit():
        account_id = current_viewer().account_id
        try:
            made = operations.keep_import(form.content, by_account_id=account_id, now=now(), tz=zone_time())
        except Refused as refusal:
            form.refuse(refusal)
            bad = refusal.errors if isinstance(refusal, BadLines) else ()
        else:
            return redirect(url_for("history_staff.detail", import_id=made.id))
    page = render_template(
        "history/staff/index.html",
        form=form, bad_lines=bad, columns=COLUMNS, most=MAX_ROWS, imports=recent_imports(),
    )  # fmt: skip
    return page, form.status


@blueprint.get("/modele.csv")
@staff_only(Role.ADMINISTRATOR)
def model() -> Response:
    """A table with its headings and one line to follow."""
    commune = next((each.name for each in communes()), "")
    example = [commune, "", "Maison de quartier", "12/01/2026", "14:00", "16:00", 18, "", "Mme Duval"]
    answer = Response(write_table([column.heading for column in COLUMNS], [example]), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=rencontres.csv"
    return answer


@blueprint.get("/<int:import_id>")
@staff_only(Role.ADMINISTRATOR)
def detail(import_id: int) -> Any:
    """What a table would add; then how far it is, asked again every few seconds; then what it did."""
    found = get_import(import_id)
    left = how_many_came_with(import_id) if found.state == "failed" else 0
    page = render_template("history/staff/detail.html", found=found, left=left, form=StaffForm())
    return page, 200, {"Refresh": REFRESH_SECONDS} if found.is_moving else {}


@blueprint.post("/<int:import_id>/lancer")
@staff_only(Role.ADMINISTRATOR)
def start(import_id: int) -> Any:
    """Go on with what was shown."""
    try:
        operations.start_import(get_import(import_id))
    except Refused as refusal:
        flash(refusal.message, "warning")
    return redirect(url_for("history_staff.detail", import_id=import_id))


@blueprint.post("/<int:import_id>/abandonner")
@staff_only(Role.ADMINISTRATOR)
def drop(import_id: int) -> Any:
    """Forget a table that was shown and not started."""
    try:
        operations.drop_import(get_import(import_id))
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(url_for("history_staff.detail", import_id=import_id))
    flash("Le fichier est oublié. Rien n’a été ajouté.")
    return redirect(url_for("history_staff.index"))
