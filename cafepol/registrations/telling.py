"""The messages that belong to a change of a registration, and the links they carry."""

import re
from collections.abc import Collection, Iterable
from datetime import datetime

from cafepol.core.links import Purpose, issue_link
from cafepol.meetings.models import Meeting
from cafepol.messages.asides import bring_back, set_aside, set_aside_with
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.models import Message
from cafepol.messages.numbers import call_at
from cafepol.messages.operations import post_message, withdraw, withdraw_about, withdraw_all
from cafepol.messages.queries import calls_about, is_said, unsaid_about
from cafepol.registrations import mails
from cafepol.registrations.models import Registration
from cafepol.registrations.states import CONFIRM_WITHIN, MANAGE_AFTER

# one mail of a kind about one registration in this time, whatever is posted: the form is no cannon
MAIL_EVERY_SECONDS = 8 * 3600
# how the key of a message names the registration that it is about: its own news, or the meeting's
_ABOUT = re.compile(r"^registration_[a-z]+:(\d+):|:registration:(\d+)(?::|$)")


def manage_link(registration: Registration, meeting: Meeting) -> str:
    """A new token to see, change or cancel a registration, good until the day after the meeting."""
    return issue_link(Purpose.REGISTRATION, registration.id, expires_at=meeting.ends_at + MANAGE_AFTER)


def recipient(registration: Registration) -> Recipient:
    """How a registered person is reached: by mail, else by phone."""
    return Recipient(name=registration.name or "", mail=registration.mail, phone=registration.phone)


def tell_answer(registration: Registration, meeting: Meeting, *, known: bool, now: datetime) -> None:
    """Write the mail that an answer leads to; an answer without an address leads to none.

    `known`: the address was registered before.
    """
    if registration.mail is None:
        return
    nobody = Recipient(mail=registration.mail)
    if registration.is_pending:
        _ask(registration, meeting, now=now)
    elif known:
        token = manage_link(registration, meeting)
        _post(mails.already(registration, meeting, token), "already", registration, meeting, to=nobody, now=now)
    else:
        tell_confirmed(registration, meeting, now=now)


def _ask(registration: Registration, meeting: Meeting, *, now: datetime) -> None:
    """Write the mail that asks whether it was really them; it leaves while its link opens, or never."""
    until = registration.asked_at + CONFIRM_WITHIN
    token = issue_link(Purpose.CONFIRMATION, registration.id, expires_at=until)
    draft, nobody = mails.confirm(registration, meeting, token), Recipient(mail=registration.mail)
    _post(draft, "confirm", registration, meeting, to=nobody, until=until, now=now)


def ask_anew(registration: Registration, meeting: Meeting, *, now: datetime) -> bool:
    """A meeting changed before somebody could be asked to confirm: they are asked as it stands, or not at all.

    Whether they are. Who was asked already sees on the page how it stands; whose mail is still to be written will be
    asked of the meeting as it is then.
    """
    asked = f"registration_confirm:{registration.id}:"
    if (registration.tell_at is not None and not registration.awaits_call) or is_said(asked):
        return False
    withdraw_all(asked)
    if not meeting.is_upcoming(now):
        return False
    _ask(registration, meeting, now=now)
    return True


def call_unconfirmed(registration: Registration, meeting: Meeting, *, now: datetime) -> None:
    """Write the call to somebody who left a number and did not confirm their address within a day."""
    who = Recipient(name=registration.name or "", phone=registration.phone)
    take_back_call(registration)
    key = f"{_call_key(registration)}{int(registration.asked_at.timestamp())}"
    _post(
        mails.unconfirmed(registration, meeting), "unconfirmed", registration, meeting, to=who, unique_key=key, now=now
    )


def take_back_call(registration: Registration) -> None:
    """Whoever confirmed or cancelled is not called for that any more."""
    withdraw_all(_call_key(registration))


def _call_key(registration: Registration) -> str:
    return f"registration_unconfirmed:{registration.id}:"


def tell_confirmed(registration: Registration, meeting: Meeting, *, now: datetime, anew: bool = False) -> None:
    """Write the mail with place, time, calendar and link to a person whose answer stands (they gave an address).

    `anew`: an officer wrote down another address, or what its holder said; it is said again.
    """
    draft = mails.confirmed(registration, meeting, manage_link(registration, meeting), now=now)
    registration.known_sequence = meeting.sequence
    key = f"registration_confirmed:{registration.id}:v{registration.version}" if anew else ""
    _post(draft, "confirmed", registration, meeting, to=recipient(registration), unique_key=key, now=now)


def tell_promoted(registration: Registration, meeting: Meeting, *, now: datetime) -> None:
    """Write the mail, or the call to make, to a person who waited and has a place now.

    While a change of the meeting waits to be told to them, the place is left to that message: they hear of both at
    once, in words that fit what they heard before.
    """
    if registration.known_sequence < meeting.sequence:
        registration.place_untold = True
        return
    registration.place_untold = False
    draft = mails.promoted(registration, meeting, manage_link(registration, meeting), now=now)
    key = f"{_promoted_key(registration)}{registration.version}:{meeting.sequence}"
    _post(draft, "promoted", registration, meeting, to=recipient(registration), unique_key=key, now=now)


def tell_reminder(registration: Registration, meeting: Meeting, *, now: datetime) -> bool:
    """Write the mail that reminds somebody of a meeting, or the call they asked for; whether there was a way.

    Nobody is reminded once it has begun.
    """
    to = reminded_at(registration)
    if to is None:
        return False
    draft = mails.reminder(registration, meeting, manage_link(registration, meeting))
    key = f"{_reminder_key(registration)}{meeting.sequence}"
    _post(draft, "reminder", registration, meeting, to=to, unique_key=key, until=meeting.starts_at, now=now)
    return True


def remind_elsewhere(registration: Registration, meeting: Meeting, *, now: datetime) -> None:
    """Somebody is reached otherwise since: a reminder that has not left goes there, or to nobody."""
    if withdraw_all(_reminder_key(registration)):
        tell_reminder(registration, meeting, now=now)


def call_elsewhere(registration: Registration, meeting: Meeting) -> None:
    """Somebody's number is another since: what was not said yet is said there; without one they are not called."""
    call_at(_about(unsaid_about(meeting.id), {registration.id}), registration.phone)


def take_back_calls(meeting: Meeting, ids: Collection[int], *, batch: str) -> None:
    """Nobody is called about these registrations any more, unless what was set aside with them comes back."""
    set_aside(_about(calls_about(meeting.id), ids), batch)


def give_back_calls(meeting: Meeting, registrations: Collection[Registration], *, batch: str, now: datetime) -> None:
    """These are called again as they were to be; of a place only who has one still."""
    ids = {registration.id for registration in registrations}
    bring_back(_about(set_aside_with(meeting.id, batch), ids), batch, now=now)
    for registration in registrations:
        if registration.is_waiting:
            withdraw_all(_promoted_key(registration))


def take_back_news(registration: Registration, meeting: Meeting) -> None:
    """Whoever cancelled hears no more of the meeting, and is not called."""
    withdraw_about(meeting.id, f"registration:{registration.id}")
    for call in _about(calls_about(meeting.id), {registration.id}):
        withdraw(call.unique_key)


def _about(messages: Iterable[Message], ids: Collection[int]) -> list[Message]:
    found = ((message, _ABOUT.search(message.unique_key)) for message in messages)
    return [message for message, about in found if about and int(about[1] or about[2]) in ids]


def reminded_at(registration: Registration) -> Recipient | None:
    """How somebody is reminded: by a call if they asked for it, else by mail; nobody else is called for that."""
    name = registration.name or ""
    if registration.call_back and registration.phone:
        return Recipient(name=name, phone=registration.phone)
    return Recipient(name=name, mail=registration.mail) if registration.mail else None


def _reminder_key(registration: Registration) -> str:
    return f"registration_reminder:{registration.id}:"


def take_back_promotion(registration: Registration, *, now: datetime) -> None:
    """What was to be said of a place and has not left waits for the change that is about to be told.

    Whoever gave the place up meanwhile hears no more of it. A reminder that has not left gives way to it, too.
    """
    withdraw_all(_reminder_key(registration))
    if withdraw_all(_promoted_key(registration)):
        registration.place_untold = registration.holds_place(now)


def _promoted_key(registration: Registration) -> str:
    """How the key of each message of a place begins; version and sequence follow: what was dropped is said anew."""
    return f"registration_promoted:{registration.id}:"


def _post(
    draft: Draft,
    event: str,
    registration: Registration,
    meeting: Meeting,
    *,
    to: Recipient,
    unique_key: str = "",
    until: datetime | None = None,
    now: datetime,
) -> None:
    """Write it; it leaves before the meeting ends, and before its link does (`until`)."""
    window = int(now.timestamp()) // MAIL_EVERY_SECONDS
    post_message(
        draft,
        to=to,
        kind=f"registration_{event}",
        unique_key=unique_key or f"registration_{event}:{registration.id}:{window}",
        now=now,
        meeting_id=meeting.id,
        commissariat_id=meeting.commune.commissariat_id,
        officer_id=meeting.host_id,
        expires_at=min(until or meeting.ends_at, meeting.ends_at),
    )
