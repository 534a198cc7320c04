"""Meetings of residents' pages, made as officers make them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from cafepol.core.clock import now, zone_time
from cafepol.core.db import db, transaction
from cafepol.meetings import operations, stages
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.staff.models import Officer
from cafepol.zone import queries as zone_queries
from cafepol.zone.models import Commissariat

FIRST = datetime.fromisoformat("2027-01-12T14:00")  # a local time


@dataclass(frozen=True)
class Planned:
    """What a test knows of a meeting it planned."""

    id: int
    code: str

    @property
    def path(self):
        return f"/rencontres/{self.code}"


def hire(name, commissariat="colfontaine"):
    """The officer of that name, in the transaction that is open."""
    found = db.session.scalar(select(Officer).where(Officer.name == name))
    if found is None:
        place = db.session.scalars(select(Commissariat.id).where(Commissariat.slug == commissariat)).one()
        found = Officer(name=name, rank="INP", title="Inspecteur", phone="+3265001299", commissariat_id=place)
        db.session.add(found)
        db.session.flush()
    return found


@pytest.fixture
def plan(app):
    """`plan("colfontaine", days=1, publish=True, …)`: a café of two hours, from mardi 12 janvier 2027 at 14 h."""

    def make(
        slug="colfontaine",
        *,
        days=0,
        publish=True,
        host="M. Dupont",
        co_hosts=(),
        quarter=None,
        venue=0,
        topics=0,
        **more,
    ):
        with transaction():
            commune = zone_queries.commune_by_slug(slug)
            start = FIRST + timedelta(days=days)
            meeting = operations.create_meeting(
                commune=commune,
                quarter=next((q for q in zone_queries.quarters(commune.id) if q.name == quarter), None),
                venue=zone_queries.venues([commune.id])[venue],
                host=hire(host),
                co_hosts=[hire(name) for name in co_hosts],
                topics=zone_queries.topics()[:topics],
                starts_local=start,
                ends_local=start + timedelta(hours=2),
                **{
                    "title": zone_queries.the_zone().default_title,
                    "phone": "065 00 12 99",
                    "created_by": None,
                    "override_soft": True,
                    "now": now(),
                    "tz": zone_time(),
                    **more,
                },
            )
            if publish:
                stages.publish_meeting(meeting, now=now())
            return Planned(meeting.id, meeting.code)

    return make


@pytest.fixture
def cancel(app):
    """`cancel(planned, "La salle est inondée.")`."""

    def make(planned, reason="La salle est inondée."):
        with transaction():
            stages.cancel_meeting(get_meeting_by_id(planned.id), reason=reason, now=now())

    return make


@pytest.fixture
def past(clock):
    """Move to the day after the first meeting."""
    return lambda: clock.set(datetime(2027, 1, 13, 8, tzinfo=UTC))
