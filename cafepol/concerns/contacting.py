"""How somebody who raised a concern is reached, and whether they want to hear: put right. A promise never moves."""

from dataclasses import dataclass
from datetime import datetime

from cafepol.accounts import audit
from cafepol.concerns import transitions
from cafepol.concerns.debts import Channel, RaiserKind
from cafepol.concerns.models import LINE, Concern, Raiser
from cafepol.concerns.queries import lock_concern
from cafepol.concerns.raising import ADDRESS, check_channel, promise_to, tell_what_follows
from cafepol.concerns.signing import given_name
from cafepol.concerns.steps import write
from cafepol.concerns.transitions import Actor, State
from cafepol.concerns.versions import claim_version
from cafepol.concerns.wording import said, said_line
from cafepol.core.clock import local
from cafepol.core.errors import Refused
from cafepol.core.links import Purpose, drop_links
from cafepol.core.text import normal_mail, normal_phone
from cafepol.messages.operations import withdraw
from cafepol.messages.searching import search_text

_STEPS = ("Donner les retours", "Clôturer")


@dataclass(frozen=True)
class Contact:
    """How somebody is reached, as typed. `own_word`: they said themselves that they want no answer."""

    channel: Channel
    name: str = ""
    mail: str = ""
    phone: str = ""
    address: str = ""
    own_word: bool = False


def correct_raiser(
    concern: Concern, raiser: Raiser, given: Contact, *, version: int, by: Actor, now: datetime
) -> frozenset[str]:
    """Put right how somebody is reached; which columns changed. What was mailed to another address opens nothing more.

    Nobody's wish to hear is dropped but by that person's own word. Raises Refused at the field to correct, or Stale.
    """
    transitions.check_may_tell(lock_concern(concern).status, by.roles)
    claim_version(concern, version)
    _check_wish(concern, raiser, given)
    values = _values(raiser, given)
    changed = frozenset(name for name, value in values.items() if getattr(raiser, name) != value)
    if not changed:
        raise Refused("Rien n’a changé.")
    for name, value in values.items():
        setattr(raiser, name, value)
    raiser.search = search_text(name=raiser.name or "", mail=raiser.mail, phone=raiser.phone)
    check_channel(raiser)
    if concern.is_open and changed & {"wants_feedback", "kind"}:
        _promise_again(concern, raiser, now=now)
    if "mail" in changed:
        _forget_address(concern, raiser, now=now)
    if concern.status is State.FEEDBACK_DUE and concern.next_step in _STEPS:
        concern.next_step = _STEPS[0] if concern.waiting else _STEPS[1]
    _note(concern, raiser, changed, by=by, now=now)
    return changed


def _check_wish(concern: Concern, raiser: Raiser, given: Contact) -> None:
    wants = given.channel is not Channel.NONE
    if raiser.wants_feedback and not wants and not given.own_word:
        raise Refused("Sans retour seulement si cette personne l’a dit elle-même : cochez-le.", field="own_word")
    if wants and not raiser.wants_feedback and not concern.is_open:
        raise Refused("Cette doléance n’est plus ouverte : faites-la d’abord rouvrir.", field="channel")


def _values(raiser: Raiser, given: Contact) -> dict[str, object]:
    name = said_line(given.name, field="name", maximum=LINE)
    if not name and not given_name(raiser):
        name = raiser.name or ""  # the reference of a registration stands for a name
    values = {
        "name": name or None,
        "mail": normal_mail(given.mail) if given.mail.strip() else None,
        "phone": normal_phone(given.phone) if given.phone.strip() else None,
        "address": said(given.address, field="address", maximum=ADDRESS) or None,
    }
    kind = raiser.kind
    if kind == RaiserKind.ANONYMOUS and any(values.values()):
        if not name:
            raise Refused("Qui ne donne pas son nom ne laisse pas non plus d’adresse.", field="name")
        kind = RaiserKind.PERSON.value
    wish = {"channel": given.channel.value, "wants_feedback": given.channel is not Channel.NONE, "kind": kind}
    return {**values, **wish}


def _promise_again(concern: Concern, raiser: Raiser, *, now: datetime) -> None:
    """Who wants to hear now, and whose promise is over (closed, or said to be impossible), is promised anew."""
    promise = raiser.promise
    is_over = promise.on_time is not None or raiser.impossible is not None
    if raiser.wants_feedback and (is_over or (concern.cycle > promise.cycle and not raiser.waits)):
        promise_to(raiser, heard_on=local(now).date(), now=now)
        concern.next_on = min(day for day in (concern.next_on, raiser.promised_on) if day)


def _forget_address(concern: Concern, raiser: Raiser, *, now: datetime) -> None:
    """The links that went to the other address die; what has not arrived there is taken back, and said again here."""
    for purpose in (Purpose.FOLLOWUP, Purpose.SATISFACTION):
        drop_links(purpose, raiser.id)
    for feedback in raiser.feedbacks:
        withdraw(f"concern_feedback:{feedback.id}")
    if withdraw(f"concern_heard:{raiser.id}") and concern.is_open:
        tell_what_follows(concern, raiser, settled=False, now=now)


def _note(concern: Concern, raiser: Raiser, changed: frozenset[str], *, by: Actor, now: datetime) -> None:
    wish = "Une personne veut un retour." if raiser.wants_feedback else "Une personne a dit ne plus vouloir de retour."
    text = wish if "wants_feedback" in changed else "Coordonnées d’une personne corrigées."
    write(concern, "corrected", text, by=by, now=now)
    audit.record(
        "raiser_corrected", account_id=by.account_id, now=now, subject="concern", subject_id=concern.id,
        raiser=raiser.id, fields=sorted(changed),
    )  # fmt: skip
