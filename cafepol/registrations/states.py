"""What a registration is and what may happen to it: rules without a database."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from cafepol.core.errors import Refused

MOST_PEOPLE = 10
# how long an unconfirmed registration keeps its place, and how long its link works
HOLD = timedelta(hours=24)
CONFIRM_WITHIN = timedelta(hours=48)
# the manage link dies the day after the meeting
MANAGE_AFTER = timedelta(days=1)
# a reminder leaves two days before; whoever asked for a call before a Monday is called on the Friday, and whoever asked
# for it later than that a day before
CALL_EARLY, MAIL_BEFORE, CALL_LATE = 72, 48, 24
REMIND_HOURS = (CALL_EARLY, MAIL_BEFORE, CALL_LATE)
MONDAY = 0
# the version of the privacy notice under the form, stored with each registration
NOTICE_VERSION = "2026-2"


class Kind(StrEnum):
    """What the resident answered."""

    GOING = "going"
    INTERESTED = "interested"


class State(StrEnum):
    """Where a registration stands."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class Channel(StrEnum):
    """How a registration reached us."""

    WEB = "web"
    PHONE = "phone"
    COUNTER = "counter"
    OFFICER = "officer"
    PARTNER = "partner"
    FLYER = "flyer"


class Event(StrEnum):
    """What happened to a registration."""

    CREATED = "created"
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    PROMOTED = "promoted"
    CANCELLED = "cancelled"
    ACCEPTED = "accepted"
    VOIDED = "voided"
    RESTORED = "restored"


KIND_LABELS = {Kind.GOING: "Je participe", Kind.INTERESTED: "Ça m’intéresse"}
STATE_LABELS = {
    State.PENDING: "à confirmer",
    State.CONFIRMED: "confirmée",
    State.WAITING: "en attente",
    State.CANCELLED: "annulée",
}
CHANNEL_LABELS = {
    Channel.WEB: "inscription par le site",
    Channel.PHONE: "inscription par téléphone",
    Channel.COUNTER: "inscription au guichet",
    Channel.OFFICER: "inscription par le policier de quartier",
    Channel.PARTNER: "inscription par un partenaire",
    Channel.FLYER: "inscription par le talon du toutes-boîtes",
}


EVENT_LABELS = {
    Event.CREATED: "arrivée",
    Event.CONFIRMED: "confirmée",
    Event.CHANGED: "changée",
    Event.PROMOTED: "a reçu une place",
    Event.CANCELLED: "annulée",
    Event.ACCEPTED: "acceptée",
    Event.VOIDED: "écartée",
    Event.RESTORED: "rétablie",
}


def check_open(*, meeting_state: str, ends_at: datetime, now: datetime) -> None:
    """A meeting takes answers, and changes of answers, while it is published and not over. Raises Refused."""
    if meeting_state == "cancelled":
        raise Refused("Cette rencontre est annulée : les réponses ne changent plus.")
    if meeting_state != "published" or ends_at <= now:
        raise Refused("Cette rencontre est passée : les réponses ne changent plus.")


def check_ticking(*, meeting_state: str, day: date, today: date) -> None:
    """Who came is noted from the day of a published meeting on: live, or days later from the paper. Raises Refused."""
    if meeting_state != "published":
        raise Refused("Les présences de cette rencontre ne se notent plus.")
    if today < day:
        raise Refused("Cette rencontre n’a pas encore eu lieu : les présences se notent le jour même ou après.")


def is_reminded(
    *, hours: int, by_call: bool, starts_at: datetime, starts_local: datetime, confirmed_at: datetime
) -> bool:
    """Whether somebody is reminded so many hours before: by mail 48; by a call also on the Friday before a Monday.

    Whoever answered since has just been told, but a call that they asked for is made if a day is left.
    """
    before = confirmed_at < starts_at - timedelta(hours=hours)
    if hours == CALL_EARLY:
        return before and by_call and starts_local.weekday() == MONDAY
    return before and (by_call or hours == MAIL_BEFORE)


def check_party_size(party_size: int) -> None:
    """One to ten people come together. Raises Refused."""
    if not 1 <= party_size <= MOST_PEOPLE:
        raise Refused(f"Choisissez de 1 à {MOST_PEOPLE} personnes. Vous êtes plus ? Appelez-nous.", field="party_size")


def check_call_back(*, wanted: bool, has_number: bool) -> None:
    """Who wants to be called leaves a number: else nobody would call, and they would wait for it. Raises Refused."""
    if wanted and not has_number:
        raise Refused("Pour être rappelé, il faut un numéro. Écrivez-le, ou décochez cette case.", field="call_back")


def holds_place(*, kind: str, state: str, created_at: datetime, now: datetime) -> bool:
    """Whether a registration takes places: going, and confirmed or pending for less than 24 hours."""
    if kind != Kind.GOING:
        return False
    return state == State.CONFIRMED or (state == State.PENDING and now - created_at < HOLD)
