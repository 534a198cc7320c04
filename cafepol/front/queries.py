"""What the residents' pages show, each in one statement: plain values, so that equal facts make equal pages.

The statements are of tables, not of models, and built once: these are the pages that everybody opens.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    ScalarSelect,
    Select,
    Text,
    bindparam,
    cast,
    or_,
    select,
    true,
)

from cafepol.core.db import past_orm
from cafepol.core.errors import NotFound
from cafepol.front.agenda import Place
from cafepol.front.cards import Facts, co_hosts, names, of_meetings
from cafepol.invitations.answers import State as InvitationState
from cafepol.invitations.models import Invitation
from cafepol.meetings import lifecycle
from cafepol.meetings.lifecycle import Phase, State
from cafepol.meetings.models import Meeting, meeting_co_host, meeting_topic
from cafepol.meetings.withdrawals import nothing_at
from cafepol.partners.models import Partner, PartnerContact
from cafepol.registrations.capacity import fits
from cafepol.registrations.queries import occupancy
from cafepol.staff.models import Officer, OfficerPhoto
from cafepol.zone.models import Commissariat, Commune, PreventionTopic, Quarter, Venue, Zone

_zone, _station, _commune = Zone.__table__.c, Commissariat.__table__.c, Commune.__table__.c
_quarter, _venue, _officer = Quarter.__table__.c, Venue.__table__.c, Officer.__table__.c
_meeting, _topic = Meeting.__table__.c, PreventionTopic.__table__.c
_photo = OfficerPhoto.__table__.c
_partner, _contact, _invitation = Partner.__table__.c, PartnerContact.__table__.c, Invitation.__table__.c


@dataclass(frozen=True)
class Around:
    """What stands on every page: all that is stored about the zone, and its communes in their order."""

    zone: Facts
    places: tuple[Place, ...]

    def place(self, slug: str) -> Place:
        """The commune of a slug. Raises NotFound."""
        for place in self.places:
            if place.slug == slug:
                return place
        raise NotFound


def around() -> Around:
    """The zone and its communes, each with its police station. Raises NotFound in a database without a profile."""
    rows = past_orm(_all_around()).all()
    if not rows:
        raise NotFound("Aucune zone n’est encore installée.")
    found = [Place(slug, name, tuple(nearby), *station) for slug, name, nearby, *station in (row[:7] for row in rows)]
    return Around(tuple(rows[0][7:]), tuple(found))


@cache
def _all_around() -> Select[Any]:
    at_station = (_station.name, _station.phone, _station.hours, _station.address)
    of_place = (_commune.slug, _commune.name, _commune.nearby, *at_station)
    of_zone = (cast(each, Text) if isinstance(each.type, JSON) else each for each in _zone)
    return (
        select(*of_place, *of_zone)
        .join_from(Commune.__table__, Commissariat.__table__, _station.id == _commune.commissariat_id)
        .join(Zone.__table__, true())
        .order_by(_commune.position)
    )


def _topics() -> ScalarSelect[Any]:
    topics = names(_topic.label).join_from(
        meeting_topic, PreventionTopic.__table__, meeting_topic.c.topic_id == _topic.id
    )
    return topics.where(meeting_topic.c.meeting_id == _meeting.id).correlate(Meeting.__table__).scalar_subquery()


def _partners() -> ScalarSelect[Any]:
    partners = (
        names(_partner.name)
        .join_from(Partner.__table__, PartnerContact.__table__, _contact.partner_id == _partner.id)
        .join(Invitation.__table__, _invitation.contact_id == _contact.id)
    )
    mine = (_invitation.meeting_id == _meeting.id, _invitation.state == InvitationState.ACCEPTED)
    return partners.where(*mine).correlate(Meeting.__table__).scalar_subquery()


def _photos() -> ScalarSelect[Any]:
    """The portraits that the hosts of a meeting show: « 12 0f3a… », one a line."""
    co_hosts = select(meeting_co_host.c.officer_id).where(meeting_co_host.c.meeting_id == _meeting.id)
    of_hosts = or_(_photo.officer_id == _meeting.host_id, _photo.officer_id.in_(co_hosts.correlate(Meeting.__table__)))
    photos = names(cast(_photo.officer_id, Text) + " " + _photo.digest).select_from(OfficerPhoto.__table__)
    return photos.where(_photo.is_shown, of_hosts).correlate(Meeting.__table__).scalar_subquery()


@dataclass(frozen=True)
class Seen:
    """A meeting as its page shows it.

    `stored` is all that the database holds about it, its place and its people: two readings are equal as long as
    nothing changed that the page could show. `photos`: the portraits that its hosts show, (id of the officer, digest).
    """

    id: int
    phase: Phase
    capacity: int | None
    commune_slug: str
    photos: tuple[tuple[int, str], ...]
    stored: Facts

    @property
    def is_open(self) -> bool:
        """Whether residents may still answer."""
        return self.phase in {Phase.UPCOMING, Phase.UNDER_WAY}


def seen_meeting(code: str, now: datetime) -> Seen:
    """A meeting that the public may see. Raises Gone for one that is a draft again, else NotFound."""
    row = past_orm(_all_of_a_meeting(), {"code": code.upper()}).one_or_none()
    if row is None:
        raise nothing_at(code)
    meeting_id, state, starts_at, ends_at, capacity, slug, photos, *stored = row
    phase = lifecycle.phase(State(state), starts_at=starts_at, ends_at=ends_at, now=now)
    shown = sorted(line.split() for line in (photos or "").splitlines())
    return Seen(meeting_id, phase, capacity, slug, tuple((int(who), digest) for who, digest in shown), tuple(stored))


@cache
def _all_of_a_meeting() -> Select[Any]:
    named = (_meeting.id, _meeting.state, _meeting.starts_at, _meeting.ends_at, _meeting.capacity, _commune.slug)
    hashable = [each for each in _commune if each.key != "nearby"]
    stored = (*_meeting, *_venue, *_quarter, *hashable, *_station, *_officer)
    named_people = (co_hosts(_officer.title + " " + _officer.name), _topics(), _partners())
    return of_meetings(*named, _photos(), *stored, *named_people).where(
        _meeting.code == bindparam("code"), _meeting.first_published_at.is_not(None)
    )


def is_full(seen: Seen, now: datetime) -> bool:
    """Whether whoever answers now would wait; a meeting without a limit is never full."""
    if seen.capacity is None:
        return False
    taken, somebody_waits = occupancy(seen.id, now=now)
    return not fits(1, capacity=seen.capacity, taken=taken, others_wait=somebody_waits)
