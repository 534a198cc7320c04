"""What still has to be told, and what was told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, literal, or_, select

from cafepol.core.db import db
from cafepol.invitations.answers import EXPECTED
from cafepol.invitations.answers import State as Answered
from cafepol.invitations.mails import Occasion, occasion_of
from cafepol.invitations.models import Invitation
from cafepol.invitations.queries import invitations_of
from cafepol.invitations.waiting import UNHEARD, keys
from cafepol.meetings.lifecycle import NAG_DAYS
from cafepol.meetings.models import EarlierStanding, Meeting
from cafepol.meetings.standing import Standing
from cafepol.messages.models import Message
from cafepol.notices.models import EVERYONE, Told
from cafepol.registrations.models import Registration
from cafepol.registrations.queries import is_told_of_changes, registrations_to_tell
from cafepol.staff.models import Officer

ASKED_ANEW: tuple[Occasion, ...] = ("moved", "restored")  # what forgets an earlier answer
HOST = "host"  # in the ledger: the officer who received when a meeting was called off


def _everyone_knows(kind: str, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Told.meeting_id == Meeting.id, Told.kind == kind, Told.subject == EVERYONE, *conditions)


def is_everyone_told(kind: str) -> ColumnElement[bool]:
    """The condition on meetings that everyone was told this of, as it stands."""
    return _everyone_knows(kind, Told.version == Meeting.sequence)


def changed_meetings(now: datetime) -> Sequence[int]:
    """The ids of meetings, not over yet, whose last material change or cancellation was not told to everyone."""
    untold = ~_everyone_knows("change", Told.version == Meeting.sequence)
    return db.session.scalars(
        select(Meeting.id)
        .where(Meeting.sequence > 0, Meeting.state.in_(("published", "cancelled")), Meeting.ends_at > now, untold)
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()


def meetings_to_tell_again(now: datetime) -> Sequence[int]:
    """The ids of meetings, not over yet, of which somebody has not heard what everyone was told.

    A partner to whom it was written, or a resident who was nobody's while it was told: not accepted yet, or set aside.
    """
    partners = _untold_partners().where(Invitation.meeting_id == Meeting.id)
    late = Registration.meeting_id == Meeting.id, Registration.known_sequence < Meeting.sequence, is_told_of_changes()
    residents = and_(Meeting.state == "published", is_everyone_told("change"), exists().where(*late))
    unheard = Meeting.ends_at > now, or_(partners.exists(), residents)
    return db.session.scalars(select(Meeting.id).where(*unheard).order_by(Meeting.starts_at, Meeting.id)).all()


def partners_to_tell_again(meeting: Meeting) -> list[Invitation]:
    """The partners who have not heard what was written to them of how the meeting stands."""
    ids = set(db.session.scalars(_untold_partners().where(Invitation.meeting_id == meeting.id)))
    return [each for each in invitations_of(meeting.id) if each.id in ids]


def _untold_partners() -> Select[int]:
    """The ids of invitations whose news was taken back before it left: the contact is reached elsewhere since.

    Of a row's number that was another invitation's once, what was told to that one does not count.
    """
    same = Told.subject == literal("invitation:") + cast(Invitation.id, String), Told.told_at >= Invitation.created_at
    current = Told.meeting_id == Meeting.id, Told.kind == "change", Told.version == Meeting.sequence
    taken_back = Message.id == Told.message_id, Message.state == "dropped"
    return select(Invitation.id).where(
        Invitation.meeting_id == Meeting.id, Invitation.state != Answered.REVOKED, *same, *current, *taken_back
    )


def is_taken_back(told: Told) -> bool:
    """Whether what was written to somebody was taken back before it left."""
    message = None if told.message_id is None else db.session.get(Message, told.message_id)
    return message is not None and message.state == "dropped"


def meetings_with_new_contact(now: datetime) -> Sequence[int]:
    """The ids of published meetings, not over yet, whose new host or phone was not told to everyone."""
    untold = or_(
        ~_everyone_knows("contact", Told.told_at >= Meeting.contact_changed_at),
        _unheard_contacts().where(Told.told_at >= Meeting.contact_changed_at).exists(),
    )
    return db.session.scalars(
        select(Meeting.id)
        .where(Meeting.state == "published", Meeting.contact_changed_at.is_not(None), Meeting.ends_at > now, untold)
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()


def unheard_contacts(meeting: Meeting, since: datetime) -> Sequence[Told]:
    """The ledger's rows of a new contact, written to somebody since an instant and taken back before it left."""
    rows = select(Told).where(Told.id.in_(_unheard_contacts().where(Meeting.id == meeting.id, Told.told_at >= since)))
    return db.session.scalars(rows).all()


def _unheard_contacts() -> Select[int]:
    taken_back = Message.id == Told.message_id, Message.state == "dropped"
    return select(Told.id).where(Told.meeting_id == Meeting.id, Told.kind == "contact", *taken_back)


def meetings_to_nag(now: datetime) -> Sequence[int]:
    """The ids of meetings that are over, not closed, and whose host was not reminded of that since it was due."""
    bounds = [now - timedelta(days=days) for days in NAG_DAYS]
    due = [
        and_(Meeting.ends_at <= bound, ~_everyone_knows("nag", Told.version >= days))
        for days, bound in zip(NAG_DAYS, bounds, strict=True)
    ]
    return db.session.scalars(
        select(Meeting.id).where(Meeting.state == "published", or_(*due)).order_by(Meeting.starts_at, Meeting.id)
    ).all()


def is_told(meeting: Meeting, *, kind: str, version: int) -> bool:
    """Whether everyone was told this version."""
    row = and_(Told.meeting_id == meeting.id, Told.kind == kind, Told.subject == EVERYONE, Told.version == version)
    return db.session.scalar(select(Told.id).where(row)) is not None


def told_since(meeting: Meeting, instant: datetime) -> frozenset[str]:
    """The subjects that were told anything of a meeting since an instant."""
    rows = select(Told.subject).where(Told.meeting_id == meeting.id, Told.told_at >= instant)
    return frozenset(db.session.scalars(rows))


def unsaid_changes(meeting: Meeting) -> frozenset[str]:
    """The subjects for whom news of how a meeting stands now was written that they have not heard."""
    current = Told.meeting_id == meeting.id, Told.kind == "change", Told.version == meeting.sequence
    waiting = select(Told.subject).join(Message, Message.id == Told.message_id).where(*current, UNHEARD)
    return frozenset(db.session.scalars(waiting))


def registrations_behind(meeting: Meeting) -> list[Registration]:
    """Who among the registered does not know how the meeting stands now."""
    return [each for each in registrations_to_tell(meeting.id) if each.known_sequence < meeting.sequence]


def invitations_behind(meeting: Meeting) -> list[Invitation]:
    """Who among the partners does not know how the meeting stands now; who declined, only while it takes place."""
    concerned = EXPECTED if meeting.is_cancelled else (*EXPECTED, Answered.DECLINED)
    return [
        each
        for each in invitations_of(meeting.id)
        if each.known_sequence < meeting.sequence and each.status in concerned
    ]


def unsaid_occasion(invitation: Invitation) -> Occasion | None:
    """With which words an invitation was written that was not heard; None when it was, or when they answered anyway."""
    if invitation.answered_at is not None:
        return None
    kind = db.session.scalar(select(Message.kind).where(Message.unique_key.in_(keys(invitation)), UNHEARD).limit(1))
    return None if kind is None else occasion_of(kind)


def was_asked_in_vain(invitation: Invitation) -> bool:
    """Whether their answer was forgotten for a question that was taken back before they could read it."""
    dropped = (
        Message.unique_key.in_(keys(invitation)),
        Message.state == "dropped",
        Message.kind.in_([f"invitation_{each}" for each in ASKED_ANEW]),
    )
    return invitation.answered_at is None and db.session.scalar(select(Message.id).where(*dropped)) is not None


def find_told(meeting: Meeting, *, kind: str, subject: str, version: int) -> Told | None:
    """The ledger's row of one person and one version, or None."""
    row = and_(Told.meeting_id == meeting.id, Told.kind == kind, Told.subject == subject, Told.version == version)
    return db.session.scalar(select(Told).where(row))


def standing_at(meeting: Meeting, sequence: int) -> Standing:
    """How a meeting stood under one of its sequences; where that is not known, at a place that nobody knows."""
    if sequence == meeting.sequence:
        return meeting.standing
    row = db.session.get(EarlierStanding, (meeting.id, sequence), populate_existing=True)
    return row.standing if row else replace(meeting.standing, is_cancelled=False, venue_id=None)


def host_when_cancelled(meeting: Meeting) -> Officer | None:
    """Who received when a meeting was last called off; None when that was not kept, or they are not there any more."""
    kept = select(Told.subject).where(Told.meeting_id == meeting.id, Told.kind == HOST).order_by(Told.version.desc())
    subject = db.session.scalar(kept.limit(1))
    return None if subject is None else db.session.get(Officer, int(subject.partition(":")[2]))
