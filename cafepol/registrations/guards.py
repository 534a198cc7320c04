"""Who may act on a registration: whoever holds its link, and whoever takes calls for its meeting."""

from datetime import datetime

from cafepol.accounts.guards import current_viewer
from cafepol.accounts.roles import Role
from cafepol.core import limits
from cafepol.core.config import settings
from cafepol.core.errors import Gone, NotFound
from cafepol.core.links import Purpose, find_subject, subject_of
from cafepol.meetings.guards import readable_meeting
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import coming_meetings
from cafepol.registrations.models import Registration
from cafepol.registrations.queries import find_by_reference, find_registration
from cafepol.registrations.states import MANAGE_AFTER

REGISTRARS = (Role.OFFICER, Role.CHIEF, Role.RECEPTION)
TOO_MANY = "Trop de réponses viennent de votre connexion. Appelez-nous, nous vous inscrivons."


def count_attempt(address: str | None, *, now: datetime) -> None:
    """Count one posted answer from a network address, before the request reads anything. Raises TooMany."""
    allowed = settings().registrations_per_address_hour
    limits.count_attempt("registration", address, allowed=allowed, sentence=TOO_MANY, now=now)


def managed(token: str, *, now: datetime) -> Registration:
    """The registration of a manage link. Raises NotFound, or Gone once the meeting is a day past.

    A meeting that moved to a later day takes along the links that were given out before.
    """
    try:
        return _there(subject_of(token, Purpose.REGISTRATION, now=now))
    except Gone:
        moved = find_registration(find_subject(token, Purpose.REGISTRATION) or 0)
        if moved is None or moved.meeting.ends_at + MANAGE_AFTER <= now:
            raise
        return moved


def to_confirm(token: str, *, now: datetime) -> Registration:
    """The registration of a confirmation link. Raises NotFound, or Gone after 48 hours."""
    return _there(subject_of(token, Purpose.CONFIRMATION, now=now))


def shown(token: str, *, now: datetime) -> tuple[Registration, bool]:
    """The registration that a link shows, and whether it is the manage link. Raises as the two above."""
    try:
        return managed(token, now=now), True
    except NotFound:
        return to_confirm(token, now=now), False


def _there(registration_id: int) -> Registration:
    found = find_registration(registration_id)
    if found is None:
        raise Gone("Cette réponse n’existe plus. Répondez à nouveau, ou appelez-nous.")
    return found


def meeting_of_call(code: str) -> Meeting:
    """A meeting for which the signed-in person takes calls: any of their commissariat's. Raises NotFound."""
    meeting = readable_meeting(code)
    if meeting.commune.commissariat_id not in current_viewer().places(*REGISTRARS):
        raise NotFound
    return meeting


def meetings_of_calls(*, now: datetime) -> list[Meeting]:
    """The published meetings to come for which the signed-in person takes calls, the next one first."""
    places = current_viewer().places(*REGISTRARS)
    coming = coming_meetings(current_viewer(), now, states=(State.PUBLISHED,))
    return [each for each in coming if each.commune.commissariat_id in places]


def registration_of_call(reference: str) -> Registration:
    """The registration that somebody calls about, for a meeting of one's own commissariat. Raises NotFound."""
    found = find_by_reference(reference, current_viewer().places(*REGISTRARS))
    if found is None:
        raise NotFound
    return found
