"""An officer's cards, to print: one's own, and those of the officers whom a chief or an administrator looks after."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.accounts.roles import Role
from cafepol.core.errors import NotFound, Refused
from cafepol.core.web import let_others_write
from cafepol.flyers.day_queries import card_content
from cafepol.flyers.pdf.cards import cards
from cafepol.printing import press
from cafepol.staff.guards import KEEPERS, kept_places, oneself
from cafepol.staff.models import Officer
from cafepol.staff.queries import get_officer

blueprint = Blueprint("cards", __name__, url_prefix="/equipe")


@blueprint.get("/mes-cartes.pdf")
@staff_only(Role.OFFICER, Role.CHIEF)
def own() -> Any:
    """One's own cards."""
    return _document(oneself(), url_for("shown.edit"))


@blueprint.get("/policiers/<int:officer_id>/cartes.pdf")
@staff_only(*KEEPERS)
def of_officer(officer_id: int) -> Any:
    """The cards of an officer in service, whose quarters one gives out. Raises NotFound for any other."""
    officer, places = get_officer(officer_id), kept_places()
    if not officer.is_active or (places is not None and officer.commissariat_id not in places):
        raise NotFound
    is_account = current_viewer().has(Role.ADMINISTRATOR) and officer.account_id
    back = url_for("staff_staff.edit", account_id=officer.account_id) if is_account else url_for("quarters.index")
    return _document(officer, back)


def _document(officer: Officer, back: str) -> Any:
    """The cards as a PDF; what does not print is said on the page where it is put right."""
    content = card_content(officer)
    let_others_write()
    try:
        with press.turn():
            file = cards([content])
    except Refused as refused:
        flash(f"Les cartes ne s’impriment pas : {refused.message}", "error")
        return redirect(back)
    return Response(file, mimetype="application/pdf", headers={"Content-Disposition": "inline; filename=cartes.pdf"})
