"""Which concerns a signed-in person sees, as whom they act on them, and the trail of what they looked at.

An officer: the concerns they own, of their quarters, of their meetings. A chief: those of the commissariat.
For everybody else a concern does not exist.
"""

from typing import Any

from flask import g

from cafepol.accounts.guards import current_viewer, note_view
from cafepol.accounts.roles import Role
from cafepol.concerns.accessing import find_access
from cafepol.concerns.models import Concern
from cafepol.concerns.queries import Scope, find_concern_id, get_concern
from cafepol.concerns.transitions import CHIEF, OFFICER, Actor
from cafepol.core.clock import now
from cafepol.core.errors import NotFound
from cafepol.core.web import undo_changes
from cafepol.meetings.guards import own_officer
from cafepol.meetings.models import Meeting

NUMBER_TYPED = 20  # characters of a number that is asked for in vain
STAFF = (Role.OFFICER, Role.CHIEF)

_CACHED = "cafepol_concern_scope"


def current_scope() -> Scope:
    """What the signed-in person sees of the concerns. Read once per request."""
    if _CACHED not in g:
        viewer, officer = current_viewer(), own_officer()
        active = officer is not None and officer.is_active and viewer.has(*STAFF)
        scope = Scope(
            officer_id=officer.id if officer and active else None,
            quarter_ids=frozenset(quarter.id for quarter in officer.quarters) if officer and active else frozenset(),
            chief_of=viewer.places(Role.CHIEF),
        )
        setattr(g, _CACHED, scope)
    found: Scope = g.get(_CACHED)
    return found


def current_actor(commissariat_id: int, *, meeting: Meeting | None = None) -> Actor:
    """As whom the signed-in person notes a concern there: an officer of the commissariat, or a host of the meeting.

    Raises NotFound for everybody else but the chief.
    """
    viewer, officer_id = current_viewer(), current_scope().officer_id
    roles = set()
    if commissariat_id in viewer.places(Role.OFFICER) or _is_host(meeting, officer_id):
        roles.add(OFFICER)
    if commissariat_id in viewer.places(Role.CHIEF):
        roles.add(CHIEF)
    if not roles:
        raise NotFound
    return Actor(viewer.account_id, frozenset(roles))


def actor_on(concern: Concern) -> Actor:
    """As whom the signed-in person acts on a concern that they see: who owns it acts as its officer, chief or not."""
    scope = current_scope()
    roles = set()
    if scope.officer_id is not None and (
        concern.owner_id == scope.officer_id
        or concern.quarter_id in scope.quarter_ids
        or _is_host(concern.meeting, scope.officer_id)
    ):
        roles.add(OFFICER)
    if concern.commune.commissariat_id in scope.chief_of:
        roles.add(CHIEF)
    return Actor(current_viewer().account_id, frozenset(roles))


def _is_host(meeting: Meeting | None, officer_id: int | None) -> bool:
    return meeting is not None and officer_id in {officer.id for officer in meeting.hosts}


def shown_concern(number: str, *, action: str = "concern_viewed") -> Concern:
    """A concern about to be shown, nothing being changed: on the audit trail before it is read. Raises NotFound."""
    concern_id = find_concern_id(number, current_scope())
    if concern_id is None:
        raise not_theirs(number=number[:NUMBER_TYPED])
    note_view(action, "concern", concern_id)
    return get_concern(number, current_scope())


def readable_concern(number: str) -> Concern:
    """The same to read alone: also one of another commissariat that a chief asked for in the last 24 hours.

    Each look at that one names the request on the audit trail. Nobody acts on it: it is in no list and takes no post.
    """
    viewer = current_viewer()
    access = None
    if viewer.has(Role.CHIEF) and find_concern_id(number, current_scope()) is None:
        access = find_access(viewer.account_id, number, now())
    if access is None or access.concern_id is None:
        return shown_concern(number)
    note_view("concern_viewed", "concern", access.concern_id, access=access.id)
    return get_concern(number, Scope(granted=frozenset({access.concern_id})))


def writable_concern(number: str) -> Concern:
    """A concern about to be changed: the change itself goes on the audit trail. Raises NotFound."""
    try:
        return get_concern(number, current_scope())
    except NotFound:
        raise not_theirs(number=number[:NUMBER_TYPED]) from None


def not_theirs(**asked: Any) -> NotFound:
    """What to raise for concerns of somebody else, once the attempt is on the audit trail with what was asked for.

    It is the same for a number that is none. A post holds SQLite's one lock, so it lets go first.
    """
    undo_changes()
    note_view("concern_refused", "concern", **asked)
    return NotFound()


def note_list_shown(numbers: list[str]) -> None:
    """Put a list of concerns on the audit trail: their numbers, nothing of what they say."""
    note_view("concerns_listed", "concern", numbers=numbers)
