"""Asking those who have not answered once more: one of them, or all at once."""

from datetime import datetime

from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.invitations.answers import check_inviting, check_reminding
from cafepol.invitations.models import Invitation
from cafepol.invitations.operations import post, take
from cafepol.invitations.waiting import asked, asked_of
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import lock_meeting
from cafepol.staff.models import Officer


def ask_again(invitation: Invitation, meeting: Meeting, *, by: Officer | None, now: datetime) -> None:
    """Remind somebody who has not answered, at most once a day: a mail after the quiet time, or a call to make.

    Raises Refused, also once the meeting has begun and while the invitation itself has not left.
    """
    take(invitation, meeting)
    check_inviting(is_published=meeting.is_upcoming(now), starts_at=meeting.starts_at, now=now)
    check_reminding(invitation.status, reminded_at=invitation.reminded_at, now=now)
    if not invitation.is_in_directory:
        raise Refused("Cette personne n’est plus dans l’annuaire.")
    _check_heard(invitation)
    _remind(invitation, meeting, by=by, now=now)


def remind_all(meeting: Meeting, *, by: Officer | None, now: datetime) -> list[Invitation]:
    """Remind everybody who was told of the invitation and has not answered, nobody twice in a day; who that was.

    The meeting's row is taken first: of two that press the button the second finds nobody left.
    Raises Refused unless the meeting is published and has not begun.
    """
    lock_meeting(meeting)
    check_inviting(is_published=meeting.is_upcoming(now), starts_at=meeting.starts_at, now=now)
    due = [each.invitation for each in asked_of(meeting.id) if each.is_to_remind(now)]
    for invitation in due:
        _remind(invitation, meeting, by=by, now=now)
    return due


def _check_heard(invitation: Invitation) -> None:
    """Nobody is reminded of what they have not heard. Raises Refused."""
    found = asked(invitation)
    if found.lost:
        raise Refused("Le courriel n’est pas arrivé : occupez-vous d’abord de ce message.")
    if found.call:
        raise Refused("L’appel est déjà à faire.")
    if found.unsaid:
        raise Refused("L’invitation n’est pas encore partie : attendez avant de relancer.")


def _remind(invitation: Invitation, meeting: Meeting, *, by: Officer | None, now: datetime) -> None:
    """A change that waits to be told is not told by this: its news takes the place of the reminder, and asks too."""
    invitation.round += 1
    invitation.reminded_at = now
    db.session.flush()
    post(invitation, meeting, "reminder", by=by, now=now)
