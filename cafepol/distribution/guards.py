"""Which rounds a signed-in person may note as handed out: those of their meetings, and those that they carry."""

from cafepol.core.errors import NotFound
from cafepol.distribution.models import DistributionRound
from cafepol.distribution.queries import get_round
from cafepol.meetings.guards import is_writable, own_officer, readable_meeting, writable_meeting
from cafepol.meetings.models import Meeting


def may_note(found: DistributionRound, meeting: Meeting) -> bool:
    """Whether the signed-in person may say how many flyers of this round went out."""
    officer = own_officer()
    return is_writable(meeting) or (officer is not None and officer.id == found.officer_id)


def noted_round(code: str, round_code: str) -> tuple[Meeting, DistributionRound]:
    """A meeting and one of its rounds, for somebody who may note it as handed out. Raises NotFound."""
    meeting = readable_meeting(code)
    found = get_round(meeting, round_code)
    if not may_note(found, meeting):
        raise NotFound
    return meeting, found


def writable_round(code: str, round_code: str) -> tuple[Meeting, DistributionRound]:
    """A meeting that this person writes and one of its rounds. Raises NotFound."""
    meeting = writable_meeting(code)
    return meeting, get_round(meeting, round_code)
