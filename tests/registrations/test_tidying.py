"""Tidying up while people answer: never in each other's way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest

from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations import joining, rounds
from cafepol.registrations.joining import register_resident
from cafepol.registrations.rounds import tidy_registrations


def test_an_address_posted_again_while_its_old_answer_is_dropped_is_answered(
    app, meeting, register, clock, states, monkeypatch
):
    there = meeting(capacity=1)
    register(there)
    register(there)
    register(there, mail="jean@x.be")
    clock.advance(hours=49)
    found, reached, tidying = joining.find_by_mail, Event(), Event()

    def find(*args):
        registration = found(*args)
        reached.set()
        tidying.wait(2)
        return registration

    def again():
        with app.app_context(), transaction():
            fresh = get_meeting_by_id(there.id)
            return register_resident(fresh, kind="going", party_size=1, mail="jean@x.be", now=now())

    def tidy():
        reached.wait(5)
        with app.app_context():
            ThreadPoolExecutor(1).submit(lambda: tidying.wait(0.3) or tidying.set())
            return tidy_registrations(now())

    monkeypatch.setattr(joining, "find_by_mail", find)
    db.session.remove()
    with ThreadPoolExecutor(2) as pool:
        posted, tidied = pool.submit(again), pool.submit(tidy)
        assert posted.result().registration is not None
        assert tidied.result() == 0
    assert states(there) == ["confirmed", "waiting", "waiting"]


def test_a_meeting_that_fails_does_not_keep_the_others_from_being_tidied(meeting, register, clock, states, monkeypatch):
    bad, good = meeting(), meeting(days=1)
    for there in (bad, good):
        register(there, mail="non@x.be")
    clock.advance(hours=49)
    drop = rounds.drop_unconfirmed

    def fail(there, *, now):
        dropped = drop(there, now=now)
        if there.id == bad.id:
            raise ZeroDivisionError
        return dropped

    monkeypatch.setattr(rounds, "drop_unconfirmed", fail)
    assert tidy_registrations(now()) == 1
    assert (states(bad), states(good)) == (["pending"], [])


def test_where_nothing_is_to_be_tidied_nothing_is_written(meeting, register, count_queries):
    there = meeting(capacity=1)
    register(there)
    register(there)
    with count_queries() as counted:
        assert tidy_registrations(now() + timedelta(hours=1)) == 0
    assert counted.total == 1


@pytest.mark.parametrize("hours", [24, 47])
def test_a_hold_that_lapsed_gives_its_place_to_the_line(meeting, register, clock, states, hours):
    there = meeting(capacity=1)
    register(there, mail="tard@x.be")
    register(there)
    tidy_registrations(clock.advance(hours=hours))
    assert states(there) == ["pending", "confirmed"]
