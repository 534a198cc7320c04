"""Where a round stands: planned, late, too late, done or dropped. Days are the zone's own, without an hour."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from cafepol.core.errors import Refused


class State(StrEnum):
    """Where a round stands on a day."""

    PLANNED = "planned"
    LATE = "late"
    MISSED = "missed"  # the meeting is past, and it was neither done nor dropped
    DONE = "done"
    DROPPED = "dropped"
    OFF = "off"  # its meeting is cancelled before it was done


OPEN = (State.PLANNED, State.LATE)


def state_of(
    *, is_done: bool, is_dropped: bool, is_cancelled: bool, meeting_day: date, today: date, late_days: int
) -> State:
    """Where a round of a meeting of `meeting_day` stands `today`."""
    if is_dropped:
        return State.DROPPED
    if is_done:
        return State.DONE
    if is_cancelled:
        return State.OFF
    if today > meeting_day:
        return State.MISSED
    return State.LATE if is_late(meeting_day, today=today, late_days=late_days) else State.PLANNED


def is_late(meeting_day: date, *, today: date, late_days: int) -> bool:
    """Whether a flyer that is still to be handed out comes late: from so many days before the meeting until its day."""
    return meeting_day - timedelta(days=late_days) <= today <= meeting_day


def is_outdated(done_at: datetime | None, *, changed_at: datetime | None) -> bool:
    """Whether flyers went out before their meeting got another day, hour or place: they say what is no longer so."""
    return done_at is not None and changed_at is not None and done_at < changed_at


def last_late_day(today: date, *, late_days: int) -> date:
    """The last day of a meeting whose rounds are late `today`, when they are not done."""
    return today + timedelta(days=late_days)


def check_day(day: date | None, *, meeting_day: date, field: str = "day") -> None:
    """A flyer is handed out before its meeting, at the latest on its day; no day: not decided. Raises Refused."""
    if day is not None and day > meeting_day:
        raise Refused("Ce jour est après le café. Choisissez un jour avant.", field=field)


def check_done_day(day: date, *, today: date) -> None:
    """What was handed out was so today or before. Raises Refused."""
    if day > today:
        raise Refused("Ce jour n’est pas encore venu.", field="day")


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())
