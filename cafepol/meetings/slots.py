"""Finding a date: the free slots of a commune's hosts and venues in a span of days, the best first.

What is impossible (a person or a venue taken, a time that does not exist) is never offered. Of two slots, the first of
these to tell them apart decides:

1. fewer doubts: holiday, blocked day, local event, absence, no time left for the flyer, the same quarter just visited;
2. the month in which the commune is further below its target;
3. the quarter for which more people asked;
4. the quarter that was not visited for longer, never visited being longest;
5. a day on which nothing else is held in the zone;
6. the earlier moment.

One slot a day is offered, and three a quarter, a week or more apart, so that the list leaves a choice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from cafepol.core.errors import Refused
from cafepol.core.local_time import instant_of
from cafepol.meetings.conflicts import Person, Rules, Slot, Wish, find_conflicts
from cafepol.meetings.hours import EVENING, Hours
from cafepol.meetings.months import MONTHS_A_YEAR, Month, month_of

PER_QUARTER = 3
A_WEEK = 7  # days
LIMIT = 10
LONG_AGO = 2  # months after which a quarter is said to wait
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip


@dataclass(frozen=True)
class Room:
    """A venue, and the quarter in which it stands. `place` is the quarter's name, or the commune's."""

    id: int
    name: str
    quarter_id: int | None
    place: str


@dataclass(frozen=True)
class Search:
    """The days (both included), the days of the week (Monday is 0) and the hours that would do."""

    first: date
    last: date
    weekdays: frozenset[int]
    hours: tuple[Hours, ...]


@dataclass(frozen=True)
class Known:
    """What is known of a commune when a date is looked for.

    `hosts` in order of preference, after those who answer for the quarter (`own`: ids by quarter); `others`: every
    meeting of the zone that stands around the span; `away`: instants by person; `notes`: by day; `counted`: meetings by
    month, drafts included (`drafts` says how many); `visits`: days by quarter; `asked`: open requests by quarter;
    `target`: meetings a month.
    """

    commune_id: int
    hosts: tuple[Person, ...]
    rooms: tuple[Room, ...]
    others: tuple[Slot, ...]
    rules: Rules
    target: int
    today: date
    now: datetime
    tz: tzinfo
    away: Mapping[int, Sequence[tuple[datetime, datetime]]] = field(default_factory=dict)
    notes: Mapping[date, Sequence[str]] = field(default_factory=dict)
    counted: Mapping[Month, int] = field(default_factory=dict)
    drafts: Mapping[Month, int] = field(default_factory=dict)
    visits: Mapping[int, Sequence[date]] = field(default_factory=dict)
    asked: Mapping[int, int] = field(default_factory=dict)
    own: Mapping[int, Collection[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """A slot that is free, why it is offered, and what speaks against it."""

    day: date
    hours: Hours
    host: Person
    room: Room
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]
    rank: tuple[int, ...]


def find_slots(search: Search, known: Known) -> list[Found]:
    """The best free slots, at most `LIMIT`; ranked as the module says."""
    best: dict[date, list[Found]] = defaultdict(list)
    for found in _free(search, known, _by_day(known.others)):
        best[found.day].append(found)
    ranked = sorted((found for day in best.values() for found in day), key=lambda found: found.rank)
    return _with_a_choice(ranked)


def _with_a_choice(ranked: list[Found]) -> list[Found]:
    days: set[date] = set()
    quarters: dict[int | None, list[date]] = defaultdict(list)
    chosen: list[Found] = []
    for found in ranked:
        quarter = found.room.quarter_id
        if found.day in days or (quarter is not None and _is_enough(quarters[quarter], found.day)):
            continue
        days.add(found.day)
        quarters[quarter].append(found.day)
        chosen.append(found)
    return chosen[:LIMIT]


def _is_enough(offered: list[date], day: date) -> bool:
    """Whether a quarter has its share of the list, or a slot in the same week's time."""
    return len(offered) >= PER_QUARTER or any(abs((day - other).days) < A_WEEK for other in offered)


def _by_day(others: Sequence[Slot]) -> Mapping[date, list[Slot]]:
    found: dict[date, list[Slot]] = defaultdict(list)
    for other in others:
        found[other.day].append(other)
    return found


def _free(search: Search, known: Known, others: Mapping[date, list[Slot]]) -> Iterator[Found]:
    for days in range((search.last - search.first).days + 1):
        day = search.first + timedelta(days=days)
        if day.weekday() not in search.weekdays:
            continue
        for hours in search.hours:
            period = _period(day, hours, known.tz)
            if period is None:
                continue
            for room in known.rooms:
                found = _slot(day, hours, period, room, known, others)
                if found:
                    yield found


def _period(day: date, hours: Hours, tz: tzinfo) -> tuple[datetime, datetime] | None:
    """The two instants, or None on a night on which the clock leaves one of them out or shows it twice."""
    try:
        return instant_of(datetime.combine(day, hours.starts), tz), instant_of(datetime.combine(day, hours.ends), tz)
    except Refused:
        return None


def _slot(
    day: date,
    hours: Hours,
    period: tuple[datetime, datetime],
    room: Room,
    known: Known,
    others: Mapping[date, list[Slot]],
) -> Found | None:
    """The slot with the host against whom least speaks, or None when nobody can."""
    near = _near(day, room, known, others)
    free = []
    own = known.own.get(room.quarter_id or 0, ())
    for place, host in enumerate(sorted(known.hosts, key=lambda each: each.id not in own)):
        wish = Wish(*period, day, known.commune_id, room.quarter_id, room.id, (host,))
        against = find_conflicts(
            wish, near, notes=known.notes.get(day, ()), rules=known.rules, today=known.today, now=known.now
        )
        if not any(each.hard for each in against):
            doubts = (*(each.sentence for each in against), *_absence(host, period, known))
            free.append((len(doubts), place, host, doubts))
    if not free:
        return None
    _, _, host, doubts = min(free, key=lambda each: each[:2])
    alone = day not in others
    reasons = (*_reasons(day, room, known), *_quiet(hours, alone=alone))
    return Found(day, hours, host, room, reasons, doubts, _rank(day, hours, room, known, len(doubts), alone=alone))


def _near(day: date, room: Room, known: Known, others: Mapping[date, list[Slot]]) -> list[Slot]:
    """The meetings that may speak against a slot: of the days around, and of the quarter for some weeks."""
    around = [other for shift in (-1, 0, 1) for other in others.get(day + timedelta(days=shift), ())]
    weeks = known.rules.same_quarter_days
    if room.quarter_id is None:
        return around
    same = [other for other in known.others if other.quarter_id == room.quarter_id]
    return around + [other for other in same if 1 < abs((other.day - day).days) <= weeks]


def _absence(host: Person, period: tuple[datetime, datetime], known: Known) -> Iterator[str]:
    if any(start < period[1] and period[0] < end for start, end in known.away.get(host.id, ())):
        yield f"D’après son calendrier, {host.name} n’est pas là à ce moment."


def _rank(day: date, hours: Hours, room: Room, known: Known, doubts: int, *, alone: bool) -> tuple[int, ...]:
    last = _last_visit(day, room, known)
    missing = max(known.target - known.counted.get(month_of(day), 0), 0)
    asked = known.asked.get(room.quarter_id or 0, 0)
    return (
        doubts,
        -missing,
        -asked,
        0 if last is None else last.year * MONTHS_A_YEAR + last.month,
        0 if alone else 1,
        day.toordinal(),
        hours.starts.hour,
        hours.starts.minute,
        room.id,
    )


def _last_visit(day: date, room: Room, known: Known) -> date | None:
    """The day of the quarter's last meeting, held or planned, not after that day; None without one."""
    before = [visit for visit in known.visits.get(room.quarter_id or 0, ()) if visit <= day]
    return max(before, default=None)


def _waiting(last: date, today: date) -> int:
    """Whole months since a visit."""
    return (today.year - last.year) * MONTHS_A_YEAR + today.month - last.month - (1 if today.day < last.day else 0)


def _reasons(day: date, room: Room, known: Known) -> Iterator[str]:
    last = _last_visit(day, room, known)
    if room.quarter_id is not None and last is None:
        yield f"{room.place} n’a pas encore eu de café."
    elif last is not None and _waiting(last, known.today) >= LONG_AGO:
        yield f"{room.place} n’a pas eu de café depuis {_waiting(last, known.today)} mois."
    asked = known.asked.get(room.quarter_id or 0, 0)
    if asked:
        yield f"{asked} demande{'s' if asked > 1 else ''} d’habitants pour {room.place}."
    month = month_of(day)
    counted = known.counted.get(month, 0)
    if counted < known.target:
        drafts = ", brouillons compris" if known.drafts.get(month, 0) else ""
        yield f"{counted} {'cafés' if counted > 1 else 'café'} sur {known.target} en {MONTHS[month.month - 1]}{drafts}."


def _quiet(hours: Hours, *, alone: bool) -> Iterator[str]:
    if alone:
        yield f"Rien d’autre dans la zone ce {'soir' if hours.part == EVENING else 'jour'}-là."
