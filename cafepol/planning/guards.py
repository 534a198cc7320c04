"""What the signed-in person may plan: another like it, and what is the chief's alone."""

from cafepol.accounts.guards import current_viewer
from cafepol.accounts.roles import Role
from cafepol.core.errors import NotFound
from cafepol.meetings.guards import readable_meeting, writable_places
from cafepol.meetings.models import Meeting


def may_copy(meeting: Meeting) -> bool:
    """Whether the signed-in person plans meetings where this one is."""
    return meeting.commune.commissariat_id in writable_places()


def copyable_meeting(code: str) -> Meeting:
    """The meeting, for somebody who may plan another one like it. Raises NotFound."""
    meeting = readable_meeting(code)
    if not may_copy(meeting):
        raise NotFound
    return meeting


def leads(meeting: Meeting) -> bool:
    """Whether the signed-in person is the chief of the meeting's commissariat."""
    return meeting.commune.commissariat_id in current_viewer().places(Role.CHIEF)


def chief_meeting(code: str) -> Meeting:
    """The meeting, for the chief of its commissariat. Raises NotFound."""
    meeting = readable_meeting(code)
    if not leads(meeting):
        raise NotFound
    return meeting
