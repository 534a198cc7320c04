"""The planning desk's sheet: a month of days with what stands on each, and each commune's pace."""

from dataclasses import dataclass
from datetime import date, datetime

from cafepol.absences.queries import whole_days_away
from cafepol.accounts.roles import Viewer
from cafepol.core.clock import zone_time
from cafepol.meetings.calendar_queries import first_days, meetings_between, paces
from cafepol.meetings.guards import WRITERS
from cafepol.meetings.models import Meeting
from cafepol.meetings.months import Month, Pace, behind_words, month_of, months_behind, past_months
from cafepol.requests.queries import open_counts
from cafepol.zone.models import Commune
from cafepol.zone.queries import notes_between, the_zone


@dataclass(frozen=True)
class Day:
    """One day of the sheet: its meetings, and what to know before choosing it."""

    day: date
    meetings: tuple[Meeting, ...]
    notes: tuple[str, ...]
    away: tuple[str, ...]  # who is not there all day, of the officers with whom this person plans
    is_past: bool
    is_today: bool


@dataclass(frozen=True)
class CommunePace:
    """A commune's month against the zone's target, and how long it has been behind, in words."""

    commune: Commune
    pace: Pace
    behind: str
    has_begun: bool  # whether any meeting was ever held there


@dataclass(frozen=True)
class Sheet:
    """One month as the planning desk shows it."""

    month: Month
    weeks: list[list[Day | None]]
    paces: list[CommunePace]
    requests: list[tuple[str, int]]  # where somebody asks for a café, and how many

    @property
    def held(self) -> int:
        """How many meetings of the month were held or have begun."""
        return sum(row.pace.held for row in self.paces)

    @property
    def planned(self) -> int:
        """How many published meetings of the month are to come."""
        return sum(row.pace.planned for row in self.paces)

    @property
    def behind(self) -> list[str]:
        """The communes that are behind their target."""
        return [row.commune.name for row in self.paces if row.behind]

    @property
    def told(self) -> list[Day]:
        """The days on which something stands."""
        return [
            day for week in self.weeks for day in week if day is not None and (day.meetings or day.notes or day.away)
        ]


def sheet_of(
    viewer: Viewer, month: Month, communes: list[Commune], chosen: Commune | None, *, now: datetime, today: date
) -> Sheet:
    """The month of the communes that this person reads, or of the one that was chosen among them."""
    shown = [chosen] if chosen else communes
    ids = [commune.id for commune in shown]
    notes = notes_between(month.first, month.last, ids)
    found: dict[date, list[Meeting]] = {}
    for meeting in meetings_between(viewer, month.first, month.last, chosen):
        found.setdefault(meeting.day, []).append(meeting)
    places = {commune.commissariat_id for commune in shown} & viewer.places(*WRITERS)
    away = whole_days_away(places, month.first, month.last, zone_time())
    days = {
        day: Day(
            day,
            tuple(found.get(day, ())),
            tuple(notes.get(day, ())),
            tuple(officer.full_name for officer in away.get(day, ())),
            day < today,
            day == today,
        )
        for day in month.days
    }
    weeks = [[None if day is None else days[day] for day in week] for week in month.weeks()]
    requests = [(quarter.name if quarter else commune.name, asked) for commune, quarter, asked in open_counts(ids)]
    return Sheet(month, weeks, _paces(shown, month, now=now, today=today), requests)


def _paces(communes: list[Commune], month: Month, *, now: datetime, today: date) -> list[CommunePace]:
    ids = [commune.id for commune in communes]
    oldest = month_of(today).shifted(-12).first
    counted = paces(ids, min(month.first, oldest), max(month.last, today), now)
    begun = first_days(ids)
    target = the_zone().cadence_min
    rows = []
    for commune in communes:
        past = past_months(today, begun.get(commune.id))
        held = [counted.get((commune.id, each), Pace()).held for each in past]
        words = behind_words(months_behind(held, target=target))
        rows.append(CommunePace(commune, counted.get((commune.id, month), Pace()), words, commune.id in begun))
    return rows
