"""What the tablet in the room shows."""

from dataclasses import dataclass

from cafepol.concerns import meeting_queries as concerns
from cafepol.concerns.models import Concern
from cafepol.concerns.queries import Scope
from cafepol.meetings.models import Meeting
from cafepol.registrations import queries as registrations
from cafepol.registrations.attendance import RoomCount, is_meant
from cafepol.registrations.models import Registration


@dataclass(frozen=True)
class Room:
    """Who may be ticked (`registrations`: everybody; `found`: whom the letters mean), and how many people are in."""

    registrations: list[Registration]
    found: list[Registration]
    count: RoomCount
    noted: int  # concerns
    to_say: list[Concern]  # what was decided, and owed to somebody who is ticked

    @property
    def ticked(self) -> int:
        """How many registrations are ticked."""
        return sum(1 for each in self.registrations if each.is_present)


def room_of(meeting: Meeting, scope: Scope, letters: str = "") -> Room:
    """The room of one meeting: registrations by name, those without a name last; `letters` find some of them.

    `scope`: which concerns the host sees.
    """
    listed = expected(meeting)
    return Room(
        registrations=listed,
        found=[each for each in listed if is_meant(letters, name=each.name, reference=each.reference)],
        count=registrations.room_count(meeting.id),
        noted=concerns.count_of_meeting(meeting.id),
        to_say=concerns.answers_to_say(meeting.id, scope),
    )


def expected(meeting: Meeting) -> list[Registration]:
    """Who may come, by name; those without a name last."""
    listed = registrations.registrations_of(meeting.id)
    return sorted(listed, key=lambda each: (each.name is None, (each.name or "").casefold(), each.id))
