"""Twenty people and the last places, at the same instant, on real databases and real threads.

The same twenty, with the lock off, get more places than there are: so the first test proves something.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from cafepol.core import db as core_db
from cafepol.core import tokens
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import cancel_meeting
from cafepol.registrations import joining, queries
from cafepol.registrations.forms import RegistrationForm
from cafepol.registrations.joining import register_resident
from cafepol.registrations.operations import cancel_registration

pytestmark = pytest.mark.engines

CROWD = 20


@pytest.fixture
def slow_count(monkeypatch):
    """Between counting the places and taking one there is time for others to come in between."""

    def count(*args, **kwargs):
        found = queries.occupancy(*args, **kwargs)
        time.sleep(0.05)
        return found

    monkeypatch.setattr(joining, "occupancy", count)


@pytest.fixture
def no_lock(monkeypatch):
    """PostgreSQL without FOR UPDATE; SQLite without BEGIN, each statement for itself."""
    monkeypatch.setattr(joining, "take_meeting", lambda meeting: db.session.refresh(meeting, ["capacity"]))
    monkeypatch.setattr(core_db, "begin_statement", lambda: "SELECT 1")


def all_at_once(app, action):
    """Twenty threads, each with its own session, start `action(number)` together; gives what each came to."""
    start = Barrier(CROWD)

    def run(number):
        with app.app_context():
            start.wait()
            return action(number)

    db.session.remove()
    with ThreadPoolExecutor(CROWD) as pool:
        return list(pool.map(run, range(CROWD)))


def answer(meeting):
    def act(_number):
        with transaction():
            return register_resident(get_meeting_by_id(meeting.id), kind="going", party_size=1, now=now()).is_waiting

    return act


@pytest.mark.usefixtures("slow_count")
@pytest.mark.parametrize("places", [1, 5])
def test_of_twenty_on_the_last_places_exactly_that_many_get_one(app, meeting, states, places):
    there = meeting(capacity=places)
    waited = all_at_once(app, answer(there))
    assert waited.count(False) == places
    assert sorted(states(there)) == ["confirmed"] * places + ["waiting"] * (CROWD - places)


@pytest.mark.usefixtures("slow_count", "no_lock")
def test_with_the_lock_off_more_get_a_place_than_there_are(app, meeting, states):
    there = meeting(capacity=1)
    all_at_once(app, answer(there))
    assert states(there).count("confirmed") > 1


def test_twenty_browsers_on_the_last_place_are_all_answered(app, meeting, states):
    there = meeting(capacity=1)
    forms = [tokens.issue(RegistrationForm.purpose, there.code, now=now()) for _ in range(CROWD)]

    def post(number):
        data = {"kind": "going", "party_size": "1", "jeton": forms[number]}
        return app.test_client().post(f"/essai/{there.code}", data=data).status_code

    assert set(all_at_once(app, post)) == {303}
    assert states(there) == ["confirmed"] + ["waiting"] * (CROWD - 1)
    with transaction():
        line = queries.waiting_line(there.id)
        arrived = [each.id for each in queries.registrations_of(there.id)]
    assert [each.id for each in line] == arrived[1:], "the line is in the order in which they came"


def test_twenty_posts_of_one_address_make_one_row(app, meeting, states):
    there = meeting()

    def act(_number):
        with transaction():
            fresh = get_meeting_by_id(there.id)
            register_resident(fresh, kind="going", party_size=1, mail="jean@x.be", now=now())

    all_at_once(app, act)
    assert states(there) == ["pending"]


def test_twenty_posts_of_one_form_make_one_row(app, meeting, states):
    there = meeting()

    def act(_number):
        with transaction():
            fresh = get_meeting_by_id(there.id)
            outcome = register_resident(fresh, kind="going", party_size=1, key="nonce", now=now())
            return outcome.registration.reference

    assert len(set(all_at_once(app, act))) == 1
    assert states(there) == ["confirmed"]


def test_twenty_cancellations_at_once_promote_twenty_in_order(app, meeting, states):
    there = meeting(capacity=CROWD)
    with transaction():
        fresh = get_meeting_by_id(there.id)
        wanted = {"kind": "going", "party_size": 1, "channel": "counter", "now": now()}
        made = [register_resident(fresh, **wanted) for _ in range(2 * CROWD + 2)]
    going = [outcome.registration.id for outcome in made[:CROWD]]

    def act(number):
        with transaction():
            return cancel_registration(queries.get_registration(going[number]), now=now())

    assert all(all_at_once(app, act))
    assert states(there) == ["cancelled"] * CROWD + ["confirmed"] * CROWD + ["waiting"] * 2


def test_of_a_meeting_called_off_while_twenty_join_nobody_is_left_who_will_not_be_told(app, meeting):
    there = meeting(capacity=5)
    forms = [tokens.issue(RegistrationForm.purpose, there.code, now=now()) for _ in range(CROWD)]

    def act(number):
        if number == CROWD // 2:
            with transaction():
                cancel_meeting(get_meeting_by_id(there.id), reason="La salle est fermée.", now=now())
            return 303
        data = {"kind": "going", "party_size": "1", "phone": "0470 12 34 56", "jeton": forms[number]}
        return app.test_client().post(f"/rencontres/{there.code}", data=data).status_code

    came = all_at_once(app, act)
    assert set(came) <= {303, 422}
    with transaction():
        told = queries.registrations_to_tell(there.id)
        assert len(told) == came.count(303) - 1
        assert {each.known_sequence for each in told} <= {there.sequence}, "the cancellation is news to each of them"
