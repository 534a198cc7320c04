"""Another meeting like this one: on which day it could be."""

from datetime import date, datetime, timedelta, tzinfo

from cafepol.core.errors import Refused
from cafepol.core.local_time import instant_of
from cafepol.meetings import conflicts
from cafepol.meetings.calendar_queries import standing_between
from cafepol.meetings.conflicts import Person, Slot, Wish
from cafepol.meetings.models import Meeting
from cafepol.meetings.reservations import slot_of, zone_rules
from cafepol.zone.queries import closed_days

A_WEEK = timedelta(days=7)
A_DAY = timedelta(days=1)
LOOKED_AT = 12  # weeks


def next_free_day(meeting: Meeting, *, now: datetime, tz: tzinfo) -> date | None:
    """The first same day of the week, later than the meeting, on which venue and people are free at its hours.

    The flyer has its time, the day is no holiday; None when none of twelve weeks would do.
    """
    rules = zone_rules()
    earliest = max(meeting.day + A_DAY, now.astimezone(tz).date() + timedelta(days=rules.flyer_days))
    first = earliest + timedelta(days=(meeting.day.weekday() - earliest.weekday()) % A_WEEK.days)
    days = [first + week * A_WEEK for week in range(LOOKED_AT)]
    closed = closed_days(days[0], days[-1])
    others = [slot_of(each) for each in standing_between(days[0] - A_DAY, days[-1] + A_DAY)]
    open_days = (day for day in days if day not in closed)
    return next((day for day in open_days if _is_free(meeting, day, others, now=now, tz=tz)), None)


def _is_free(meeting: Meeting, day: date, others: list[Slot], *, now: datetime, tz: tzinfo) -> bool:
    later = day - meeting.day
    try:
        starts_at = instant_of(meeting.starts_local + later, tz)
        ends_at = instant_of(meeting.ends_local + later, tz)
    except Refused:
        return False
    wish = Wish(
        starts_at=starts_at,
        ends_at=ends_at,
        day=day,
        commune_id=meeting.commune_id,
        quarter_id=None,
        venue_id=meeting.venue_id,
        people=tuple(Person(each.id, each.full_name, "host") for each in meeting.hosts),
    )
    found = conflicts.find_conflicts(wish, others, notes=(), rules=zone_rules(), today=day, now=now)
    return not any(each.hard for each in found)
