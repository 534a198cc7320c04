"""What is done about a mail that did not arrive: try again, call instead, or say that it is settled."""

from datetime import datetime

from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.messages.links import without_link_lines, without_tokens
from cafepol.messages.models import Message
from cafepol.messages.operations import call_key, forget_links, post_spoken
from cafepol.messages.queries import is_outdated


def retry_mail(message: Message, *, now: datetime) -> None:
    """Queue it once more, with its Message-ID and its links: no server has taken it, so it is no second mail.

    Raises Refused when there is nothing to retry, when it left and came back (its links are gone), when it is too late
    to say it, or when its calendar is outdated.
    """
    _take(message, now=now)
    if message.came_back:
        raise Refused("Ce courriel est parti, puis revenu. Corrigez l’adresse et écrivez de nouveau, ou appelez.")
    if is_outdated(message):
        raise Refused("Un message plus récent sur cette rencontre est déjà parti vers cette personne. Appelez-la.")
    message.state = "queued"
    message.attempts = 0
    message.next_try_at = now
    db.session.flush()


def call_instead(message: Message, *, by_account_id: int | None, now: datetime) -> Message:
    """Leave the words to an officer who calls; the mail is dealt with. Raises Refused, also without a number."""
    _take(message, now=now)
    if message.recipient_phone is None:
        raise Refused("Aucun numéro n’est connu pour cette personne.")
    said = message.spoken or without_tokens(without_link_lines(message.text))
    call = post_spoken(message, said, unique_key=call_key(message.unique_key), now=now)
    _deal_with(message, by_account_id=by_account_id, now=now)
    return call


def settle_mail(message: Message, *, by_account_id: int | None, now: datetime) -> None:
    """Say that nothing more is to be done about it; once. Raises Refused for a mail that waits for nobody."""
    db.session.refresh(message, with_for_update=True)
    if not message.is_unarrived:
        raise Refused("Ce message n’attend rien de vous.")
    if message.done_at is None:
        _deal_with(message, by_account_id=by_account_id, now=now)


def _take(message: Message, *, now: datetime) -> None:
    """Take its row until the transaction ends. Raises Refused when nothing may be said any more, or need not."""
    db.session.refresh(message, with_for_update=True)
    if not message.is_unarrived:
        raise Refused("Ce message n’attend rien de vous : il est parti, ou va partir.")
    if message.is_over(now):
        raise Refused("C’est trop tard : ce que ce message annonce est passé.")
    if message.done_at is not None:
        raise Refused("Quelqu’un s’en est déjà occupé.")


def _deal_with(message: Message, *, by_account_id: int | None, now: datetime) -> None:
    message.done_at = now
    message.done_by_id = by_account_id
    forget_links(message)
    db.session.flush()
