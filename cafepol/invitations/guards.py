"""Who may see and change an invitation: whoever holds its link, and who writes its meeting."""

from datetime import datetime

from cafepol.core.errors import Gone, NotFound
from cafepol.core.links import Purpose, find_subject, subject_of
from cafepol.invitations.answers import State, why_too_late
from cafepol.invitations.models import Invitation
from cafepol.invitations.queries import find_language, get_invitation
from cafepol.meetings.guards import writable_meeting
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting_by_id


def invited(token: str, *, now: datetime) -> tuple[Invitation, Meeting]:
    """The invitation of a link and its meeting. Raises NotFound (wrong, revoked) and Gone (its start is past)."""
    invitation = get_invitation(subject_of(token, Purpose.INVITATION, now=now))
    if invitation.status is State.REVOKED:
        raise NotFound
    meeting = get_meeting_by_id(invitation.meeting_id)
    if meeting.starts_at <= now:
        raise Gone(why_too_late(is_cancelled=meeting.is_cancelled))
    return invitation, meeting


def language_of(token: str) -> str | None:
    """The language of whom a link to answer was given to, also once it opens nothing; None when it is none of ours."""
    invitation_id = find_subject(token, Purpose.INVITATION)
    return None if invitation_id is None else find_language(invitation_id)


def writable_invitation(code: str, invitation_id: int) -> tuple[Invitation, Meeting]:
    """An invitation to a meeting that the signed-in person writes. Raises NotFound."""
    meeting = writable_meeting(code)
    return get_invitation(invitation_id, meeting_id=meeting.id), meeting
