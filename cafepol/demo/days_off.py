"""Days on which somebody is not there: noted by hand, and read in a calendar file; some about today, some later."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial

from cafepol.absences.bounded import read_file
from cafepol.absences.operations import add_absence, take_file
from cafepol.absences.periods import typed_period
from cafepol.demo.cafes import Cafe
from cafepol.demo.diary import Diary
from cafepol.demo.people import Team
from cafepol.demo.program import Kind
from cafepol.staff.models import Officer

MORNING = time(9), time(12)
COURSE_WEEKS = 4  # a morning a week
HOLIDAY_IN, HOLIDAY_DAYS = timedelta(days=40), 5
CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Agenda du bureau//FR
BEGIN:VEVENT
UID:formation@agenda.exemple.be
DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}
DTSTART:{course:%Y%m%d}T090000
DTEND:{course:%Y%m%d}T120000
RRULE:FREQ=WEEKLY;COUNT={weeks}
SUMMARY:Formation
END:VEVENT
BEGIN:VEVENT
UID:conge@agenda.exemple.be
DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}
DTSTART;VALUE=DATE:{leaves:%Y%m%d}
DTEND;VALUE=DATE:{returns:%Y%m%d}
SUMMARY:Congé
END:VEVENT
END:VCALENDAR
"""


def note_days_off(diary: Diary, teams: Sequence[Team], cafes: Sequence[Cafe]) -> None:
    """Write down who said, on the last working day, when they are not there: never somebody's own café."""
    said = diary.at(diary.last_workday, 8)
    first, busy = teams[0], teams[1 % len(teams)]  # in the second, a café takes place today
    diary.note(said, partial(_by_hand, diary, first.officers[1], diary.today, diary.today + timedelta(days=1)))
    for team in (first, busy):
        diary.note(said, partial(_while_another_receives, diary, team, cafes))
    diary.note(said, partial(_hours, diary, first.officers[0]))
    diary.note(said, partial(_from_file, diary, busy.officers[0]))


def _by_hand(diary: Diary, officer: Officer, first: date, last: date, now: datetime) -> None:
    add_absence(officer.id, typed_period(first, last, None, None, tz=diary.zone, now=now))


def _hours(diary: Diary, officer: Officer, now: datetime) -> None:
    """A morning of this week or the next; cafés are in the afternoon."""
    day = _workday(diary, diary.today + timedelta(days=3))
    add_absence(officer.id, typed_period(day, day, *MORNING, tz=diary.zone, now=now))


def _while_another_receives(diary: Diary, team: Team, cafes: Sequence[Cafe], now: datetime) -> None:
    """Whoever is free of the next café of a commune is away on that day: seen where its host is replaced."""
    for cafe in sorted(cafes, key=lambda each: each.plan.day):
        if cafe.plan.team is team and cafe.plan.kind in {Kind.COMING, Kind.FULL}:
            free = [officer for officer in team.officers if officer not in cafe.meeting.hosts]
            if free:
                _by_hand(diary, free[0], cafe.plan.day, cafe.plan.day, now)
                return


def _from_file(diary: Diary, officer: Officer, now: datetime) -> None:
    """A calendar as an office's own program writes it: mornings of a course, then a week of holidays."""
    leaves = diary.today + HOLIDAY_IN
    leaves += timedelta(days=-leaves.weekday() % 7)
    course = _workday(diary, diary.today + timedelta(days=1))
    text = CALENDAR.format(
        stamp=now, course=course, weeks=COURSE_WEEKS, leaves=leaves, returns=leaves + timedelta(days=HOLIDAY_DAYS)
    )
    data = text.replace("\n", "\r\n").encode()
    take_file(officer.id, read_file(data, now=now, tz=diary.zone), now=now)


def _workday(diary: Diary, day: date) -> date:
    return diary.workdays(day - timedelta(days=1), day + timedelta(days=10))[0]
