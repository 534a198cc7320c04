"""Lists of concerns to take away, and without names for the directorate."""

from typing import Any

from flask import Blueprint, Response, render_template, request

from cafepol.accounts.guards import note_view, staff_only
from cafepol.accounts.roles import Role
from cafepol.casework.list_queries import exported, unnamed
from cafepol.casework.list_tables import concerns_file
from cafepol.casework.wanted import STATES_SAID, from_args
from cafepol.concerns import guards, labels
from cafepol.concerns.guards import STAFF
from cafepol.concerns.queries import PAGE
from cafepol.core.clock import today
from cafepol.zone import queries as zone

blueprint = Blueprint("concerns_lists", __name__, url_prefix="/equipe")

EVERY = "toutes"
ASKED = ("commune", "theme", "etat", "page")


@blueprint.get("/doleances.csv")
@staff_only(*STAFF)
def export() -> Response:
    """All that the list shows on its pages, on the audit trail by number: nobody who raised one, no fact."""
    rows = exported(guards.current_scope(), from_args(request.args), today=today())
    note_view("concerns_exported", "concern", numbers=sorted(row.number for row in rows))
    answer = Response(concerns_file(rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename=doleances-{today():%Y-%m-%d}.csv"
    return answer


@blueprint.get("/doleances/anonymes")
@staff_only(Role.DIRECTORATE)
def anonymous() -> Any:
    """The zone's concerns without a word of them: when, where, about what, and what became of each."""
    asked = {name: value for name, value in request.args.items() if name in ASKED}
    wanted = from_args({"etat": EVERY} | asked)
    found, total = unnamed(wanted)
    note_view("concerns_listed_unnamed", "concern", numbers=[each.number for each in found])
    return render_template(
        "casework/staff/anonymous.html", found=found, total=total, wanted=wanted, has_more=total > PAGE * wanted.page,
        labels=labels, states=STATES_SAID, communes=zone.communes(), themes=zone.themes(),
    )  # fmt: skip
