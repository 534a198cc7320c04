"""Which meetings a signed-in person reads, and which they write."""

from flask import g

from cafepol.accounts.guards import current_viewer
from cafepol.accounts.roles import Role
from cafepol.core.errors import NotFound
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting
from cafepol.staff.models import Officer
from cafepol.staff.queries import find_officer

READERS = (Role.OFFICER, Role.CHIEF, Role.RECEPTION, Role.DIRECTORATE, Role.COMMUNICATION)
WRITERS = (Role.OFFICER, Role.CHIEF)

_CACHED = "cafepol_own_officer"


def own_officer() -> Officer | None:
    """The officer who is signed in, or None for people of the zone who are not one. Read once per request."""
    if _CACHED not in g:
        setattr(g, _CACHED, find_officer(current_viewer().account_id))
    found: Officer | None = g.get(_CACHED)
    return found


def writable_places() -> frozenset[int]:
    """The commissariats for which this person may plan a meeting."""
    return current_viewer().places(*WRITERS)


def is_writable(meeting: Meeting) -> bool:
    """Whether the signed-in person may change this meeting: its commissariat's chief, or its host or a co-host."""
    viewer, place = current_viewer(), meeting.commune.commissariat_id
    if place in viewer.places(Role.CHIEF):
        return True
    if place not in viewer.places(Role.OFFICER):
        return False
    officer = own_officer()
    return officer is not None and officer.id in {each.id for each in meeting.hosts}


def readable_meeting(code: str) -> Meeting:
    """The meeting, for somebody who reads it. Raises NotFound."""
    return get_meeting(code, current_viewer())


def writable_meeting(code: str) -> Meeting:
    """The meeting, for somebody who writes it. Raises NotFound."""
    meeting = readable_meeting(code)
    if not is_writable(meeting):
        raise NotFound
    return meeting
