"""A resident's own registration, by the link of a mail: looking changes nothing, posting does."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from cafepol.core.clock import now
from cafepol.core.errors import DomainError
from cafepol.registrations import guards, operations
from cafepol.registrations.forms import ConfirmForm, ManageForm
from cafepol.registrations.models import Registration
from cafepol.registrations.telling import manage_link

blueprint = Blueprint("registrations", __name__, url_prefix="/inscriptions")


@blueprint.get("/<token>")
def detail(token: str) -> Any:
    """Where an answer stands; by the manage link it can be changed, by the confirmation link confirmed."""
    registration, manages = guards.shown(token, now=now())
    if not manages:
        form = ConfirmForm(registration.reference)
        return render_template(
            "registrations/confirm.html",
            registration=registration,
            meeting=registration.meeting,
            token=token,
            form=form,
        )
    return _manage_page(registration, token, ManageForm(registration.reference, obj=registration))


def _manage_page(registration: Registration, token: str, form: ManageForm) -> Any:
    page = render_template(
        "registrations/detail.html",
        registration=registration,
        meeting=registration.meeting,
        is_open=registration.meeting.is_upcoming(now()) and not registration.is_cancelled,
        token=token,
        form=form,
        done=request.args.get("fait", ""),
    )
    return page, form.status


@blueprint.post("/<token>/confirmer")
def confirm(token: str) -> Any:
    """Confirm the address; done twice, it is simply done."""
    registration = guards.to_confirm(token, now=now())
    ConfirmForm(registration.reference)
    first = operations.confirm_registration(registration, now=now())
    own = manage_link(registration, registration.meeting)
    return redirect(url_for(".detail", token=own, fait="confirme" if first else "deja"), 303)


@blueprint.post("/<token>/modifier")
def change(token: str) -> Any:
    """Change the answer or the number of people."""
    registration = guards.managed(token, now=now())
    form = ManageForm(registration.reference)
    if form.validate_on_submit():
        try:
            operations.change_registration(
                registration, kind=form.kind.data, party_size=form.party_size.data, now=now()
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for(".detail", token=token, fait="modifie"), 303)
    return _manage_page(registration, token, form)


@blueprint.post("/<token>/annuler")
def cancel(token: str) -> Any:
    """« Je ne viens plus »; said twice, it is simply said."""
    registration = guards.managed(token, now=now())
    ManageForm(registration.reference)
    operations.cancel_registration(registration, now=now())
    return redirect(url_for(".detail", token=token, fait="annule"), 303)
