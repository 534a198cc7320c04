"""Asking for a café: how it reached us, what became of it, and what may still be done with it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from cafepol.core.errors import Refused
from cafepol.core.text import has_national_number

WHY_MAX = 500
OUTCOME_MAX = 300
CONTACT_KEPT = timedelta(days=30)  # after the answer
# spec/access.md gives requests no period of their own: a resident's words are kept 12 months there, so are these
UNANSWERED_KEPT = timedelta(days=365)  # the contact, after the request that nobody answered
WHY_KEPT = timedelta(days=365)  # after the answer
WHY_FORGOTTEN = "Effacé 12 mois après la réponse."


class State(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    PLANNED = "planned"
    SHELVED = "shelved"


STATE_LABELS: Mapping[State, str] = {
    State.OPEN: "ouverte",
    State.PLANNED: "prise en compte",
    State.SHELVED: "classée",
}


class Channel(StrEnum):
    """How somebody asked."""

    WEB = "web"
    PHONE = "phone"
    COUNTER = "counter"
    OFFICER = "officer"


CHANNEL_LABELS: Mapping[Channel, str] = {
    Channel.WEB: "sur le site",
    Channel.PHONE: "par téléphone",
    Channel.COUNTER: "au guichet",
    Channel.OFFICER: "en rue",
}


def check_why(why: str) -> None:
    """A request says why, in words that name nobody by a national number. Raises Refused."""
    if not why:
        raise Refused("Dites en une phrase de quoi vous voulez parler.", field="why")
    if len(why) > WHY_MAX:
        raise Refused(f"C’est trop long : {WHY_MAX} caractères au plus.", field="why")
    if has_national_number(why):
        raise Refused("N’écrivez pas de numéro de registre national.", field="why")


def standing(state: State, *, is_cancelled: bool) -> State:
    """Where a request stands: an answer holds as long as its meeting, called off it leaves the request open again.

    Nothing is stored of that: taken back, the cancellation was none, and the request is answered as before.
    """
    return State.OPEN if state is State.PLANNED and is_cancelled else state


def check_open(state: str) -> None:
    """What was answered is answered. Raises Refused."""
    if state != State.OPEN:
        raise Refused(f"Cette demande est déjà {STATE_LABELS[State(state)]}.")


def check_meeting(*, is_upcoming: bool, same_commune: bool) -> None:
    """A request is answered with a café that people can come to. Raises Refused."""
    if not is_upcoming:
        raise Refused("Choisissez une rencontre publiée et à venir.", field="meeting")
    if not same_commune:
        raise Refused("Choisissez une rencontre de la même commune.", field="meeting")


def check_outcome(reason: str) -> None:
    """Who shelves a request says why. Raises Refused."""
    if not reason:
        raise Refused("Écrivez en une phrase pourquoi.", field="reason")
    if len(reason) > OUTCOME_MAX:
        raise Refused(f"C’est trop long : {OUTCOME_MAX} caractères au plus.", field="reason")


def contact_until(answered_at: datetime) -> datetime:
    """Until when the contact of an answered request is kept."""
    return answered_at + CONTACT_KEPT
