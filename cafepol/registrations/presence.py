"""Who came: ticks, head count and walk-ins. Each may be sent twice, from two tablets, or three days later."""

from datetime import datetime

from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.meetings.models import Meeting
from cafepol.registrations.attendance import after_ticking, after_walk_in, check_head_count
from cafepol.registrations.models import Attendance, AttendanceStep, Registration
from cafepol.registrations.places import take_meeting, take_registration
from cafepol.registrations.queries import attendance_of, is_step_done, present_people
from cafepol.registrations.states import check_ticking


def tick(registration: Registration, *, present: bool, now: datetime) -> None:
    """Note that a registered party is there, or that it is not after all; twice is once.

    Its `meeting` is loaded. The head count rises to the ticked people. Raises Refused for a cancelled registration.
    """
    meeting = take_registration(registration)
    check_ticking(meeting_state=meeting.state)
    if registration.is_cancelled:
        raise Refused("Cette inscription est annulée. Comptez ces personnes avec « + ».")
    if registration.is_present != present:
        registration.present = registration.party_size if present else None
        registration.ticked_at = now
        registration.version += 1
        db.session.flush()
    counted = _attendance(meeting, now)
    counted.head_count = after_ticking(counted.head_count, ticked=present_people(meeting.id))
    db.session.flush()


def set_head_count(meeting: Meeting, head_count: int, *, now: datetime) -> None:
    """Type how many people are in the room. Raises Refused below the ticked people."""
    take_meeting(meeting)
    check_ticking(meeting_state=meeting.state)
    check_head_count(head_count, ticked=present_people(meeting.id))
    _attendance(meeting, now).head_count = head_count
    db.session.flush()


def add_walk_in(meeting: Meeting, *, delta: int, key: str, now: datetime) -> int:
    """One tap on + or −: people without a registration came in or left; returns the head count.

    `key` is the tap's own: a resend of it changes nothing. Raises Refused below the ticked people.
    """
    take_meeting(meeting)
    check_ticking(meeting_state=meeting.state)
    ticked = present_people(meeting.id)
    counted = _attendance(meeting, now)
    if not is_step_done(meeting.id, key):
        counted.head_count = after_walk_in(counted.head_count, ticked=ticked, delta=delta)
        db.session.add(AttendanceStep(meeting_id=meeting.id, key=key))
        db.session.flush()
    return ticked if counted.head_count is None else counted.head_count


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
