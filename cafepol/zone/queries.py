"""Every read of the reference data."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache

import holidays
from flask import g
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload, selectinload

from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.zone.closure_models import Closure
from cafepol.zone.models import (
    Commissariat,
    Commune,
    PartnerKind,
    PlanPriority,
    PreventionTopic,
    Quarter,
    Theme,
    Venue,
    Zone,
)
from cafepol.zone.publishing_models import ZoneLogo

_CACHED = "cafepol_zone"
_THE_ZONE = select(Zone).where(Zone.id == 1)


def find_zone() -> Zone | None:
    """The zone, or None in a database that is still empty. A row to change, tracked by the session."""
    return db.session.get(Zone, 1)


def the_zone() -> Zone:
    """The zone, read once per request: a copy to read, not to change (`find_zone` gives the row).

    Raises NotFound in a database without a profile.
    """
    cached: Zone | None = g.get(_CACHED)
    if cached is None:
        cached = db.session.scalar(_THE_ZONE)
        if cached is None:
            raise NotFound("Aucune zone n’est encore installée.")
        db.session.expunge(cached)  # so that a rollback later in the request leaves it readable
        setattr(g, _CACHED, cached)
    return cached


def zone_logo() -> ZoneLogo | None:
    """The zone's own mark for its papers, if its profile gave one."""
    return db.session.get(ZoneLogo, 1)


def commissariats(ids: Collection[int] | None = None) -> list[Commissariat]:
    """The commissariats (those of `ids`, or all), with their communes, in the order of their communes."""
    query = select(Commissariat).options(selectinload(Commissariat.communes))
    if ids is not None:
        query = query.where(Commissariat.id.in_(ids))
    found = list(db.session.scalars(query))
    return sorted(found, key=lambda each: min((commune.position for commune in each.communes), default=0))


def get_commissariat(commissariat_id: int) -> Commissariat:
    """One commissariat with its communes. Raises NotFound."""
    for found in commissariats([commissariat_id]):
        return found
    raise NotFound


def communes(commissariat_ids: Collection[int] | None = None) -> list[Commune]:
    """The communes in the zone's order, with their commissariat: of these commissariats, or all."""
    query = select(Commune).options(joinedload(Commune.commissariat)).order_by(Commune.position)
    if commissariat_ids is not None:
        query = query.where(Commune.commissariat_id.in_(commissariat_ids))
    return list(db.session.scalars(query))


def find_commune(slug: str) -> Commune | None:
    """The commune of that slug, with its commissariat, or None."""
    query = select(Commune).options(joinedload(Commune.commissariat)).where(Commune.slug == slug)
    return db.session.scalar(query)


def commune_by_slug(slug: str) -> Commune:
    """The commune of that slug, with its commissariat. Raises NotFound."""
    found = find_commune(slug)
    if found is None:
        raise NotFound
    return found


def get_commune(commune_id: int) -> Commune:
    """The commune of that id, with its commissariat. Raises NotFound."""
    query = select(Commune).options(joinedload(Commune.commissariat)).where(Commune.id == commune_id)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def quarters(commune_id: int | None = None, *, commissariat_ids: Collection[int] | None = None) -> list[Quarter]:
    """Quarters with their commune, in the profile's order: of one commune, of commissariats, or all."""
    query = select(Quarter).join(Quarter.commune).options(joinedload(Quarter.commune))
    if commune_id is not None:
        query = query.where(Quarter.commune_id == commune_id)
    if commissariat_ids is not None:
        query = query.where(Commune.commissariat_id.in_(commissariat_ids))
    return list(db.session.scalars(query.order_by(Commune.position, Quarter.id)))


def get_quarter(quarter_id: int) -> Quarter:
    """One quarter with its commune. Raises NotFound."""
    found = db.session.scalar(select(Quarter).options(joinedload(Quarter.commune)).where(Quarter.id == quarter_id))
    if found is None:
        raise NotFound
    return found


def venues(commune_ids: Collection[int]) -> list[Venue]:
    """The venues in use in these communes, with commune and quarter, in the profile's order."""
    query = (
        select(Venue)
        .join(Venue.commune)
        .options(joinedload(Venue.commune), joinedload(Venue.quarter))
        .where(Venue.commune_id.in_(commune_ids), Venue.is_active.is_(True))
        .order_by(Commune.position, Venue.id)
    )
    return list(db.session.scalars(query))


def all_venues(commissariat_ids: Collection[int] | None) -> list[Venue]:
    """The venues of these commissariats (None: of all), in use or not, with commune and quarter, by name."""
    query = select(Venue).join(Venue.commune).options(joinedload(Venue.commune), joinedload(Venue.quarter))
    if commissariat_ids is not None:
        query = query.where(Commune.commissariat_id.in_(commissariat_ids))
    return list(db.session.scalars(query.order_by(Commune.position, Venue.name, Venue.id)))


def venues_named(commune_id: int, name: str) -> list[Venue]:
    """The venues of a commune of that very name."""
    return list(db.session.scalars(select(Venue).where(Venue.commune_id == commune_id, Venue.name == name)))


def get_venue(venue_id: int) -> Venue:
    """One venue with its commune and quarter, in use or not. Raises NotFound."""
    query = select(Venue).options(joinedload(Venue.commune), joinedload(Venue.quarter)).where(Venue.id == venue_id)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def themes() -> list[Theme]:
    """The themes in the zone's order, with the plan priority each is evidence for."""
    return list(db.session.scalars(select(Theme).options(joinedload(Theme.priority)).order_by(Theme.position)))


def priorities() -> list[PlanPriority]:
    """The priorities of the safety plans, phenomena and attentions, in the plan's order."""
    return list(db.session.scalars(select(PlanPriority).order_by(PlanPriority.starts_on, PlanPriority.position)))


def topics() -> list[PreventionTopic]:
    """The prevention topics an officer may present."""
    return list(db.session.scalars(select(PreventionTopic).order_by(PreventionTopic.position)))


def partner_kinds() -> list[PartnerKind]:
    """The kinds of partners."""
    return list(db.session.scalars(select(PartnerKind).order_by(PartnerKind.position)))


def legal_holidays(start: date, end: date) -> dict[date, str]:
    """The Belgian legal holidays between two days, both included, with their French names."""
    found = {day: name for year in range(start.year, end.year + 1) for day, name in _holidays_in(year)}
    return {day: name for day, name in found.items() if start <= day <= end}


@cache
def _holidays_in(year: int) -> tuple[tuple[date, str], ...]:
    calendar = holidays.country_holidays("BE", language="fr", years=year)
    return tuple((day, name.replace("'", "’")) for day, name in sorted(calendar.items()))


def closed_days(start: date, end: date) -> dict[date, str]:
    """The days without working hours between two days, both included, and why.

    Legal holidays, and closures of the whole zone. Weekends are not in it: rules know them.
    Source: spec « Promise ».
    """
    closed = {}
    for closure in _closures(start, end, Closure.kind == "closure", Closure.commune_id.is_(None)):
        for day in _days(max(start, closure.starts_on), min(end, closure.ends_on)):
            closed[day] = closure.label
    return dict(sorted((closed | legal_holidays(start, end)).items()))


def day_notes(day: date, commune_id: int | None) -> list[str]:
    """What to know before choosing that day in that commune: holiday, closure, blocked day, local event."""
    return notes_between(day, day, [] if commune_id is None else [commune_id]).get(day, [])


def notes_between(start: date, end: date, commune_ids: Collection[int]) -> dict[date, list[str]]:
    """The same for every day between two, both included, in any of these communes; days without a note are absent."""
    notes = {day: [f"Jour férié : {name}"] for day, name in legal_holidays(start, end).items()}
    for row in _closures(start, end, or_(Closure.commune_id.is_(None), Closure.commune_id.in_(commune_ids))):
        for day in _days(max(start, row.starts_on), min(end, row.ends_on)):
            notes.setdefault(day, []).append(f"{_NOTE[row.kind]} : {row.label}")
    return notes


_NOTE = {"closure": "Services fermés", "blocked": "Jour bloqué", "local_event": "Événement local"}


def _closures(start: date, end: date, *conditions: ColumnElement[bool]) -> list[Closure]:
    query = select(Closure).where(Closure.starts_on <= end, Closure.ends_on >= start)
    return list(db.session.scalars(query.where(*conditions).order_by(Closure.starts_on, Closure.id)))


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
