"""The directory brought as a table, in one piece: whoever is reached elsewhere by that hears there what they missed."""

from collections.abc import Collection
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from cafepol.accounts.guards import current_viewer, note_act, staff_only
from cafepol.core import receipts
from cafepol.core.clock import now
from cafepol.core.errors import Refused
from cafepol.core.filters import count, phone
from cafepol.core.forms import TableForm
from cafepol.core.tables import BadLines, LineError, Table, readable_text
from cafepol.core.web import takes_files
from cafepol.invitations.readdressing import bring_directory
from cafepol.partners.guards import WRITERS, writable_communes
from cafepol.partners.importing import plan_import, read_directory
from cafepol.partners.listing import COLUMNS, MAX_ROWS
from cafepol.partners.matching import Plan, changes_in_words
from cafepol.partners.queries import spoken_words

blueprint = Blueprint("partner_imports", __name__, url_prefix="/equipe/partenaires")

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
    return redirect(receipts.once(form.receipt, lambda: _bring(table, within), now=now()))


def _bring(table: Table, within: Collection[int]) -> str:
    plan = bring_directory(table, within=within, now=now())
    note_act(
        "partners_imported",
        partners=len(plan.new_partners),
        people=len(plan.new_people),
        changes=len(plan.changed_partners) + len(plan.changed_people),
    )
    flash(_done(plan))
    return url_for("partners_staff.index")


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
