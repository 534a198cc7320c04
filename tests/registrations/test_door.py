"""Who came with a flyer in hand: taps that may come twice or late, and numbers from the sheet of paper."""

from datetime import timedelta

import pytest

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.core.errors import Refused
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations.presence import add_flyer, note_flyers
from cafepol.registrations.round_queries import door_mentions
from tests.factories import make_round


class Door:
    """A café with two rounds, of which the second was given up, and one flyer that nobody knows."""

    def __init__(self, meeting, clock) -> None:
        self.meeting = meeting()
        clock.set(self.meeting.starts_at)
        self.first, self.second = (self.round(self.meeting, code) for code in ("BCDFG", "HJKLM"))

    @staticmethod
    def round(meeting, code):
        with transaction():
            return make_round(get_meeting_by_id(meeting.id), code).id

    def tap(self, code="", key="k", delta=1, **more):
        with transaction():
            return add_flyer(get_meeting_by_id(self.meeting.id), code, delta=delta, key=key, now=now(), **more)

    def type(self, people):
        with transaction():
            note_flyers(get_meeting_by_id(self.meeting.id), people, now=now())

    @property
    def people(self):
        with transaction():
            found = door_mentions([self.meeting.id])
        return {key[1]: people for key, people in found.items()}


@pytest.fixture
def door(meeting, clock):
    return Door(meeting, clock)


def test_each_tap_is_one_person_of_one_round_or_of_none(door):
    assert [door.tap("BCDFG", "a"), door.tap("BCDFG", "b"), door.tap("", "c")] == [1, 2, 1]
    assert door.people == {door.first: 2, None: 1}


def test_a_tap_that_the_network_delivers_again_counts_once(door):
    assert [door.tap("BCDFG", "a"), door.tap("BCDFG", "a"), door.tap("HJKLM", "a")] == [1, 1, 1]


def test_one_less_never_goes_below_nobody(door):
    assert [door.tap(key="a", delta=-1), door.tap(key="b"), door.tap(key="c", delta=-1)] == [0, 1, 0]


def test_a_room_holds_no_more_than_it_holds(door):
    door.type({None: 2000})
    with pytest.raises(Refused, match="de 0 à 2000"):
        door.tap()
    with pytest.raises(Refused, match="de 0 à 2000"):
        door.type({None: 2001})
    assert door.people == {None: 2000}


def test_the_sheet_says_how_many_and_a_tap_made_before_that_arrives_afterwards_is_in_its_number(door, clock):
    door.tap("BCDFG", "a")
    before = now()
    clock.advance(minutes=30)
    door.type({door.first: 5, None: 2})
    clock.advance(minutes=1)
    assert door.tap("BCDFG", "b", at=before) == 5
    assert door.tap("HJKLM", "c", at=before) == 1
    assert door.tap("", "d", at=before) == 2
    assert door.tap("BCDFG", "e") == 6
    clock.advance(minutes=1)
    door.type({door.first: 4})
    assert door.tap("BCDFG", "f", at=now() - timedelta(seconds=60)) == 4
    assert door.people == {door.first: 4, door.second: 1, None: 2}


def test_a_code_of_another_meeting_is_refused(door, meeting):
    door.round(meeting(days=1), "QQQQQ")
    with pytest.raises(Refused, match="Aucune tournée de ce café"):
        door.tap("QQQQQ")
    assert door.people == {}


@pytest.mark.parametrize("act", ["tap", "type"])
def test_nobody_comes_before_the_day(door, clock, act):
    clock.advance(days=-1)
    with pytest.raises(Refused):
        door.type({None: 1}) if act == "type" else door.tap()
