"""Who came: ticks, head count, walk-ins and flyers. Each may be sent twice, from two tablets, hours or days later.

Every tap has a `key` of its own: a resend of it changes nothing. `at` is when the finger touched the screen (None:
just now); what was tapped later is never undone by what was tapped earlier and arrives after it.
"""

from collections.abc import Mapping
from datetime import datetime

from cafepol.core.clock import local
from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.distribution.code_queries import round_of_flyer
from cafepol.distribution.models import DoorMention
from cafepol.meetings.models import Meeting
from cafepol.registrations.attendance import (
    RoomCount,
    after_mention,
    after_walk_in,
    check_head_count,
    check_people,
    is_older,
)
from cafepol.registrations.models import Attendance, AttendanceStep, Registration
from cafepol.registrations.places import take_meeting, take_registration
from cafepol.registrations.queries import attendance_of, is_step_done, present_people, registrations_of, room_count
from cafepol.registrations.round_queries import mention_of, typed_at, typed_key
from cafepol.registrations.states import check_ticking


def tick(
    registration: Registration,
    *,
    present: bool,
    now: datetime,
    people: int | None = None,
    key: str = "",
    at: datetime | None = None,
) -> None:
    """Note that a registered party is there (`people` of them; None: all), or that it is not after all.

    Its `meeting` is loaded. Raises Refused for a cancelled registration and for people who did not register.
    """
    meeting = take_registration(registration)
    _check_open(meeting, now)
    if not _is_first(meeting, f"tick:{registration.id}:{key}" if key else ""):
        return
    if present:
        _check_party(registration, people)
    counted = (registration.party_size if people is None else people) if present else None
    made = at or now
    if not is_older(made, registration.ticked_at):
        _mark(registration, counted, max(made, registration.ticked_at or made))
    db.session.flush()


def note_sheet(meeting: Meeting, people: Mapping[int, int], *, head_count: int | None, now: datetime) -> RoomCount:
    """Who came, as the sheet of paper says: `people` of a registration (its id; 0: nobody); others stay as they are.

    `head_count` is everybody (None: not counted on paper). Returns who was there. Raises Refused, and notes nothing,
    for people who did not register and for a head count below the people of the sheet. A tap made before that arrives
    afterwards does not undo what the sheet says.
    """
    take_meeting(meeting)
    _check_open(meeting, now)
    for registration in [each for each in registrations_of(meeting.id) if each.id in people]:
        db.session.refresh(registration, ["present", "party_size", "state", "version"])
        came = people[registration.id] or None
        if came is not None:
            _check_party(registration, came)
        _mark(registration, came, now)
    db.session.flush()
    if head_count is not None:
        set_head_count(meeting, head_count, now=now)
    return room_count(meeting.id)


def _mark(registration: Registration, people: int | None, at: datetime) -> None:
    registration.ticked_at = at
    if registration.present != people:
        registration.present = people
        registration.version += 1


def _check_party(registration: Registration, people: int | None) -> None:
    if registration.is_cancelled:
        raise Refused("Cette inscription est annulée. Comptez ces personnes avec « + ».")
    if people is not None:
        check_people(people, party_size=registration.party_size)


def set_head_count(
    meeting: Meeting, head_count: int | None, *, now: datetime, key: str = "", at: datetime | None = None
) -> None:
    """Type how many people are in the room; None takes the number back: taps and ticks count again.

    Raises Refused below the ticked people.
    """
    take_meeting(meeting)
    _check_open(meeting, now)
    made, counted = at or now, _attendance(meeting, now)
    if not _is_first(meeting, f"count:{key}" if key else "") or is_older(made, counted.counted_at):
        return
    if head_count is not None:
        check_head_count(head_count, ticked=present_people(meeting.id))
    counted.head_count, counted.counted_at = head_count, max(made, counted.counted_at or made)
    db.session.flush()


def add_walk_in(meeting: Meeting, *, delta: int, key: str, now: datetime, at: datetime | None = None) -> int:
    """One tap on + or −: people without a registration came in or left; returns how many people there are.

    Raises Refused below the ticked people.
    """
    take_meeting(meeting)
    _check_open(meeting, now)
    made, counted = at or now, _attendance(meeting, now)
    count = RoomCount(counted.head_count, counted.walk_ins, present_people(meeting.id))
    if _is_first(meeting, f"walk-in:{delta}:{key}"):
        count = after_walk_in(count, delta, is_counted_in=is_older(made, counted.counted_at))
        counted.head_count, counted.walk_ins = count.typed, count.tapped
        db.session.flush()
    return count.shown


def add_flyer(meeting: Meeting, code: str, *, delta: int, key: str, now: datetime, at: datetime | None = None) -> int:
    """One tap: somebody came with a flyer, or did not after all; returns how many people came with it.

    `code` is that of a round; empty for a flyer of which nobody knows the round. A tap made before a number was typed
    for it is in that number. Raises Refused for a code that no round of this meeting has.
    """
    take_meeting(meeting)
    _check_open(meeting, now)
    mention = _mention(meeting, round_of_flyer(meeting, code))
    is_first = _is_first(meeting, f"flyer:{code}:{delta}:{key}")
    if is_first and not is_older(at or now, typed_at(meeting.id, mention.round_id)):
        mention.people = after_mention(mention.people, delta)
        db.session.flush()
    return mention.people


def note_flyers(meeting: Meeting, people: Mapping[int | None, int], *, now: datetime) -> None:
    """How many people came with a flyer, as the sheet of paper says: by round (its id; None: nobody knows which).

    Raises Refused for a number that no room holds.
    """
    take_meeting(meeting)
    _check_open(meeting, now)
    for round_id, number in people.items():
        check_head_count(number, ticked=0)
        _mention(meeting, round_id).people = number
        _is_first(meeting, typed_key(round_id, now))
    db.session.flush()


def _mention(meeting: Meeting, round_id: int | None) -> DoorMention:
    """The row that is counted on, made on the first count."""
    found = mention_of(meeting.id, round_id)
    if found is None:
        found = DoorMention(meeting_id=meeting.id, round_id=round_id, people=0)
        db.session.add(found)
    return found


def _check_open(meeting: Meeting, now: datetime) -> None:
    check_ticking(meeting_state=meeting.state, day=meeting.day, today=local(now).date())


def _is_first(meeting: Meeting, key: str) -> bool:
    """Whether this tap was not counted yet; then it is kept. Without a key it always is the first."""
    if not key:
        return True
    if is_step_done(meeting.id, key):
        return False
    db.session.add(AttendanceStep(meeting_id=meeting.id, key=key))
    return True


def _attendance(meeting: Meeting, now: datetime) -> Attendance:
    """The row that is counted on, made on the first count."""
    found = attendance_of(meeting.id)
    if found is None:
        found = Attendance(meeting_id=meeting.id, updated_at=now)
        db.session.add(found)
    else:
        db.session.refresh(found)
    found.updated_at = now
    return found
