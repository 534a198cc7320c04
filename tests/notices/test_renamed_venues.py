"""A venue gets another name: people hear of it, unless it has the one they know by the time they would."""

import pytest

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.invitations.answers import Answer
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.venue_changes import correct_venue
from cafepol.zone.models import Quarter, Venue
from cafepol.zone.rooms import Facts
from tests.notices.saying import LATER, clear, invite, news, plain, register, run, wait
from tests.post import contact, move, plan


@pytest.fixture
def meeting_id(app):
    """A meeting of which a resident and a partner have heard."""
    meeting_id = plan()
    register(meeting_id, mail="a@resident.example")
    invite(meeting_id, contact(), Answer.YES)
    clear()
    return meeting_id


def name_of(meeting_id):
    with transaction():
        return get_meeting_by_id(meeting_id).venue.name


def rename(meeting_id, name):
    with transaction() as session:
        venue = session.get(Venue, get_meeting_by_id(meeting_id).venue_id)
        facts = Facts(name=name, street=venue.street, postal_code=venue.postal_code, locality=venue.locality)
        correct_venue(venue, facts, quarter=session.get(Quarter, venue.quarter_id), version=venue.version, now=now())


def test_renamed_and_renamed_back_before_it_was_told_is_told_to_nobody(meeting_id, clock):
    known = name_of(meeting_id)
    for name in ("Le Petit Salon", "Le Grand Salon", known):
        rename(meeting_id, name)
    wait(clock)
    assert (run(), news()) == (0, {})


def test_renamed_back_and_moved_back_is_told_to_nobody_either(meeting_id, clock):
    known = name_of(meeting_id)
    rename(meeting_id, "Le Petit Salon")
    move(meeting_id, **LATER)
    rename(meeting_id, known)
    move(meeting_id)
    wait(clock)
    assert run() == 0


def test_renamed_back_after_it_was_told_is_told_again(meeting_id, clock):
    known = name_of(meeting_id)
    for name in ("Le Petit Salon", known):
        rename(meeting_id, name)
        wait(clock)
        assert run() == 2
        assert all(name in plain(each.text) for each in news().values() if each.state == "queued")
        clear()


def test_who_meets_elsewhere_after_that_is_told(meeting_id, clock):
    known = name_of(meeting_id)
    rename(meeting_id, "Le Petit Salon")
    move(meeting_id, venue=1)
    wait(clock)
    assert run() == 2
    assert known not in plain(news()["a@resident.example"].text)
