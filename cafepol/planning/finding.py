"""« Trouver une date »: what is known of a commune, gathered for the rules that look for its free slots."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from cafepol.meetings.availability import busy_periods
from cafepol.meetings.calendar_queries import held_in, paces, standing_between
from cafepol.meetings.conflicts import Person
from cafepol.meetings.hours import Hours, usual_hours
from cafepol.meetings.reservations import slot_of, zone_rules
from cafepol.meetings.slots import Found, Known, Room, Search, find_slots
from cafepol.requests.queries import open_counts
from cafepol.staff.models import Officer
from cafepol.zone.models import Commune, Venue
from cafepol.zone.queries import notes_between, the_zone

A_DAY = timedelta(days=1)
USUAL_OF = 20  # the newest meetings of a commune say what is usual


@dataclass(frozen=True)
class Question:
    """What somebody is looking for: a commune, a span of days, and who, where, when if it matters to them."""

    commune: Commune
    first: date
    last: date
    weekdays: frozenset[int]
    part: str
    officers: Sequence[Officer]  # in order of preference
    venues: Sequence[Venue]


def slots_for(question: Question, *, now: datetime, today: date, tz: tzinfo) -> list[Found]:
    """The free slots that answer a question, the best first."""
    held = held_in(question.commune.id)
    usual = [Hours(start.time(), end.time()) for _, start, end in held[:USUAL_OF] if start.date() == end.date()]
    hours = usual_hours(usual, question.part)
    search = Search(question.first, question.last, question.weekdays, hours)
    return find_slots(search, _known(question, held, now=now, today=today, tz=tz))


def _known(
    question: Question, held: list[tuple[int | None, datetime, datetime]], *, now: datetime, today: date, tz: tzinfo
) -> Known:
    rules, commune = zone_rules(), question.commune
    around = timedelta(days=rules.same_quarter_days)
    months = question.first.replace(day=1), question.last + timedelta(days=31)
    counted = {month: pace for (_, month), pace in paces([commune.id], *months, now).items()}
    visits: dict[int, list[date]] = {}
    for quarter_id, start, _ in held:
        visits.setdefault(quarter_id or 0, []).append(start.date())
    return Known(
        commune_id=commune.id,
        hosts=tuple(Person(each.id, each.full_name, "host") for each in question.officers),
        rooms=tuple(_room(venue) for venue in question.venues),
        others=tuple(slot_of(each) for each in standing_between(question.first - around, question.last + around)),
        rules=rules,
        target=the_zone().cadence_min,
        today=today,
        now=now,
        tz=tz,
        away=_away(question, tz),
        notes=notes_between(question.first, question.last, [commune.id]),
        counted={month: pace.counted + pace.drafts for month, pace in counted.items()},
        drafts={month: pace.drafts for month, pace in counted.items()},
        visits=visits,
        own=_own(question.officers),
        asked={quarter.id: number for _, quarter, number in open_counts([commune.id]) if quarter},
    )


def _own(officers: Sequence[Officer]) -> dict[int, set[int]]:
    own: dict[int, set[int]] = {}
    for officer in officers:
        for quarter in officer.quarters:
            own.setdefault(quarter.id, set()).add(officer.id)
    return own


def _room(venue: Venue) -> Room:
    place = venue.quarter.name if venue.quarter else venue.commune.name
    return Room(venue.id, venue.name, venue.quarter_id, place)


def _away(question: Question, tz: tzinfo) -> dict[int, list[tuple[datetime, datetime]]]:
    start, end = (datetime.combine(day, datetime.min.time(), tz) for day in (question.first, question.last + A_DAY))
    found = busy_periods([each.id for each in question.officers], start, end)
    return {officer_id: list(periods) for officer_id, periods in found.items()}
