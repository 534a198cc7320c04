"""Another officer receives: who could, and the change in one step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from cafepol.absences.queries import busy_periods
from cafepol.absences.wording import warning
from cafepol.core.errors import Refused
from cafepol.meetings import conflicts, lifecycle
from cafepol.meetings.calendar_queries import standing_between
from cafepol.meetings.conflicts import Person, Slot, Wish
from cafepol.meetings.models import Meeting
from cafepol.meetings.operations import Change, edit_meeting
from cafepol.meetings.reservations import slot_of, zone_rules
from cafepol.staff.models import Officer

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Candidate:
    """Somebody who could receive instead, and in words: what keeps them from it, and which absences they noted.

    An absence keeps nobody from receiving: whoever chooses them knows of it.
    """

    officer: Officer
    hindrances: tuple[str, ...]
    absences: tuple[str, ...]

    @property
    def is_free(self) -> bool:
        """Whether nothing keeps them from it."""
        return not self.hindrances


def candidates(meeting: Meeting, officers: Iterable[Officer], *, now: datetime, tz: tzinfo) -> list[Candidate]:
    """Each of these officers but the host, and what speaks against their receiving at the time of the meeting."""
    around = standing_between(meeting.day - A_DAY, meeting.day + A_DAY)
    others = [slot_of(each) for each in around if each.id != meeting.id]
    colleagues = [each for each in officers if each.id != meeting.host_id]
    away = busy_periods([each.id for each in colleagues], meeting.starts_at, meeting.ends_at)
    return [
        Candidate(
            each,
            _hindrances(meeting, each, others, now=now),
            tuple(warning(each.full_name, period, meeting.day, tz) for period in away.get(each.id, ())),
        )
        for each in colleagues
    ]


def _hindrances(meeting: Meeting, officer: Officer, others: list[Slot], *, now: datetime) -> tuple[str, ...]:
    mine = slot_of(meeting)
    wish = Wish(
        starts_at=mine.starts_at,
        ends_at=mine.ends_at,
        day=mine.day,
        commune_id=mine.commune_id,
        quarter_id=None,
        venue_id=mine.venue_id,
        people=(Person(officer.id, officer.full_name, "host"),),
    )
    found = conflicts.find_conflicts(wish, others, notes=(), rules=zone_rules(), today=mine.day, now=now)
    return tuple(each.sentence for each in found if each.hard and each.field == "host")


def replace_host(
    meeting: Meeting, successor: Officer, *, version: int, stays: bool, now: datetime, tz: tzinfo
) -> Change:
    """Let another officer receive; who received until now leaves, or stays as a co-host.

    The host's own telephone number on the page becomes the successor's, or else their commissariat's (which must be
    loaded); any other number stays. Raises Stale, HardConflicts, or Refused once the meeting has begun.
    """
    lifecycle.check_replacing(starts_at=meeting.starts_at, now=now)
    old = meeting.host
    if successor.id == old.id:
        raise Refused(f"{old.full_name} reçoit déjà.", field="host")
    helpers = [each for each in meeting.co_hosts if each.id != successor.id]
    return edit_meeting(
        meeting,
        version=version,
        commune=meeting.commune,
        quarter=meeting.quarter,
        venue=meeting.venue,
        host=successor,
        co_hosts=[*helpers, old] if stays else helpers,
        title=meeting.title,
        public_text=meeting.public_text,
        topics=meeting.topics,
        starts_local=meeting.starts_local,
        ends_local=meeting.ends_local,
        capacity=meeting.capacity,
        phone=_number(meeting, successor),
        now=now,
        tz=tz,
        override_soft=True,  # the day stays as it is
    )


def _number(meeting: Meeting, successor: Officer) -> str:
    if meeting.phone != (meeting.host.phone or ""):
        return meeting.phone
    return successor.phone or successor.commissariat.phone
