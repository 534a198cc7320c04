"""What each round of flyers brought in, as its list shows it."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.desk.round_queries import Result, results_of
from cafepol.distribution.models import DistributionRound
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations.presence import note_flyers
from tests.factories import make_registration, make_round


@pytest.fixture
def results(app):
    """`results(meeting)`: what its rounds brought in, in the order in which they were planned."""

    def read(meeting):
        with transaction() as session:
            rounds = session.scalars(select(DistributionRound).order_by(DistributionRound.id)).all()
            return results_of(meeting.id, [each for each in rounds if each.meeting_id == meeting.id])

    return read


def test_each_round_has_its_answers_its_people_and_who_came_with_its_flyer(meeting, results, clock):
    there, elsewhere = meeting(), meeting(days=1)
    with transaction():
        here = get_meeting_by_id(there.id)
        out, other = make_round(here, "BCDFG", handed_out=320).id, make_round(here, "HJKLM").id
        abroad = make_round(get_meeting_by_id(elsewhere.id), "QQQQQ", handed_out=10).id
        for size, round_id in ((4, out), (1, out), (2, other), (3, None)):
            make_registration(here, party_size=size, round_id=round_id)
        make_registration(get_meeting_by_id(elsewhere.id), round_id=abroad)
    clock.set(there.starts_at)
    with transaction():
        note_flyers(get_meeting_by_id(there.id), {out: 8, None: 3}, now=now())
    found = results(there)
    assert found.of == {out: Result(2, 5, 8, 320), other: Result(1, 2, 0, None)}
    assert (found.door_unknown, found.total) == (3, Result(3, 7, 11, 320))
    assert found.compared == found.of[out]
    assert (found.of[out].per_100, found.of[out].door_per_100) == (Decimal("1.6"), Decimal("2.5"))
    assert (found.of[other].per_100, found.of[other].door_per_100) == (None, None)


def test_without_rounds_only_the_door_is_there(meeting, results, clock):
    there = meeting()
    assert results(there).total == Result()
    clock.set(there.starts_at)
    with transaction():
        note_flyers(get_meeting_by_id(there.id), {None: 2}, now=now())
    assert (results(there).of, results(there).total) == ({}, Result(door=2))


def test_ten_rounds_are_two_statements(meeting, count_queries):
    there = meeting()
    with transaction() as session:
        here = get_meeting_by_id(there.id)
        rounds = [make_round(here, f"BCDF{sign}") for sign in "GHJKLMNPQR"]
        session.flush()
        with count_queries() as counted:
            results_of(there.id, rounds)
    assert counted.total == 2
