import pytest

from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.errors import NotFound, Refused
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations import presence, queries
from cafepol.registrations.models import AttendanceStep
from cafepol.registrations.operations import cancel_registration


@pytest.fixture
def room(app):
    """`room(meeting)`: the counts of the room as the database has them."""

    def read(meeting):
        with transaction():
            return queries.room_count(meeting.id)

    return read


@pytest.fixture
def walk_in(app):
    def step(meeting, delta, key):
        with transaction():
            return presence.add_walk_in(get_meeting_by_id(meeting.id), delta=delta, key=key, now=now())

    return step


@pytest.fixture
def count(app):
    def put(meeting, head_count):
        with transaction():
            presence.set_head_count(get_meeting_by_id(meeting.id), head_count, now=now())

    return put


def test_a_tick_counts_the_whole_party_and_twice_is_once(meeting, register, act, room):
    there = meeting()
    party = register(there, party_size=3).registration
    act(presence.tick, party, present=True)
    act(presence.tick, party, present=True)
    assert room(there).ticked == 3
    assert (room(there).head_count, room(there).shown, room(there).walk_ins) == (None, 3, 0)
    act(presence.tick, party, present=False)
    assert room(there).ticked == 0


def test_the_head_count_rises_to_the_ticked_people(meeting, register, act, room, count):
    there = meeting()
    count(there, 2)
    act(presence.tick, register(there, party_size=3).registration, present=True)
    assert room(there).head_count == 3


def test_a_head_count_below_the_ticked_people_is_refused(meeting, register, act, room, count):
    there = meeting()
    act(presence.tick, register(there, party_size=3).registration, present=True)
    with pytest.raises(Refused, match="3 personnes"):
        count(there, 2)
    count(there, 11)
    assert (room(there).head_count, room(there).walk_ins) == (11, 8)


def test_a_walk_in_is_counted_once_however_often_its_tap_is_sent(meeting, register, act, room, walk_in):
    there = meeting()
    act(presence.tick, register(there, party_size=2).registration, present=True)
    assert [walk_in(there, 1, "tap-1"), walk_in(there, 1, "tap-1"), walk_in(there, 1, "tap-2")] == [3, 3, 4]
    assert room(there).walk_ins == 2
    assert walk_in(there, -1, "tap-3") == 3


def test_walk_ins_never_fall_below_the_ticked_people(meeting, register, act, walk_in):
    there = meeting()
    act(presence.tick, register(there, party_size=2).registration, present=True)
    with pytest.raises(Refused):
        walk_in(there, -1, "tap-1")
    assert walk_in(there, 1, "tap-1") == 3, "a refused tap may be sent again"


def test_a_tap_that_was_counted_before_any_number_shows_the_ticked_people(meeting, walk_in, app):
    there = meeting()
    with transaction():
        db.session.add(AttendanceStep(meeting_id=there.id, key="tap"))
    assert walk_in(there, 1, "tap") == 0


def test_a_cancelled_registration_is_not_ticked(meeting, register, act):
    party = register(meeting()).registration
    act(cancel_registration, party)
    with pytest.raises(Refused, match="annulée"):
        act(presence.tick, party, present=True)


def test_three_days_later_from_the_paper_works_too(meeting, register, act, room, clock):
    there = meeting()
    party = register(there).registration
    clock.set(there.ends_at)
    clock.advance(days=3)
    act(presence.tick, party, present=True)
    assert room(there).ticked == 1


def test_a_draft_has_no_presence(meeting, walk_in, count):
    there = meeting(publish=False)
    with pytest.raises(Refused):
        walk_in(there, 1, "tap")
    with pytest.raises(Refused):
        count(there, 3)


def test_a_registration_of_another_meeting_is_not_found(meeting, register):
    here, there = meeting(), meeting(days=1)
    party = register(here).registration
    with transaction():
        assert queries.registration_of(here.id, party.id).meeting.id == here.id
        with pytest.raises(NotFound):
            queries.registration_of(there.id, party.id)
