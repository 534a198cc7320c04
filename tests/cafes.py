"""A commune's rows to plan meetings with, and a maker of meetings."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from cafepol.core.clock import now, zone_time
from cafepol.core.db import db, transaction
from cafepol.meetings.lifecycle import ClosingFacts
from cafepol.meetings.operations import create_meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import close_meeting, publish_meeting
from cafepol.meetings.venue_changes import correct_venue
from cafepol.staff.models import Officer
from cafepol.zone import queries as zone_queries
from cafepol.zone.models import Commissariat
from cafepol.zone.rooms import Facts

DAY = datetime.fromisoformat("2027-02-09")  # a local day, a Tuesday far enough ahead for a flyer


@dataclass
class Town:
    """A commune's rows, read in the transaction that uses them."""

    slug: str = "colfontaine"

    @property
    def commune(self):
        return zone_queries.commune_by_slug(self.slug)

    @property
    def venues(self):
        return zone_queries.venues([self.commune.id])

    @property
    def quarters(self):
        return zone_queries.quarters(self.commune.id)


def officer(name: str, commissariat: str = "colfontaine") -> Officer:
    """The officer of that name, hired if there is none."""
    found = db.session.scalar(select(Officer).where(Officer.name == name))
    if found is None:
        place = db.session.scalars(select(Commissariat.id).where(Commissariat.slug == commissariat)).one()
        title = "Inspecteur" if name.startswith("M. ") else "Inspectrice"
        found = Officer(name=name, rank="INP", title=title, phone="+3265001299", commissariat_id=place)
        db.session.add(found)
        db.session.flush()
    return found


def wish(*, town="colfontaine", host="Mme Duval", day=DAY, start="18:00", end="20:00", venue=0, quarter=None, **more):
    """What create_meeting and edit_meeting take alike."""
    there = Town(town)
    room = there.venues[venue]
    return {
        "commune": there.commune,
        "quarter": quarter,
        "venue": room,
        "host": officer(host) if isinstance(host, str) else host,
        "title": "Un café avec votre policier de quartier",
        "starts_local": datetime.combine(day, time.fromisoformat(start)),
        "ends_local": datetime.combine(day, time.fromisoformat(end)),
        "phone": "065 00 12 99",
        "now": now(),
        "tz": zone_time(),
        **more,
    }


def plan(**wanted):
    """A draft, in the transaction that is open; soft conflicts are overridden unless a test says otherwise."""
    return create_meeting(**{"created_by": None, "override_soft": True, **wish(**wanted)})


def plan_many(how_many: int) -> None:
    """So many published meetings on as many days, in one transaction."""
    with transaction():
        for days in range(how_many):
            publish_meeting(plan(day=DAY + timedelta(days=days)), now=now())


def close(shown) -> None:
    """Close a meeting at which seven people were, and nothing was said."""
    with transaction():
        facts = ClosingFacts(7, 0, 0, no_concern=True)
        close_meeting(get_meeting_by_id(shown.id), facts=facts, now=now())


def at_another_address(venue_id: int) -> int:
    """A venue's address is corrected; how many meetings that concerns."""
    venue = zone_queries.get_venue(venue_id)
    facts = Facts(venue.name, "rue Neuve 1", venue.postal_code, venue.locality)
    quarter = zone_queries.get_quarter(venue.quarter_id)
    return correct_venue(venue, facts, quarter=quarter, version=venue.version, now=now())


@pytest.fixture
def meeting(app):
    """`meeting(publish=True, days=3, …)`: a meeting in a transaction of its own, with all that its pages show."""

    def make(*, publish=True, days=0, **wanted):
        with transaction():
            made = plan(day=DAY + timedelta(days=days), **wanted)
            if publish:
                publish_meeting(made, now=now())
            meeting_id = made.id
        loaded = get_meeting_by_id(meeting_id)
        db.session.remove()  # so that no later rollback empties what the test holds
        return loaded

    return make
