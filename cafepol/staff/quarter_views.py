"""Who answers for which quarter, and the streets of each."""

from itertools import groupby
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for

from cafepol.accounts.guards import staff_only
from cafepol.accounts.roles import Role
from cafepol.core import receipts
from cafepol.core.clock import now
from cafepol.core.errors import Refused
from cafepol.core.filters import count
from cafepol.core.forms import TableForm
from cafepol.core.tables import BadLines, LineError, readable_text
from cafepol.core.web import takes_files
from cafepol.staff import guards, operations
from cafepol.staff.quarter_forms import QuarterForm
from cafepol.staff.queries import officers_of
from cafepol.zone.queries import quarters
from cafepol.zone.street_lists import import_streets, known_list, planned_changes
from cafepol.zone.street_queries import Streets, known_quarters, street_counts
from cafepol.zone.streets import Changes

blueprint = Blueprint("quarters", __name__, url_prefix="/equipe")

SHOWN = 50  # lines of a list on a page


@blueprint.get("/quartiers")
@staff_only(*guards.KEEPERS)
def index() -> str:
    """The quarters by commune, each with its officers and the number of its streets."""
    places = guards.kept_places()
    officers = officers_of(places)
    names = [(quarter.id, officer.full_name) for officer in officers for quarter in officer.quarters]
    found = quarters(commissariat_ids=places)
    counted = street_counts()
    return render_template(
        "staff/quarters/index.html",
        communes=[(name, list(rows)) for name, rows in groupby(found, key=lambda quarter: quarter.commune.name)],
        officers={each.id: [name for number, name in names if number == each.id] for each in found},
        streets={each.id: counted.get(each.id, Streets()) for each in found},
    )


@blueprint.route("/quartiers/<int:quarter_id>", methods=["GET", "POST"])
@staff_only(*guards.KEEPERS)
def edit(quarter_id: int) -> Any:
    """Say who answers for a quarter."""
    quarter = guards.kept_quarter(quarter_id)
    officers = officers_of([quarter.commune.commissariat_id])
    mine = [each.id for each in officers if quarter.id in {other.id for other in each.quarters}]
    form = QuarterForm(data={"officer_ids": mine}).offer(officers)

    def act() -> str:
        operations.assign_quarter(quarter, form.officer_ids.data or [])
        flash("C’est enregistré. Les habitants le voient dès maintenant.")
        return url_for("quarters.index")

    target = form.once(act)
    if target:
        return redirect(target)
    return render_template("staff/quarters/edit.html", form=form, quarter=quarter, officers=officers), form.status


@blueprint.route("/quartiers/rues", methods=["GET", "POST"])
@takes_files
@staff_only(Role.ADMINISTRATOR)
def streets() -> Any:
    """Bring a list of streets: first what it will change, then the import."""
    form = TableForm()
    errors: tuple[LineError, ...] = ()
    if form.validate_on_submit():
        try:
            return _import(form)
        except BadLines as refusal:
            form.refuse(refusal)
            errors = refusal.errors
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("staff/quarters/streets.html", form=form, errors=errors, shown=SHOWN), form.status


@blueprint.get("/quartiers/rues.csv")
@staff_only(Role.ADMINISTRATOR)
def street_table() -> Response:
    """The streets of the zone as they are known, to complete and to bring back."""
    answer = Response(known_list(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="rues.csv"'
    return answer


def _import(form: TableForm) -> Any:
    content = form.content
    if form.is_confirmed:
        return redirect(receipts.once(form.receipt, lambda: _bring(content), now=now()))
    planned = planned_changes(content)
    form.show(readable_text(content, "CSV"))
    return render_template("staff/quarters/preview.html", form=form, changes=planned, shown=SHOWN, **_named(planned))


def _bring(content: bytes) -> str:
    done = import_streets(content)
    said = [
        count(len(done.added), "rue ajoutée", "rues ajoutées"),
        count(len(done.removed), "retirée", "retirées"),
        count(len(done.recounted), "compte changé", "comptes changés"),
    ]
    flash(f"C’est importé : {', '.join(said)}.")
    return url_for("quarters.index")


def _named(planned: Changes) -> dict[str, list[str]]:
    """The streets that change, in words: « rue Neuve – Hornu, Boussu »."""
    names = known_quarters().names
    counted = {(place, street): f" : {count(many, 'boîte')}" for place, street, many in planned.recounted}
    counted |= {each: f" : {count(many, 'boîte')}" for each, many in planned.mailboxes.items() if many is not None}
    return {
        which: [f"{each[1]} – {', '.join(reversed(names[each[0]]))}{counted.get(each, '')}" for each in rows[:SHOWN]]
        for which, rows in (
            ("added", planned.added),
            ("removed", planned.removed),
            ("recounted", [each[:2] for each in planned.recounted]),
        )
    }
