"""What the tablet in the room shows."""

from dataclasses import dataclass
from datetime import date

from cafepol.concerns.aloud import names_somebody
from cafepol.concerns.meeting_queries import count_of_meeting
from cafepol.concerns.models import Concern
from cafepol.concerns.presence_queries import answers_to_say
from cafepol.concerns.queries import Scope
from cafepol.desk.round_queries import Tile, flyer_tiles
from cafepol.meetings.models import Meeting
from cafepol.registrations import queries as registrations
from cafepol.registrations.attendance import RoomCount, is_meant
from cafepol.registrations.models import Registration


@dataclass(frozen=True)
class ToSay:
    """An answer that is read out in the room. `answer` is empty where its text seems to name who raised it."""

    number: str
    version: int
    place: str
    theme: str
    answer: str


@dataclass(frozen=True)
class Room:
    """Who may be ticked (`registrations`: everybody; `found`: whom the letters mean), and how many people are in."""

    registrations: list[Registration]
    found: list[Registration]
    count: RoomCount
    noted: int  # concerns
    to_say: list[ToSay]  # what was decided, and owed to somebody who is ticked
    flyers: list[Tile]  # who came with one

    @property
    def ticked(self) -> int:
        """How many registrations are ticked."""
        return sum(1 for each in self.registrations if each.is_present)


def room_of(meeting: Meeting, scope: Scope, letters: str = "", *, today: date) -> Room:
    """The room of one meeting: registrations by name, those without a name last; `letters` find some of them.

    `scope`: which concerns the host sees. Something is to say on the day of the meeting alone.
    """
    listed = expected(meeting)
    return Room(
        registrations=listed,
        found=[each for each in listed if is_meant(letters, name=each.name, reference=each.reference)],
        count=registrations.room_count(meeting.id),
        noted=count_of_meeting(meeting.id),
        to_say=list(map(_to_say, answers_to_say(meeting.id, scope))) if today == meeting.day else [],
        flyers=flyer_tiles(meeting.id),
    )


def _to_say(concern: Concern) -> ToSay:
    people = [raiser.person for raiser in concern.raisers]
    tells_place, tells_answer = (names_somebody(text, people) for text in (concern.place, concern.decided))
    return ToSay(
        number=concern.number,
        version=concern.version,
        place=concern.where if tells_place or not concern.place else concern.place,
        theme=concern.theme.label,
        answer="" if tells_answer else concern.decided,
    )


def expected(meeting: Meeting) -> list[Registration]:
    """Who may come, by name; those without a name last."""
    listed = registrations.registrations_of(meeting.id)
    return sorted(listed, key=lambda each: (each.name is None, (each.name or "").casefold(), each.id))
