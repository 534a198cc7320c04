"""A resident's own registration, by the link of a mail: looking changes nothing, posting does."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from cafepol.core import tokens
from cafepol.core.clock import now
from cafepol.core.errors import DomainError, Refused, Stale
from cafepol.core.versioned_forms import Difference, differences
from cafepol.registrations import guards, operations
from cafepol.registrations.forms import ConfirmForm, ManageForm, OwnForm
from cafepol.registrations.mails import personal_calendar
from cafepol.registrations.managing import manage_registration
from cafepol.registrations.models import Registration
from cafepol.registrations.states import Kind, State
from cafepol.registrations.telling import manage_link

blueprint = Blueprint("registrations", __name__, url_prefix="/inscriptions")


@blueprint.get("/<token>")
def detail(token: str) -> Any:
    """Where an answer stands; by the manage link it can be changed, by the confirmation link confirmed."""
    registration, manages = guards.shown(token, now=now())
    if not manages:
        return _confirm_page(registration, token, ConfirmForm(registration.reference))
    return _manage_page(registration, token, _filled(registration))


def _filled(registration: Registration) -> ManageForm:
    form = ManageForm(registration.reference, formdata=None, obj=registration)
    form.jeton.data = form.jeton.data or request.form.get(tokens.FIELD)
    return form


def _confirm_page(registration: Registration, token: str, form: ConfirmForm, refusal: str = "") -> str:
    return render_template(
        "registrations/confirm.html",
        registration=registration,
        meeting=registration.meeting,
        is_open=registration.meeting.is_upcoming(now()),
        token=token,
        form=form,
        refusal=refusal,
    )


def _manage_page(
    registration: Registration,
    token: str,
    form: ManageForm,
    *,
    both: Sequence[Difference] = (),
    refusal: str = "",
) -> Any:
    page = render_template(
        "registrations/detail.html",
        registration=registration,
        meeting=registration.meeting,
        is_open=registration.meeting.is_upcoming(now()) and not registration.is_cancelled,
        token=token,
        form=form,
        differences=both,
        refusal=refusal,
        done=request.args.get("fait", ""),
    )
    return page, form.status


@blueprint.get("/<token>/calendrier.ics")
def calendar(token: str) -> Response:
    """The meeting for one's own calendar: it rings the day before, and leads back here."""
    registration = guards.managed(token, now=now())
    has_place = registration.state == State.CONFIRMED
    text = personal_calendar(registration.meeting, token, now=now(), has_place=has_place)
    headers = {"Content-Disposition": f"attachment; filename=rencontre-{registration.meeting.code}.ics"}
    return Response(text, content_type="text/calendar; charset=utf-8; method=PUBLISH", headers=headers)


@blueprint.post("/<token>/confirmer")
def confirm(token: str) -> Any:
    """Confirm the address; done twice, it is simply done, and leads to the page of the answer again."""
    registration = guards.to_confirm(token, now=now())
    form = ConfirmForm(registration.reference)
    try:
        first = operations.confirm_registration(registration, now=now())
    except Refused as refusal:
        return _confirm_page(registration, token, form, refusal.message), refusal.status
    own = manage_link(registration, registration.meeting)
    return redirect(url_for(".detail", token=own, fait="confirme" if first else "deja"), 303)


@blueprint.post("/<token>/modifier")
def change(token: str) -> Any:
    """Change the answer, or what stands beside it; of two windows both versions are shown."""
    registration = guards.managed(token, now=now())
    form = ManageForm(registration.reference)
    if form.validate_on_submit():
        try:
            manage_registration(registration, **form.wanted, now=now())
        except Stale as stale:
            both = differences(form, _filled(registration))
            form.renew(registration.version)
            form.refuse(stale)
            return _manage_page(registration, token, form, both=both)[0], stale.status
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for(".detail", token=token, fait="modifie"), 303)
    return _manage_page(registration, token, form)


@blueprint.post("/<token>/participer")
def join(token: str) -> Any:
    """« Je participe », said by somebody who was interested: the same answer, one line further."""
    return _act(token, _take_part, "participe")


@blueprint.post("/<token>/annuler")
def cancel(token: str) -> Any:
    """« Je ne viens plus »; said twice, it is simply said."""
    return _act(token, operations.cancel_registration, "annule")


def _take_part(registration: Registration, *, now: datetime) -> bool:
    return operations.change_registration(registration, kind=Kind.GOING, party_size=registration.party_size, now=now)


def _act(token: str, act: Callable[..., bool], done: str) -> Any:
    """One button of one's own page; what comes too late is said there."""
    registration = guards.managed(token, now=now())
    OwnForm(registration.reference)
    try:
        act(registration, now=now())
    except Refused as refusal:
        page, _ = _manage_page(registration, token, _filled(registration), refusal=refusal.message)
        return page, refusal.status
    return redirect(url_for(".detail", token=token, fait=done), 303)
