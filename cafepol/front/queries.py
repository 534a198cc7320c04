"""What the residents' pages show, each in one statement: plain values, so that equal facts make equal pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, SQLColumnExpression, and_, func, or_, select

from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.front.agenda import Card, Place
from cafepol.invitations.answers import State as InvitationState
from cafepol.invitations.models import Invitation
from cafepol.meetings import lifecycle
from cafepol.meetings.lifecycle import Phase, State
from cafepol.meetings.models import Meeting, meeting_co_host, meeting_topic
from cafepol.partners.models import Partner, PartnerContact
from cafepol.registrations.capacity import fits
from cafepol.registrations.queries import occupancy
from cafepol.staff.models import Officer
from cafepol.zone.models import Commissariat, Commune, PreventionTopic, Quarter, Venue
from cafepol.zone.queries import the_zone

Facts = tuple[Any, ...]
_BETWEEN = "\n"  # no name holds a line break


def zone_facts() -> Facts:
    """All that is stored about the zone; read once per request."""
    zone = the_zone()
    return tuple(repr(getattr(zone, column.key)) for column in zone.__table__.columns)


def places() -> tuple[Place, ...]:
    """The communes in the zone's order, each with its police station."""
    rows = db.session.execute(
        select(Commune.slug, Commune.name, Commune.nearby, Commissariat.name, Commissariat.phone, Commissariat.hours)
        .join(Commune.commissariat)
        .order_by(Commune.position)
    )
    return tuple(Place(slug, name, tuple(nearby), *station) for slug, name, nearby, *station in rows)


def place_of(known: tuple[Place, ...], slug: str) -> Place:
    """The commune of a slug. Raises NotFound."""
    for place in known:
        if place.slug == slug:
            return place
    raise NotFound


def _co_hosts(words: SQLColumnExpression[str]) -> ScalarSelect[str]:
    return (
        select(func.aggregate_strings(words, _BETWEEN))
        .join(meeting_co_host, meeting_co_host.c.officer_id == Officer.id)
        .where(meeting_co_host.c.meeting_id == Meeting.id, Officer.id != Meeting.host_id)
        .correlate(Meeting)
        .scalar_subquery()
    )


def cards(now: datetime) -> tuple[Card, ...]:
    """The published meetings that are not over, and the cancelled ones that were published, by date."""
    shown = or_(
        Meeting.state == State.PUBLISHED,
        and_(Meeting.state == State.CANCELLED, Meeting.first_published_at.is_not(None)),
    )
    rows = db.session.execute(
        select(
            Meeting.code,
            Meeting.starts_local,
            Meeting.ends_local,
            Meeting.state,
            Meeting.cancel_reason,
            Commune.name,
            Commune.slug,
            Quarter.name,
            Venue.name,
            Venue.street,
            Officer.name,
            _co_hosts(Officer.name),
        )
        .join(Meeting.commune)
        .join(Meeting.venue)
        .join(Meeting.host)
        .outerjoin(Meeting.quarter)
        .where(shown, Meeting.ends_at > now)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return tuple(_card(*tuple(row)) for row in rows)


def _card(
    code: str,
    starts: datetime,
    ends: datetime,
    state: str,
    reason: str | None,
    commune: str,
    slug: str,
    quarter: str | None,
    venue: str,
    street: str,
    host: str,
    others: str | None,
) -> Card:
    hosts = (host, *sorted((others or "").split(_BETWEEN) if others else ()))
    cancelled = state == State.CANCELLED
    return Card(code, starts, ends, cancelled, reason or "", commune, slug, quarter or "", venue, street, hosts)


@dataclass(frozen=True)
class Seen:
    """A meeting as its page shows it.

    `stored` is all that the database holds about it, its place and its people: two readings are equal as long as
    nothing changed that the page could show.
    """

    id: int
    phase: Phase
    capacity: int | None
    commune_slug: str
    stored: Facts

    @property
    def is_open(self) -> bool:
        """Whether residents may still answer."""
        return self.phase in {Phase.UPCOMING, Phase.UNDER_WAY}


def seen_meeting(code: str, now: datetime) -> Seen:
    """A meeting that the public may see. Raises NotFound for any other."""
    row = db.session.execute(_facts().where(Meeting.code == code.upper())).one_or_none()
    if row is None:
        raise NotFound
    meeting_id, state, starts_at, ends_at, capacity, slug, *stored = row
    phase = lifecycle.phase(State(state), starts_at=starts_at, ends_at=ends_at, now=now)
    return Seen(meeting_id, phase, capacity, slug, tuple(stored))


def is_full(seen: Seen, now: datetime) -> bool:
    """Whether whoever answers now would wait; a meeting without a limit is never full."""
    if seen.capacity is None:
        return False
    taken, somebody_waits = occupancy(seen.id, now=now)
    return not fits(1, capacity=seen.capacity, taken=taken, others_wait=somebody_waits)


def _facts() -> Select[Any]:
    tables = (Meeting, Venue, Quarter, Commune, Commissariat, Officer)
    named = (Meeting.id, Meeting.state, Meeting.starts_at, Meeting.ends_at, Meeting.capacity, Commune.slug)
    columns = [column for table in tables for column in table.__table__.c if column.key != "nearby"]
    return (
        select(*named, *columns, _co_hosts(Officer.title + " " + Officer.name), _topic_labels(), _partner_names())
        .select_from(Meeting)
        .join(Meeting.commune)
        .join(Commune.commissariat)
        .join(Meeting.venue)
        .join(Meeting.host)
        .outerjoin(Meeting.quarter)
        .where(Meeting.first_published_at.is_not(None))
    )


def _topic_labels() -> ScalarSelect[str]:
    return (
        select(func.aggregate_strings(PreventionTopic.label, _BETWEEN))
        .join(meeting_topic, meeting_topic.c.topic_id == PreventionTopic.id)
        .where(meeting_topic.c.meeting_id == Meeting.id)
        .correlate(Meeting)
        .scalar_subquery()
    )


def _partner_names() -> ScalarSelect[str]:
    return (
        select(func.aggregate_strings(Partner.name, _BETWEEN))
        .join(PartnerContact, PartnerContact.partner_id == Partner.id)
        .join(Invitation, Invitation.contact_id == PartnerContact.id)
        .where(Invitation.meeting_id == Meeting.id, Invitation.state == InvitationState.ACCEPTED)
        .correlate(Meeting)
        .scalar_subquery()
    )
