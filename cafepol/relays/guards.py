"""Whoever holds the link of a question may answer it, as long as it is asked."""

from datetime import datetime

from cafepol.core.errors import Gone, NotFound
from cafepol.core.links import Purpose, find_subject, subject_of
from cafepol.relays.models import Relay
from cafepol.relays.operations import OVER
from cafepol.relays.queries import find_language, get_relay


def asked_of(token: str, *, now: datetime, answering: bool) -> Relay:
    """The question of a link, open or answered.

    Raises NotFound (wrong, or given to somebody who is not reached there any more) and Gone (out of time, taken back,
    not needed any more). Who answers is told on their page, with what they wrote: the operation judges.
    """
    relay = get_relay(subject_of(token, Purpose.RELAY, now=now))
    if not relay.contact.is_active or relay.is_astray:
        raise NotFound
    if not (relay.is_awaited or relay.is_answered or answering):
        raise Gone(OVER)
    return relay


def language_of(token: str) -> str | None:
    """The language of whom a question was asked, also once its link opens nothing; None when it is none of ours."""
    relay_id = find_subject(token, Purpose.RELAY)
    return None if relay_id is None else find_language(relay_id)
