"""How a question to a partner ends, whoever ends it: what that makes of the concern, and the line of its timeline."""

from datetime import date, datetime

from cafepol.concerns.models import LINE
from cafepol.concerns.steps import WORKER, next_state, present_version, write
from cafepol.concerns.transitions import Action, Actor
from cafepol.relays import asking
from cafepol.relays.models import Relay
from cafepol.relays.posting import say_ended
from cafepol.relays.queries import take_relay
from cafepol.zone.queries import closed_days


def take(relay: Relay) -> int:
    """The present version of its concern, both rows being ours until the transaction ends."""
    version = present_version(relay.concern)
    take_relay(relay)
    return version


def end(relay: Relay, state: str, next_step: str, *, version: int, by: Actor, today: date) -> None:
    """The concern is worked on again; its next step is for the first working day from `today` on."""
    concern = relay.concern
    concern.state = next_state(concern, Action.END_RELAY, version=version, by=by)
    concern.next_step, concern.next_on = next_step, asking.working_day_from(today, closed_around(today))
    relay.state = state


def leave_behind(relay: Relay, *, now: datetime) -> None:
    """The concern went on without the answer: the partner need not give it."""
    relay.state = "ended"
    say_ended(relay, now=now)
    told = f"La doléance a avancé sans cette réponse : {whom(relay)} ne doit plus répondre."
    write_line(relay, "relay_ended", told, by=WORKER, now=now)


def write_line(relay: Relay, kind: str, text: str, *, by: Actor, now: datetime, written_by: str = "") -> None:
    """A line that the partner's compartment holds; by nobody signed in, it is the worker's."""
    writer = written_by or ("staff" if by.account_id else "system")
    write(
        relay.concern, kind, text, by=by, now=now,
        compartment="partner", written_by=writer, relay_id=relay.id,
    )  # fmt: skip


def whom(relay: Relay) -> str:
    """Who was asked: « Mme Simon (Logis) »."""
    return f"{relay.contact.name} ({relay.contact.partner.name})"


def step_about(begins: str, relay: Relay) -> str:
    """A next step that ends with the partner’s name."""
    return f"{begins} {relay.contact.partner.name}"[:LINE]


def closed_around(today: date) -> dict[date, str]:
    """The days without work around a question of today."""
    return closed_days(today - asking.LONGEST, today + asking.LONGEST + asking.LONGEST)
