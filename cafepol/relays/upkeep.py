"""What becomes of a question that nobody answers: recalled, run out, sent elsewhere, or not needed any more."""

from datetime import date, datetime

from cafepol.concerns.steps import WORKER
from cafepol.core.clock import local
from cafepol.core.db import db
from cafepol.core.filters import day_long
from cafepol.core.links import Purpose, drop_links
from cafepol.messages.operations import hand_over_messages, withdraw_all
from cafepol.relays import asking
from cafepol.relays.asking import Care
from cafepol.relays.ending import closed_around, end, leave_behind, step_about, take, whom, write_line
from cafepol.relays.models import Relay
from cafepol.relays.posting import post
from cafepol.relays.queries import message_ids


def care(relay: Relay, *, now: datetime) -> Care | None:
    """Do the one thing that is to be done about an open question now, if any; what it was. By the worker."""
    version, instant = take(relay), local(now)
    if not relay.is_open:
        return None
    today = instant.date()
    needed = asking.care_for(relay.standing(), today=today, hour=instant.hour, closed=closed_around(today))
    if needed is Care.LEFT_BEHIND:
        leave_behind(relay, now=now)
    elif needed is Care.UNREACHABLE or needed is Care.EXPIRED:
        _run_out(relay, needed, version=version, now=now, today=today)
    elif needed is Care.ASTRAY:
        _say_elsewhere(relay, now=now)
    elif needed is Care.INHERITED:
        hand_over_messages(message_ids(relay), successor_id=relay.concern.owner_id)
    elif needed is Care.REMIND:
        _remind(relay, now=now)
    return needed


def _run_out(relay: Relay, why: Care, *, version: int, now: datetime, today: date) -> None:
    """Nobody answered, or nobody can any more: that is written down, and nothing else happens."""
    is_late = why is Care.EXPIRED
    step = step_about("Décider de la suite, sans réponse de", relay)
    end(relay, "expired" if is_late else "ended", step, version=version, by=WORKER, today=today)
    withdraw_all(relay.keys)
    told = (
        f"{whom(relay)} n’a pas répondu pour le {day_long(relay.answer_by)}."
        if is_late
        else f"{whom(relay)} n’est plus dans l’annuaire."
    )
    write_line(relay, "relay_expired" if is_late else "relay_ended", told, by=WORKER, now=now)


def _remind(relay: Relay, *, now: datetime) -> None:
    """Once; a call that nobody has made yet is not doubled."""
    relay.reminded_at = now
    if relay.message is None or relay.message.state != "to_do":
        post(relay, "reminder", now=now)
    db.session.flush()


def _say_elsewhere(relay: Relay, *, now: datetime) -> None:
    """Ask anew where somebody is reached now; links that went to the address given up open nothing."""
    drop_links(Purpose.RELAY, relay.id)
    withdraw_all(relay.keys)
    relay.message = post(relay, "asked", now=now, again=True)
    db.session.flush()
