"""The administrator's pages: who may sign in, with which roles."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.accounts.models import Account
from cafepol.accounts.queries import accounts, get_account
from cafepol.accounts.roles import LABELS, Role
from cafepol.core import receipts
from cafepol.core.clock import now
from cafepol.core.errors import DomainError
from cafepol.core.forms import StaffForm
from cafepol.core.links import Purpose, subjects_with_link
from cafepol.staff import operations
from cafepol.staff.forms import ColleagueForm, InviteForm
from cafepol.staff.models import Officer
from cafepol.staff.queries import find_officer, officers_by_account
from cafepol.zone.queries import commissariats, quarters

blueprint = Blueprint("staff_staff", __name__, url_prefix="/equipe/comptes")


@blueprint.get("")
@staff_only(Role.ADMINISTRATOR)
def index() -> Any:
    """Every account: those in use, those waiting for their password, those that were closed."""
    places = {station.id: station.place for station in commissariats()}
    found = accounts()
    return render_template(
        "staff/staff/index.html",
        form=StaffForm(),
        active=[account for account in found if account.is_active],
        closed=[account for account in found if not account.is_active],
        roles={account.id: _spoken_roles(account, places) for account in found},
        officers=officers_by_account(),
        invited=subjects_with_link(Purpose.ACCOUNT, now=now()),
    )


@blueprint.route("/nouveau", methods=["GET", "POST"])
@staff_only(Role.ADMINISTRATOR)
def create() -> Any:
    """Invite a member of staff: a one-time link leaves by mail."""
    form = InviteForm().offer(commissariats(), quarters())

    def act() -> str:
        operations.invite_colleague(mail=form.mail.data, **_facts(form))
        flash(f"Un lien d’accès part à l’adresse {form.mail.data}.")
        return url_for("staff_staff.index")

    target = form.once(act)
    return redirect(target) if target else (render_template("staff/staff/create.html", form=form), form.status)


@blueprint.route("/<int:account_id>/modifier", methods=["GET", "POST"])
@staff_only(Role.ADMINISTRATOR)
def edit(account_id: int) -> Any:
    """Correct a name, roles and the officer's post."""
    account = get_account(account_id)
    form = ColleagueForm(data=_shown(account, find_officer(account_id))).offer(commissariats(), quarters())
    if form.validate_on_submit():
        try:
            operations.edit_colleague(account, **_facts(form))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash("C’est enregistré.")
            return redirect(url_for("staff_staff.index"))
    return _edit_page(account, form)


@blueprint.post("/<int:account_id>/fermer")
@staff_only(Role.ADMINISTRATOR)
def close(account_id: int) -> Any:
    """Close an account at once."""
    account = get_account(account_id)
    try:
        operations.close_account(account, now=now(), by_account_id=current_viewer().account_id)
    except DomainError as refusal:
        return _refused(account, refusal)
    flash(f"Le compte de {account.name} est fermé.")
    return redirect(url_for("staff_staff.index"))


@blueprint.post("/<int:account_id>/renvoyer")
@staff_only(Role.ADMINISTRATOR)
def invite_again(account_id: int) -> Any:
    """Mail a new link to choose a password: the invitation lapsed, or the password was forgotten."""
    return _send_link(get_account(account_id), operations.invite_again, "")


@blueprint.post("/<int:account_id>/rouvrir")
@staff_only(Role.ADMINISTRATOR)
def reopen(account_id: int) -> Any:
    """Open a closed account again: its holder chooses a new password."""
    account = get_account(account_id)
    return _send_link(account, operations.reopen_account, f"Le compte de {account.name} est rouvert. ")


def _send_link(account: Account, act: Callable[..., None], done: str) -> Any:
    """Act once, however often the button is pressed; every account of the list is sent with the same key."""
    form = StaffForm()
    form.validate()

    def send() -> str:
        act(account, now=now(), by_account_id=current_viewer().account_id)
        flash(f"{done}Un nouveau lien d’accès part à l’adresse {account.mail}.")
        return url_for("staff_staff.index")

    try:
        return redirect(receipts.once(f"{form.receipt}.{account.id}", send, now=now()))
    except DomainError as refusal:
        return _refused(account, refusal)


def _refused(account: Account, refusal: DomainError) -> Any:
    """The account's page as it is stored, with the reason why a button of it did nothing."""
    form = ColleagueForm(formdata=None, data=_shown(account, find_officer(account.id)))
    form.offer(commissariats(), quarters()).refuse(refusal)
    return _edit_page(account, form)


def _edit_page(account: Account, form: ColleagueForm) -> Any:
    page = render_template(
        "staff/staff/edit.html",
        form=form,
        account=account,
        officer=find_officer(account.id),
        oneself=account.id == current_viewer().account_id,
        scattered=len(account.viewer.commissariat_ids) > 1,
        invited=subjects_with_link(Purpose.ACCOUNT, now=now()),
    )
    return page, form.status


def _facts(form: ColleagueForm) -> dict[str, Any]:
    return {
        "name": form.name.data,
        "grants": form.grants(),
        "post": form.post(),
        "now": now(),
        "by_account_id": current_viewer().account_id,
    }


def _shown(account: Account, officer: Officer | None) -> dict[str, Any]:
    """What the form of an account shows at first."""
    shown: dict[str, Any] = {
        "name": account.name,
        "roles": [role.value for role in account.viewer.roles],
        "commissariat": min(account.viewer.commissariat_ids, default=None),
    }
    if officer is not None:
        shown |= {
            "rank": officer.rank,
            "title": officer.title,
            "phone": officer.phone,
            "quarter_ids": [quarter.id for quarter in officer.quarters],
        }
    return shown


def _spoken_roles(account: Account, places: dict[int, str]) -> str:
    """« chef de commissariat à Colfontaine, policier de quartier à Colfontaine »."""
    spoken = [
        LABELS[role] + (f" à {places[place]}" if place is not None else "") for role, place in account.viewer.grants
    ]
    return ", ".join(sorted(spoken))
