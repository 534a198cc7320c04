"""The directory as a table: a model of one, and the directory itself as its reader sees it."""

from flask import Blueprint, Response, request

from cafepol.accounts.guards import current_viewer, note_view, staff_only
from cafepol.core.clock import today
from cafepol.partners.exporting import directory_file, model_file
from cafepol.partners.guards import READERS, WRITERS, chosen_commune, readable_communes
from cafepol.partners.queries import partners_of

blueprint = Blueprint("partner_lists", __name__, url_prefix="/equipe/partenaires")


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
    note_view("partners_exported", commune=where)
    shown = [chosen.id] if chosen else [commune.id for commune in communes]
    return _file(directory_file(partners_of(shown)), f"annuaire-{today():%Y-%m-%d}.csv")


def _file(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer
