"""Everything that left and everything that did not: the list, one message, and what is done about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from cafepol.accounts.guards import current_viewer, note_act, note_view, staff_only
from cafepol.core.clock import now
from cafepol.core.forms import StaffForm
from cafepol.core.text import page_number
from cafepol.desk import letters
from cafepol.desk import message_queries as queries
from cafepol.desk.guards import may_print, outgoing_message
from cafepol.desk.message_queries import READERS
from cafepol.messages import faults, unarrived
from cafepol.messages.links import without_tokens
from cafepol.messages.models import Message
from cafepol.messages.outgoing import Wanted
from cafepol.messages.retries import CHANNEL_LABELS, UNARRIVED

blueprint = Blueprint("messages", __name__, url_prefix="/equipe/messages")


@dataclass(frozen=True)
class Filter:
    """One of the lists: its name on the page, and what it holds. `unsettled`: what nobody has dealt with."""

    label: str
    states: tuple[str, ...] = ()
    unsettled: bool = False


FILTERS = {
    "": Filter("Tout"),
    "a-regler": Filter("À régler", unsettled=True),
    "en-attente": Filter("En attente", ("queued", "sending")),
    "parti": Filter("Parti", ("sent",)),
    "pas-arrive": Filter("Pas arrivé", UNARRIVED),
    "abandonne": Filter("Abandonné", ("dropped",)),
    "a-faire": Filter("À faire", ("to_do",)),
    "fait": Filter("Fait", ("done", "failed")),
}
KEPT = ("etat", "canal", "rencontre", "inscription", "contact", "qui")  # what an address of the list may ask for


@blueprint.get("")
@staff_only(*READERS)
def index() -> str:
    """The list: mails, calls and letters, newest first."""
    page = page_number(request.args.get("page", ""))
    listed = queries.listed(current_viewer(), _wanted(), page=page)
    note_view("messages_seen", "message", ids=[each.id for each in listed.messages])
    to_print = [each for each in listed.messages if each.channel == "letter" and each.state == "to_do"]
    return render_template(
        "desk/messages.html", listed=listed, page=page, asked=_asked(), filters=FILTERS, channels=CHANNEL_LABELS,
        to_print=to_print if may_print() else [],
    )  # fmt: skip


def _asked(**changes: str | int | None) -> dict[str, Any]:
    """What the address asks for, without what it asks wrongly."""
    asked = {name: value for name in KEPT if (value := request.args.get(name, "").strip())}
    if asked.get("etat") not in FILTERS:
        asked.pop("etat", None)
    if asked.get("canal") not in CHANNEL_LABELS:
        asked.pop("canal", None)
    return asked | changes


def _wanted() -> Wanted:
    asked = _asked()
    chosen = FILTERS[asked.get("etat", "")]
    return Wanted(
        states=chosen.states,
        unsettled=chosen.unsettled,
        channel=asked.get("canal", ""),
        meeting_id=queries.meeting_id_of(asked["rencontre"]) if "rencontre" in asked else None,
        search=asked.get("qui", ""),
        address=_address(),
    )


def _address() -> tuple[str | None, str | None] | None:
    """The person whose messages alone are wanted: somebody who registered, or a partner's contact."""
    registration, contact = (page_number(request.args.get(name, ""), least=0) for name in ("inscription", "contact"))
    if registration:
        return queries.address_of_registration(registration)
    return queries.address_of_contact(contact) if contact else None


@blueprint.get("/<int:message_id>")
@staff_only(*READERS)
def detail(message_id: int) -> str:
    """One message: the words that left, and what became of them."""
    message = outgoing_message(message_id)
    note_view("message_seen", "message", message.id)
    return render_template(
        "desk/message.html",
        message=message,
        meeting=queries.meetings_of([message]).get(message.meeting_id or 0),
        text=without_tokens(message.text),
        why=faults.explain(message.last_error) if message.last_error else "",
        dealt_with_by=queries.who_dealt_with(message),
        printed_at=letters.last_printed([message]).get(message.id),
        may_print=message.channel == "letter" and may_print(),
        now=now(),
        form=StaffForm(),
    )


@blueprint.post("/<int:message_id>/reessayer")
@staff_only(*READERS)
def retry(message_id: int) -> Any:
    """Send a mail that did not arrive once more."""
    return _act(message_id, "message_retried", unarrived.retry_mail, "Le courriel repart dans un instant.")


@blueprint.post("/<int:message_id>/appeler")
@staff_only(*READERS)
def call(message_id: int) -> Any:
    """Make a call of it."""
    return _act(message_id, "message_called", _call, "C’est un appel à faire, sur votre bureau.")


def _call(message: Message, **when: Any) -> None:
    unarrived.call_instead(message, by_account_id=current_viewer().account_id, **when)


@blueprint.post("/<int:message_id>/regler")
@staff_only(*READERS)
def settle(message_id: int) -> Any:
    """Say that nothing more is to be done."""
    return _act(message_id, "message_settled", _settle, "C’est noté : ce message est réglé.")


def _settle(message: Message, **when: Any) -> None:
    unarrived.settle_mail(message, by_account_id=current_viewer().account_id, **when)


def _act(message_id: int, action: str, operation: Callable[..., None], said: str) -> Any:
    """Do it once, note who did, and lead back to the message."""
    message, form, here = outgoing_message(message_id), StaffForm(), url_for(".detail", message_id=message_id)

    def act() -> str:
        operation(message, now=now())
        note_act(action, "message", message.id)
        flash(said)
        return here

    form.once(act)
    for refusal in form.form_errors:
        flash(refusal, "error")
    return redirect(here)
