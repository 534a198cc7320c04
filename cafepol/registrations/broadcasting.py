"""A message to all who registered for a meeting: each gets their own, after a quiet time in which it is undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from cafepol.core.config import settings
from cafepol.core.db import db
from cafepol.core.errors import NotFound, Refused
from cafepol.core.text import has_national_number
from cafepol.meetings.models import Meeting
from cafepol.messages.drafts import Draft
from cafepol.messages.operations import post_message, withdraw_all
from cafepol.messages.queries import is_dropped
from cafepol.registrations import mails
from cafepol.registrations.broadcast_models import Broadcast
from cafepol.registrations.models import Registration
from cafepol.registrations.places import take_meeting
from cafepol.registrations.queries import registrations_to_tell
from cafepol.registrations.states import State, check_open
from cafepol.registrations.telling import manage_link, recipient

KIND = "registration_all"
NO_LINK = "lien-personnel"  # in a preview: it opens nothing


@dataclass(frozen=True)
class Reach:
    """Whom a message to all reaches: so many mails, so many calls to make; `unreached` left no contact (rows)."""

    mails: int
    calls: int
    unreached: int


def reach_of(meeting: Meeting) -> Reach:
    """Whom a message to all would reach now: who is confirmed or waits, going or interested."""
    told = registrations_to_tell(meeting.id)
    by_mail = sum(1 for each in told if each.mail)
    standing = select(func.count()).where(
        Registration.meeting_id == meeting.id,
        Registration.state.in_((State.CONFIRMED, State.WAITING)),
        Registration.confirmed_at.is_not(None),
    )
    return Reach(by_mail, len(told) - by_mail, (db.session.scalar(standing) or 0) - len(told))


def preview_of(meeting: Meeting, *, subject: str, text: str) -> Draft | None:
    """What the first of them would get, word for word but for the link; None when nobody can be reached."""
    told = registrations_to_tell(meeting.id)
    return mails.to_all(told[0], meeting, NO_LINK, subject=subject, said=text) if told else None


def tell_all(meeting: Meeting, *, subject: str, text: str, by: int | None, now: datetime) -> Broadcast:
    """Write to each of them, once: a mail that leaves after the quiet time, or a call to make.

    Raises Refused when there is nobody to reach, when the meeting is over, and for a national number in the text.
    """
    take_meeting(meeting)
    check_open(meeting_state=meeting.state, ends_at=meeting.ends_at, now=now)
    if has_national_number(f"{subject} {text}"):
        raise Refused("N’écrivez pas ce numéro dans un message à tous.", field="text")
    reach = reach_of(meeting)
    if not reach.mails + reach.calls:
        raise Refused("Personne n’a laissé d’adresse ni de numéro : le message n’atteindrait personne.")
    broadcast = Broadcast(
        meeting_id=meeting.id,
        subject=subject,
        text=text,
        mails=reach.mails,
        calls=reach.calls,
        by_id=by,
        created_at=now,
        leaves_at=now + timedelta(seconds=settings().quiet_seconds),
    )
    db.session.add(broadcast)
    db.session.flush()
    for registration in registrations_to_tell(meeting.id):
        _write(broadcast, registration, meeting, now=now)
    db.session.flush()
    return broadcast


def _write(broadcast: Broadcast, registration: Registration, meeting: Meeting, *, now: datetime) -> None:
    link = manage_link(registration, meeting)
    post_message(
        mails.to_all(registration, meeting, link, subject=broadcast.subject, said=broadcast.text),
        to=recipient(registration),
        kind=KIND,
        unique_key=_key_of(broadcast, registration),
        now=now,
        not_before=broadcast.leaves_at,
        expires_at=meeting.ends_at,
        meeting_id=meeting.id,
        commissariat_id=meeting.commune.commissariat_id,
        officer_id=meeting.host_id,
    )


def tell_again(registration: Registration, meeting: Meeting, *, now: datetime) -> None:
    """Somebody is reached elsewhere: what was written to all and taken back before they heard it is said there."""
    for broadcast in broadcasts_of(meeting.id):
        if broadcast.undone_at is None and is_dropped(_key_of(broadcast, registration)):
            _write(broadcast, registration, meeting, now=now)


def _key_of(broadcast: Broadcast, registration: Registration) -> str:
    return f"{_key(broadcast)}registration:{registration.id}"


def _key(broadcast: Broadcast) -> str:
    return f"broadcast:{broadcast.id}:"


def undo_broadcast(broadcast: Broadcast, *, now: datetime) -> int:
    """Take it back before it leaves; how many messages that was. Undone before: 0. Raises Refused once it left."""
    if broadcast.undone_at is not None:
        return 0
    if not broadcast.may_undo(now):
        raise Refused("Ce message est déjà parti.")
    broadcast.undone_at = now
    return withdraw_all(_key(broadcast))


def silence_broadcasts(meeting: Meeting, *, now: datetime) -> int:
    """A meeting moved or was called off: what was written to all before is not said to whoever has not heard it yet.

    « À demain, 14 h » never follows « annulée ». How many mails and calls that was.
    """
    silenced = 0
    for broadcast in broadcasts_of(meeting.id):
        if broadcast.undone_at is None:
            broadcast.undone_at = now
            silenced += withdraw_all(_key(broadcast))
    return silenced


def keep_silent(meeting: Meeting) -> None:
    """Somebody is to be called again: not with what was silenced meanwhile."""
    for broadcast in broadcasts_of(meeting.id):
        if broadcast.undone_at is not None:
            withdraw_all(_key(broadcast))


def are_silenced(meeting: Meeting, *, at: datetime) -> bool:
    """Whether a message to all was silenced at this very instant before any of it had left."""
    silenced = Broadcast.meeting_id == meeting.id, Broadcast.undone_at == at, Broadcast.leaves_at > at
    return db.session.scalar(select(Broadcast.id).where(*silenced).limit(1)) is not None


def broadcasts_of(meeting_id: int) -> Sequence[Broadcast]:
    """What was written to all, newest first."""
    query = select(Broadcast).where(Broadcast.meeting_id == meeting_id)
    return db.session.scalars(query.order_by(Broadcast.id.desc())).all()


def get_broadcast(meeting_id: int, broadcast_id: int) -> Broadcast:
    """A message to all of this very meeting. Raises NotFound for any other."""
    found = db.session.get(Broadcast, broadcast_id)
    if found is None or found.meeting_id != meeting_id:
        raise NotFound
    return found
