"""When strangers crowd a meeting: its host lets their answers wait, accepts them, sets them aside together, with undo.

A stranger is who answered on the web without an address that is confirmed. Nobody is told that an answer was set aside:
what is known of its sender is what a stranger typed. The mails that would have asked them do not leave, nobody calls.
"""

import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, insert, literal, select, update

from cafepol.core.db import db
from cafepol.meetings.models import Meeting
from cafepol.messages.operations import withdraw_of_kind
from cafepol.registrations.broadcasting import keep_silent
from cafepol.registrations.capacity import fits
from cafepol.registrations.events import record
from cafepol.registrations.models import Approval, AskedAgain, Registration, RegistrationEvent
from cafepol.registrations.operations import confirm_registration
from cafepol.registrations.places import give_place, join_line, promote_waiting, take_meeting
from cafepol.registrations.queries import find_by_mail, occupancy
from cafepol.registrations.states import Event, Kind, State, check_open
from cafepol.registrations.strangers import set_aside_together, unproven
from cafepol.registrations.telling import give_back_calls, take_back_calls


def require_approval(meeting: Meeting, *, wanted: bool, by: int | None, now: datetime) -> None:
    """From now on the answers of strangers wait for « accepter », or no longer; those that came stay as they are."""
    take_meeting(meeting)
    standing = db.session.get(Approval, meeting.id)
    if wanted and standing is None:
        db.session.add(Approval(meeting_id=meeting.id, since=now, by_id=by))
    if not wanted and standing is not None:
        db.session.delete(standing)
    db.session.flush()


def accept_answers(meeting: Meeting, ids: Collection[int], *, by: int | None, now: datetime) -> int:
    """The host takes these strangers' word: they have their places, or stand in line; how many were accepted.

    Raises Refused when the meeting is over or cancelled.
    """
    take_meeting(meeting)
    check_open(meeting_state=meeting.state, ends_at=meeting.ends_at, now=now)
    found = db.session.scalars(_strangers(meeting, Registration.id.in_(ids)).order_by(Registration.id)).all()
    for registration in found:
        registration.meeting = meeting
        registration.accepted_at = now
        record(registration.id, Event.ACCEPTED, now=now, by=by)
        if registration.is_pending:
            confirm_registration(registration, now=now)
    db.session.flush()
    return len(found)


def set_aside(
    meeting: Meeting,
    *,
    ids: Collection[int] = (),
    since: datetime | None = None,
    by: int | None,
    now: datetime,
) -> int:
    """Cancel the chosen answers of strangers, or all that came since an instant; how many.

    Their places go to those who wait. Who confirmed an address, or was accepted or noted by staff, is never among them.
    """
    take_meeting(meeting)
    chosen = Registration.created_at >= since if since is not None else Registration.id.in_(ids)
    batch = secrets.token_hex(8)
    facts = literal(Event.VOIDED.value), literal(now, RegistrationEvent.at.type), literal(by), literal(batch)
    noted = _strangers(meeting, chosen).with_only_columns(Registration.id, Registration.state, *facts)
    columns = ["registration_id", "was", "kind", "at", "by_id", "batch"]
    db.session.execute(insert(RegistrationEvent).from_select(columns, noted))
    members = select(RegistrationEvent.registration_id).where(RegistrationEvent.batch == batch)
    withdraw_of_kind(meeting.id, "registration_confirm", select(Registration.mail).where(Registration.id.in_(members)))
    gone = {"state": State.CANCELLED, "cancelled_at": now, "tell_at": None, "version": Registration.version + 1}
    cancelled = update(Registration).where(Registration.id.in_(members)).values(gone).returning(Registration.id)
    gone_ids = set(db.session.scalars(cancelled.execution_options(synchronize_session="fetch")))
    take_back_calls(meeting, gone_ids, batch=batch)
    again = AskedAgain.asked_at >= since if since is not None else AskedAgain.registration_id.in_(members)
    db.session.execute(delete(AskedAgain).where(AskedAgain.meeting_id == meeting.id, again))
    promote_waiting(meeting, now=now)
    return len(gone_ids)


def bring_back(meeting: Meeting, batch: str, *, by: int | None, now: datetime) -> int:
    """Undo a setting aside: each answer stands again as it did, while there is room, else in line; how many.

    Whoever answered anew meanwhile keeps the newer answer. Those who are to confirm an address are asked again, and
    the calls that were owed are owed again.
    """
    take_meeting(meeting)
    check_open(meeting_state=meeting.state, ends_at=meeting.ends_at, now=now)
    taken, line = occupancy(meeting.id, now=now)
    back: list[Registration] = []
    for registration, was in set_aside_together(meeting.id, batch):
        if find_by_mail(meeting.id, registration.mail_key) is not None:
            continue
        size = registration.party_size if registration.kind == Kind.GOING else 0
        has_room = not size or fits(size, capacity=meeting.capacity, taken=taken, others_wait=line)
        stands = was != State.WAITING and has_room
        _stand_again(registration, was if stands else State.WAITING, now=now)
        taken += size if stands else 0
        record(registration.id, Event.RESTORED, now=now, by=by)
        back.append(registration)
    db.session.flush()
    give_back_calls(meeting, back, batch=batch, now=now)
    keep_silent(meeting)
    promote_waiting(meeting, now=now)
    return len(back)


def _stand_again(registration: Registration, state: str, *, now: datetime) -> None:
    registration.cancelled_at = None
    registration.version += 1
    if state == State.WAITING:
        join_line(registration, now=registration.waiting_since or now)
    else:
        give_place(registration)
        registration.state = state
    if registration.is_pending and registration.mail:
        registration.asked_at = registration.tell_at = now


def _strangers(meeting: Meeting, chosen: ColumnElement[bool]) -> Select[Registration]:
    free = Registration.present.is_(None)
    return select(Registration).where(Registration.meeting_id == meeting.id, unproven(), free, chosen)
