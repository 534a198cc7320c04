"""Rows of a table set against what the zone knows: its communes, quarters, venues and officers, and past cafés."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime

from cafepol.core.errors import Refused
from cafepol.core.tables import LineError
from cafepol.core.text import slug
from cafepol.history.past import Past

Held = tuple[int, datetime, str]  # commune, local start, venue's name in its normal form


@dataclass(frozen=True)
class Place:
    """A commune: its id, and the commissariat in charge with the officer who leads it (None if there is none)."""

    id: int
    name: str
    commissariat_id: int
    chief_id: int | None


@dataclass(frozen=True)
class Known:
    """What names stand for; every name in its normal form (slug). Quarters and venues by commune."""

    communes: Mapping[str, Place]
    quarters: Mapping[tuple[int, str], int]
    venues: Mapping[tuple[int, str], int]
    officers: Mapping[str, AbstractSet[tuple[int, int]]]  # (officer, commissariat) by name
    held: AbstractSet[Held]


@dataclass(frozen=True)
class Settled:
    """A café of the past ready to be kept. Without an id, venue or officer is to be added under this name."""

    past: Past
    commune_id: int
    commissariat_id: int
    quarter_id: int | None
    venue_id: int | None
    officer_id: int | None


@dataclass
class Plan:
    """What an import would do: the cafés to add, how many are known already, and whatever stands in the way."""

    rows: list[Settled] = field(default_factory=list)
    skipped: int = 0
    errors: list[LineError] = field(default_factory=list)

    @property
    def new_venues(self) -> list[str]:
        """The venues that nobody knows yet, with their commune; they are added as no longer in use."""
        return sorted({f"{each.past.venue} ({each.past.commune})" for each in self.rows if each.venue_id is None})

    @property
    def new_officers(self) -> list[str]:
        """The officers whom nobody knows; they are added as having left."""
        return sorted({each.past.officer for each in self.rows if each.officer_id is None})


def make_plan(cafes: Iterable[Past], errors: Iterable[LineError], known: Known) -> Plan:
    """Settle every café; one that is held already, or twice in the table (commune, start, venue), counts once."""
    plan, seen = Plan(errors=list(errors)), set(known.held)
    for past in cafes:
        try:
            settled = _settle(past, known)
        except Refused as refusal:
            plan.errors.append(LineError(past.line, refusal.message))
            continue
        key = (settled.commune_id, past.starts_local, slug(past.venue))
        if key in seen:
            plan.skipped += 1
        else:
            seen.add(key)
            plan.rows.append(settled)
    return plan


def _settle(past: Past, known: Known) -> Settled:
    place = known.communes.get(slug(past.commune))
    if place is None:
        raise Refused(f"La commune « {past.commune} » n’est pas de cette zone.")
    quarter_id = known.quarters.get((place.id, slug(past.quarter)))
    if past.quarter and quarter_id is None:
        raise Refused(f"Le quartier « {past.quarter} » n’est pas connu à {place.name}.")
    if not slug(past.venue):
        raise Refused("Lieu : écrivez un nom.")
    return Settled(
        past=past,
        commune_id=place.id,
        commissariat_id=place.commissariat_id,
        quarter_id=quarter_id,
        venue_id=known.venues.get((place.id, slug(past.venue))),
        officer_id=_officer(past, place, known),
    )


def _officer(past: Past, place: Place, known: Known) -> int | None:
    """Who received: the officer of that name, the chief where none is named; None: an officer whom nobody knows."""
    if not past.officer:
        if place.chief_id is None:
            raise Refused(f"Policier : écrivez qui a reçu. Aucun chef n’est connu à {place.name}.")
        return place.chief_id
    if not slug(past.officer):
        raise Refused("Policier : écrivez un nom.")
    found = known.officers.get(slug(past.officer), frozenset())
    here = {officer_id for officer_id, commissariat_id in found if commissariat_id == place.commissariat_id}
    candidates = here or {officer_id for officer_id, _ in found}
    if len(candidates) > 1:
        raise Refused(f"Plusieurs policiers s’appellent « {past.officer} ». Écrivez le nom entier.")
    return next(iter(candidates), None)
