"""Who notes that a text was published, and who keeps the deadlines of the communal papers."""

from datetime import date, datetime

from cafepol.accounts.guards import current_viewer
from cafepol.accounts.roles import Role
from cafepol.core.errors import NotFound
from cafepol.meetings.guards import is_writable, own_officer, readable_meeting
from cafepol.meetings.models import Meeting
from cafepol.publications.models import NewspaperIssue
from cafepol.publications.queries import Published, due_texts, get_issue
from cafepol.zone.models import Commune
from cafepol.zone.queries import communes

STAMPERS = (Role.OFFICER, Role.CHIEF, Role.COMMUNICATION)
KEEPERS = (Role.CHIEF, Role.COMMUNICATION)


def may_stamp(meeting: Meeting) -> bool:
    """Whether the signed-in person publishes this meeting: whoever writes it, and who communicates for the zone."""
    return current_viewer().has(Role.COMMUNICATION) or is_writable(meeting)


def stampable_meeting(code: str) -> Meeting:
    """The meeting, for somebody who publishes it. Raises NotFound."""
    meeting = readable_meeting(code)
    if not may_stamp(meeting):
        raise NotFound
    return meeting


def may_keep(commune: Commune) -> bool:
    """Whether the signed-in person keeps the deadlines of this commune's paper."""
    viewer = current_viewer()
    return viewer.has(Role.COMMUNICATION) or commune.commissariat_id in viewer.places(Role.CHIEF)


def kept_communes() -> list[Commune]:
    """The communes of whose papers this person keeps the deadlines."""
    viewer = current_viewer()
    return communes(None if viewer.has(Role.COMMUNICATION) else viewer.places(Role.CHIEF))


def kept_issue(issue_id: int) -> NewspaperIssue:
    """An issue, for somebody who keeps the deadlines of its paper. Raises NotFound."""
    issue = get_issue(issue_id)
    if not may_keep(issue.commune):
        raise NotFound
    return issue


def texts_to_do(*, now: datetime, today: date) -> list[Published]:
    """The meetings to come of whose texts the signed-in person has something to do soon."""
    viewer = current_viewer()
    if not viewer.has(*STAMPERS):
        return []
    officer = own_officer()
    places = None if viewer.has(Role.COMMUNICATION) else viewer.places(Role.CHIEF)
    return due_texts(officer_id=officer.id if officer else None, commissariat_ids=places, now=now, today=today)
