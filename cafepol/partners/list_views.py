"""The directory as a table: brought in one piece, given away as it is seen."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from cafepol.accounts import audit
from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.core import receipts
from cafepol.core.clock import now, today
from cafepol.core.errors import Refused
from cafepol.core.filters import count, phone
from cafepol.core.forms import TableForm
from cafepol.core.tables import BadLines, LineError, Table, readable_text
from cafepol.core.web import takes_files
from cafepol.partners.exporting import directory_file, model_file
from cafepol.partners.guards import READERS, WRITERS, chosen_commune, readable_communes, writable_communes
from cafepol.partners.importing import import_directory, plan_import, read_directory
from cafepol.partners.listing import COLUMNS, MAX_ROWS
from cafepol.partners.matching import Plan, changes_in_words
from cafepol.partners.queries import partners_of, spoken_words

blueprint = Blueprint("partner_lists", __name__, url_prefix="/equipe/partenaires")

SHOWN = 50  # lines of a list on a page


@blueprint.route("/import", methods=["GET", "POST"])
@staff_only(*WRITERS)
@takes_files
def bring() -> Any:
    """Bring a table: first what it will change, then the import; if a line is wrong, all are named."""
    form, bad = TableForm(), tuple[LineError, ...]()
    if form.validate_on_submit():
        try:
            return _import(form)
        except Refused as refusal:
            form.refuse(refusal)
            bad = refusal.errors if isinstance(refusal, BadLines) else ()
            form.text.data = ""
    page = render_template(
        "partners/staff/import.html", form=form, bad_lines=bad, columns=COLUMNS, most=MAX_ROWS, words=spoken_words()
    )
    return page, form.status


def _import(form: TableForm) -> Any:
    within = [commune.id for commune in writable_communes(current_viewer())]
    content = form.content
    table = read_directory(content)
    if not form.is_confirmed:
        plan = plan_import(table, within=within)
        form.show(readable_text(content, "CSV"))
        return render_template("partners/staff/preview.html", form=form, shown=SHOWN, **_shown(plan, table))
    if not receipts.claim(form.key.data, now=now()):
        plan = import_directory(table, within=within)
        audit.record(
            "partners_imported",
            account_id=current_viewer().account_id,
            now=now(),
            partners=len(plan.new_partners),
            people=len(plan.new_people),
            changes=len(plan.changed_partners) + len(plan.changed_people),
        )
        receipts.settle(form.key.data, url_for("partners_staff.index"))
        flash(_done(plan))
    return redirect(url_for("partners_staff.index"))


def _shown(plan: Plan, table: Table) -> dict[str, Any]:
    """What an import does, in words, a list for each sort of change."""
    words = spoken_words()
    return {
        "plan": plan,
        "ignored": table.ignored,
        "lists": [
            ("Partenaires ajoutés", [f"{each.name} – {words.names_of(each.communes)}" for each in plan.new_partners]),
            ("Personnes ajoutées", [f"{met.person.name} – {each.name}" for each, met in plan.new_people]),
            ("Ce qui change", changes_in_words(plan, words, phone)),
            ("Retirés de l’annuaire : ils le restent", plan.retired),
        ],
    }


def _done(plan: Plan) -> str:
    partners = count(len(plan.new_partners), "partenaire ajouté", "partenaires ajoutés")
    people = count(len(plan.new_people), "personne ajoutée", "personnes ajoutées")
    changes = count(len(plan.changed_partners) + len(plan.changed_people), "changement")
    return f"C’est importé : {partners}, {people}, {changes}."


@blueprint.get("/modele.csv")
@staff_only(*WRITERS)
def model() -> Response:
    """A table to fill in."""
    return _file(model_file(), "annuaire-modele.csv")


@blueprint.get("/annuaire.csv")
@staff_only(*READERS)
def export() -> Response:
    """The directory as the viewer sees it, on the audit trail."""
    viewer = current_viewer()
    communes = readable_communes(viewer)
    chosen = chosen_commune(request.args.get("commune"), communes)
    where = chosen.slug if chosen else None
    audit.record_view("partners_exported", account_id=viewer.account_id, now=now(), commune=where)
    shown = [chosen.id] if chosen else [commune.id for commune in communes]
    return _file(directory_file(partners_of(shown)), f"annuaire-{today():%Y-%m-%d}.csv")


def _file(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer
