"""What changes a published meeting, as the pages of planning do it: in a transaction of its own."""

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.planning import operations as planning
from cafepol.zone.queries import get_venue
from cafepol.zone.rooms import Facts
from tests.post import wishes


def moved(**wanted):
    facts = wishes(**wanted)
    return {"now": facts.pop("now"), "tz": facts.pop("tz"), "plan": facts}


def move(meeting_id, **wanted):
    with transaction():
        meeting = get_meeting_by_id(meeting_id)
        planning.edit(meeting, version=meeting.version, **moved(**wanted))


def call_off(meeting_id):
    with transaction():
        planning.cancel(get_meeting_by_id(meeting_id), reason="Le policier est malade.", now=now())


def correct_venue(meeting_id):
    with transaction():
        venue = get_venue(get_meeting_by_id(meeting_id).venue_id)
        facts = Facts(name=venue.name, street="rue Neuve 1", postal_code="7340", locality="Colfontaine")
        planning.correct_venue(venue, facts, quarter=venue.quarter, version=venue.version, now=now())
