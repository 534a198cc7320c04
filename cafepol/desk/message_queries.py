"""What left and what did not: whose messages somebody reads, and what is said above every page of the staff."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import or_, select

from cafepol.accounts.queries import get_account
from cafepol.accounts.roles import Role, Viewer
from cafepol.core.config import settings
from cafepol.meetings.models import Meeting, meeting_co_host
from cafepol.meetings.queries import find_by_code, meetings_by_ids
from cafepol.messages import faults, outgoing
from cafepol.messages.models import Message
from cafepol.messages.outgoing import Scope, Wanted
from cafepol.partners.queries import find_contact
from cafepol.registrations.queries import find_registration
from cafepol.staff.models import Officer

READERS = (Role.OFFICER, Role.CHIEF, Role.RECEPTION, Role.ADMINISTRATOR)
ALARMED = (Role.CHIEF, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Listed:
    """One page of the list, with the meetings that its messages are about."""

    messages: Sequence[Message]
    meetings: dict[int, Meeting]
    has_older: bool


@dataclass(frozen=True)
class Bands:
    """What is said above every page of the staff. `waiting_since`: all mails wait, and `because` says why."""

    rehearsal: str = ""  # the address that gets every mail
    unarrived: int = 0
    waiting_since: datetime | None = None
    because: str = ""


def scope_of(viewer: Viewer) -> Scope:
    """Whose messages somebody reads.

    A chief: all of the commissariat's; reception: all but those about concerns; officers: those that are theirs to
    answer for; an administrator: the links to sign in.
    """
    officers = select(Officer.id).where(Officer.account_id == viewer.account_id)
    helped = select(meeting_co_host.c.meeting_id).where(meeting_co_host.c.officer_id.in_(officers))
    return Scope(
        all_in=viewer.places(Role.CHIEF),
        callers_in=viewer.places(Role.RECEPTION),
        own_in=viewer.places(Role.OFFICER),
        accounts=viewer.has(Role.ADMINISTRATOR),
        officers=officers,
        meetings=select(Meeting.id).where(or_(Meeting.host_id.in_(officers), Meeting.id.in_(helped))),
    )


def listed(viewer: Viewer, wanted: Wanted, *, page: int) -> Listed:
    """One page of what this person reads."""
    messages, has_older = outgoing.outgoing(scope_of(viewer), wanted, page=page)
    return Listed(messages, meetings_of(messages), has_older)


def meetings_of(messages: Collection[Message]) -> dict[int, Meeting]:
    """The meetings that messages are about, by id."""
    return meetings_by_ids({each.meeting_id for each in messages if each.meeting_id is not None})


def meeting_id_of(code: str) -> int:
    """The meeting that a list is narrowed to; 0, which has no message, for a code that is none."""
    found = find_by_code(code)
    return found.id if found else 0


def address_of_registration(registration_id: int) -> tuple[str | None, str | None]:
    """Mail and phone of a registration; nothing for one that is not there (nobody learns which)."""
    found = find_registration(registration_id)
    return (found.mail, found.phone) if found else (None, None)


def address_of_contact(contact_id: int) -> tuple[str | None, str | None]:
    """Mail and phone of a partner's contact; nothing for one that is not there."""
    found = find_contact(contact_id)
    return (found.mail, found.phone) if found else (None, None)


def who_dealt_with(message: Message) -> str:
    """The name of who dealt with a message; empty: nobody, it was too late."""
    return get_account(message.done_by_id).name if message.done_by_id else ""


def bands_for(viewer: Viewer, *, now: datetime) -> Bands:
    """What this person is told above every page; one read, none for who answers for no message."""
    current = settings()
    if not viewer.has(*READERS):
        return Bands(rehearsal=current.mail_redirect_to)
    found = outgoing.trouble(scope_of(viewer), now=now)
    host = urlsplit(current.mail_url).hostname or ""
    is_alarmed = found.waiting_since is not None and viewer.has(*ALARMED)
    return Bands(
        rehearsal=current.mail_redirect_to,
        unarrived=found.unarrived,
        waiting_since=found.waiting_since if is_alarmed else None,
        because=faults.why_all_wait(found.last_error, host=host) if is_alarmed else "",
    )
