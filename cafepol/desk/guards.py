"""What the signed-in person may see and do on the pages of the desk."""

from dataclasses import dataclass

from cafepol.accounts.guards import current_viewer
from cafepol.accounts.roles import Role
from cafepol.core.errors import NotFound
from cafepol.desk.message_queries import scope_of
from cafepol.desk.queries import CALLERS
from cafepol.meetings.guards import is_writable, own_officer
from cafepol.meetings.models import Meeting
from cafepol.messages.models import Message
from cafepol.messages.outgoing import get_outgoing
from cafepol.messages.queries import get_message
from cafepol.planning.guards import leads, may_copy
from cafepol.registrations.models import Registration
from cafepol.registrations.queries import get_registration


@dataclass(frozen=True)
class Rights:
    """What one person may do with one meeting.

    `write`: change, publish, close it. `register`: take a call for it. `identities`: read who is registered.
    `messages`: read what was said about it. `lead`: what is the chief's alone, to open it again. `copy`: plan another
    one like it.
    """

    write: bool
    register: bool
    identities: bool
    lead: bool = False
    messages: bool = False
    copy: bool = False


def rights_on(meeting: Meeting) -> Rights:
    """The rights of the signed-in person on a meeting that they read (spec: the list only for one's own meetings)."""
    place = meeting.commune.commissariat_id
    writes = is_writable(meeting)
    takes_calls = place in current_viewer().places(*CALLERS)
    reads = writes or place in current_viewer().places(Role.RECEPTION)
    return Rights(
        write=writes,
        register=takes_calls,
        identities=writes,
        messages=reads,
        lead=leads(meeting),
        copy=may_copy(meeting),
    )


def own_officer_id() -> int | None:
    """The id of the officer who is signed in, or None."""
    officer = own_officer()
    return officer.id if officer else None


def message_to_do(message_id: int) -> Message:
    """A call or a letter of one's own commissariat, one about a concern only for its officer and the chief.

    Raises NotFound for any other.
    """
    message, viewer = get_message(message_id), current_viewer()
    is_mine = message.is_for(own_officer_id(), viewer.places(Role.CHIEF))
    if message.channel == "mail" or message.commissariat_id not in viewer.places(*CALLERS) or not is_mine:
        raise NotFound
    return message


def may_print() -> bool:
    """Whether the signed-in person prints and posts the letters that they read."""
    return current_viewer().has(*CALLERS)


def outgoing_message(message_id: int) -> Message:
    """A mail, a call or a letter that this person reads. Raises NotFound for any other."""
    return get_outgoing(message_id, scope_of(current_viewer()))


def registration_here(meeting: Meeting, registration_id: int) -> Registration:
    """A registration of this very meeting, with what ticking needs. Raises NotFound for any other."""
    registration = get_registration(registration_id)
    if registration.meeting_id != meeting.id:
        raise NotFound
    return registration
