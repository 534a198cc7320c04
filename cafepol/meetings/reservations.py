"""Taking a venue and people for a time: the rules of conflicts, on the rows, so that of two who try one gets it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from sqlalchemy import select

from cafepol.absences.queries import busy_periods
from cafepol.absences.wording import warning
from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.filters import when
from cafepol.core.local_time import instant_of
from cafepol.meetings import conflicts
from cafepol.meetings.conflicts import Conflict, Person, Rules, Slot, Wish
from cafepol.meetings.models import Meeting
from cafepol.meetings.naming import cafe_of
from cafepol.meetings.queries import meetings_around
from cafepol.staff.models import Officer
from cafepol.zone.models import Commune, Quarter, Venue
from cafepol.zone.queries import day_notes, the_zone


@dataclass(frozen=True)
class Plan:
    """Where, when (naive local times) and with whom a meeting is to be held."""

    commune: Commune
    quarter: Quarter | None
    venue: Venue
    host: Officer
    co_hosts: tuple[Officer, ...]
    starts_local: datetime
    ends_local: datetime
    capacity: int | None = None  # people

    @property
    def people(self) -> tuple[Person, ...]:
        """Host and co-hosts, each once."""
        helpers = (Person(each.id, each.full_name, "co_hosts") for each in self.co_hosts if each.id != self.host.id)
        return (Person(self.host.id, self.host.full_name, "host"), *helpers)

    @property
    def people_ids(self) -> set[int]:
        """Their ids."""
        return {person.id for person in self.people}


def plan_of(meeting: Meeting) -> Plan:
    """The plan that a meeting stands on, with its commune, venue and people loaded."""
    return Plan(
        commune=meeting.commune,
        quarter=meeting.quarter,
        venue=meeting.venue,
        host=meeting.host,
        co_hosts=tuple(meeting.co_hosts),
        starts_local=meeting.starts_local,
        ends_local=meeting.ends_local,
        capacity=meeting.capacity,
    )


def reserve(
    plan: Plan, *, now: datetime, tz: tzinfo, override_soft: bool, besides: Meeting | None = None
) -> tuple[datetime, datetime]:
    """Hold the venue and the people until the transaction ends and check the plan; returns start and end in UTC.

    `besides` is the meeting that is being moved, or that others join while it takes place. Raises HardConflicts,
    SoftConflicts, or Refused at a field.
    """
    _check_place(plan)
    period = _period(plan, tz)
    begun = besides is not None and besides.is_held_at(period, now)
    wish = replace(_wish(plan, period), has_begun=begun)
    _lock(plan)
    found = _reasons(wish, now=now, tz=tz, besides=besides)
    conflicts.check(found, override_soft=override_soft or begun)  # what takes place is not put off by a doubt
    return period


def reasons_against(plan: Plan, *, now: datetime, tz: tzinfo, also: Iterable[Plan] = ()) -> list[Conflict]:
    """Every reason against a plan, hard ones first; nothing is taken. `also` are planned together with it."""
    try:
        _check_place(plan)
        wish = _wish(plan, _period(plan, tz))
    except Refused as refusal:
        return [Conflict(hard=True, field=refusal.field or "day", sentence=refusal.message)]
    planned = (_planned(each, tz) for each in also)
    return _reasons(wish, now=now, tz=tz, others=[each for each in planned if each is not None])


def _planned(plan: Plan, tz: tzinfo) -> Slot | None:
    """A plan as if it were a meeting; None when the clock does not show its hours on that day."""
    try:
        starts_at, ends_at = _period(plan, tz)
    except Refused:
        return None
    place = plan.quarter.name if plan.quarter else plan.commune.name
    return Slot(
        label=f"{cafe_of(place)}, {when(plan.starts_local, plan.ends_local)}",
        starts_at=starts_at,
        ends_at=ends_at,
        day=plan.starts_local.date(),
        commune_id=plan.commune.id,
        quarter_id=plan.quarter.id if plan.quarter else None,
        venue_id=plan.venue.id,
        people=frozenset(plan.people_ids),
    )


def _period(plan: Plan, tz: tzinfo) -> tuple[datetime, datetime]:
    return instant_of(plan.starts_local, tz, field="starts"), instant_of(plan.ends_local, tz, field="ends")


def _reasons(
    wish: Wish, *, now: datetime, tz: tzinfo, besides: Meeting | None = None, others: Iterable[Slot] = ()
) -> list[Conflict]:
    rules = zone_rules()
    return conflicts.find_conflicts(
        wish,
        [*_others(wish, rules, besides), *others],
        notes=[*day_notes(wish.day, wish.commune_id), *absences_during(wish, tz)],
        rules=rules,
        today=now.astimezone(tz).date(),
        now=now,
    )


def zone_rules() -> Rules:
    """The zone's own numbers."""
    zone = the_zone()
    return Rules(zone.travel_gap_minutes, zone.flyer_days, zone.same_quarter_days, zone.horizon_months)


def absences_during(wish: Wish, tz: tzinfo) -> list[str]:
    """Who of them noted, or has in their calendar, that they are not there at that moment; in words."""
    busy = busy_periods([person.id for person in wish.people], wish.starts_at, wish.ends_at)
    return [warning(person.name, period, wish.day, tz) for person in wish.people for period in busy.get(person.id, ())]


def _check_place(plan: Plan) -> None:
    if plan.venue.commune_id != plan.commune.id:
        raise Refused("Ce lieu n’est pas dans cette commune.", field="venue")
    if plan.quarter is not None and plan.quarter.commune_id != plan.commune.id:
        raise Refused("Ce quartier n’est pas dans la commune du lieu.", field="quarter")


def _wish(plan: Plan, period: tuple[datetime, datetime]) -> Wish:
    return Wish(
        starts_at=period[0],
        ends_at=period[1],
        day=plan.starts_local.date(),
        commune_id=plan.commune.id,
        quarter_id=plan.quarter.id if plan.quarter else None,
        venue_id=plan.venue.id,
        people=plan.people,
        capacity=plan.capacity,
        seats=plan.venue.capacity,
    )


def _lock(plan: Plan) -> None:
    """On PostgreSQL two who want the same venue or person queue here, always in the same order.

    SQLite needs nothing: its writers queue from their first statement (BEGIN IMMEDIATE).
    """
    db.session.scalars(select(Venue.id).where(Venue.id == plan.venue.id).with_for_update(key_share=True)).all()
    people = select(Officer.id).where(Officer.id.in_(plan.people_ids)).order_by(Officer.id)
    db.session.scalars(people.with_for_update(key_share=True)).all()


def _others(wish: Wish, rules: Rules, besides: Meeting | None) -> list[Slot]:
    around = timedelta(days=rules.same_quarter_days + 1)
    meetings = meetings_around(
        wish.starts_at - around,
        wish.ends_at + around,
        officer_ids=[person.id for person in wish.people],
        venue_id=wish.venue_id,
        quarter_id=wish.quarter_id,
        besides=besides.id if besides else None,
    )
    return [slot_of(meeting) for meeting in meetings]


def slot_of(meeting: Meeting) -> Slot:
    """A meeting, with its hosts, as the rules of conflicts see it."""
    return Slot(
        label=f"{meeting.cafe}, {when(meeting.starts_local, meeting.ends_local)}",
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        day=meeting.day,
        commune_id=meeting.commune_id,
        quarter_id=meeting.quarter_id,
        venue_id=meeting.venue_id,
        people=frozenset(officer.id for officer in meeting.hosts),
    )
