"""What still has to be told, and what was told."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select

from cafepol.core.db import db
from cafepol.invitations.answers import EXPECTED, is_asked_again
from cafepol.invitations.models import Invitation
from cafepol.invitations.queries import invitations_of
from cafepol.meetings.lifecycle import NAG_DAYS
from cafepol.meetings.models import Meeting
from cafepol.notices.models import EVERYONE, Told
from cafepol.registrations.models import Registration
from cafepol.registrations.queries import registrations_to_tell


def _everyone_knows(kind: str, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Told.meeting_id == Meeting.id, Told.kind == kind, Told.subject == EVERYONE, *conditions)


def changed_meetings(now: datetime) -> Sequence[int]:
    """The ids of meetings, not over yet, whose last material change or cancellation was not told to everyone."""
    untold = ~_everyone_knows("change", Told.version == Meeting.sequence)
    return db.session.scalars(
        select(Meeting.id)
        .where(Meeting.sequence > 0, Meeting.state.in_(("published", "cancelled")), Meeting.ends_at > now, untold)
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()


def meetings_with_new_contact(now: datetime) -> Sequence[int]:
    """The ids of published meetings, not over yet, whose new host or phone was not told to everyone."""
    untold = ~_everyone_knows("contact", Told.told_at >= Meeting.contact_changed_at)
    return db.session.scalars(
        select(Meeting.id)
        .where(Meeting.state == "published", Meeting.contact_changed_at.is_not(None), Meeting.ends_at > now, untold)
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()


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


def registrations_behind(meeting: Meeting) -> list[Registration]:
    """Who among the registered does not know how the meeting stands now."""
    return [each for each in registrations_to_tell(meeting.id) if each.known_sequence < meeting.sequence]


def invitations_behind(meeting: Meeting) -> list[Invitation]:
    """Who among the partners does not know how the meeting stands now; who declined, only if the day is another."""
    behind = [each for each in invitations_of(meeting.id) if each.known_sequence < meeting.sequence]
    return [each for each in behind if each.status in EXPECTED or _is_asked_again(each, meeting)]


def _is_asked_again(invitation: Invitation, meeting: Meeting) -> bool:
    return not meeting.is_cancelled and is_asked_again(
        invitation.status, known_sequence=invitation.known_sequence, day_moved_sequence=meeting.day_moved_sequence
    )
