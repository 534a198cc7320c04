"""Nobody learns from an answer whether somebody is registered: nor from the places left."""

import hashlib
import hmac
from contextlib import contextmanager

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select, update

from cafepol.core import tokens
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.outreach.subscription_models import Subscription
from cafepol.outreach.subscriptions import confirm_subscription, end_subscription, subscribe
from cafepol.registrations.forms import RegistrationForm
from cafepol.registrations.operations import cancel_registration, confirm_registration
from cafepol.registrations.queries import occupancy
from tests.factories import make_round
from tests.pages import words

pytestmark = pytest.mark.engines

STATES = ("pending", "confirmed", "cancelled", "interested", "maybe", "waiting")


@pytest.fixture
def hashes(monkeypatch):
    """`with hashes() as done:` … `done` holds a name for each hash that was worked out."""

    @contextmanager
    def watch():
        done = []
        with monkeypatch.context() as patch:
            for module, name in ((hmac, "new"), (hmac, "digest"), (hashlib, "sha256"), (hashlib, "new")):
                real = getattr(module, name)
                patch.setattr(
                    module,
                    name,
                    lambda *args, _real=real, _name=name, **more: done.append(_name) or _real(*args, **more),
                )
            yield done

    return watch


def noted(function, done):
    def call(*args, **more):
        done.append(function)
        return function(*args, **more)

    return call


@pytest.fixture
def people(register, act):
    """`people(meeting)`: one address in every state that an answer can have; the meeting is full afterwards."""

    def make(there):
        for state in STATES:
            kind = "interested" if state in {"interested", "maybe"} else "going"
            if state == "waiting":
                register(there, channel="phone", party_size=8)
            made = register(there, mail=f"{state}@x.be", kind=kind).registration
            if state not in {"pending", "maybe"}:
                act(confirm_registration, made)
            if state == "cancelled":
                act(cancel_registration, made)

    return make


@pytest.mark.parametrize("kind", ["going", "interested"])
def test_an_answer_takes_the_same_work_whatever_is_stored(client, meeting, people, states, kind, count_queries, hashes):
    there = meeting(capacity=10)
    people(there)
    assert states(there) == ["pending", "confirmed", "cancelled", "confirmed", "pending", "confirmed", "waiting"]
    path = f"/essai/{there.code}"
    for capacity in (10, None):
        with transaction() as session:
            session.execute(update(Meeting).where(Meeting.id == there.id).values(capacity=capacity))
        seen = {}
        for state in ("unknown", *STATES, "unknown too"):
            jeton = tokens.issue(RegistrationForm.purpose, there.code, now=now())
            data = {"jeton": jeton, "kind": kind, "party_size": "2"}
            with count_queries() as counted, hashes() as hashed:
                response = client.post(path, data=data | {"mail": f"{state.replace(' ', '')}@x.be"})
            seen[state] = (response.status_code, response.location, response.data, counted.total, len(hashed))
        assert len(set(seen.values())) == 1, seen


@pytest.mark.parametrize(("code", "more"), [("BCDFG", 1), ("HJKLM", 1), ("nothing", 0)])
def test_a_flyers_code_costs_one_statement_whoever_answers_and_is_never_spoken_of(
    client, meeting, people, count_queries, code, more
):
    there = meeting(capacity=10)
    people(there)
    with transaction():
        make_round(get_meeting_by_id(there.id), "BCDFG")
    seen = {}
    for state in ("without", "unknown", *STATES):
        jeton = tokens.issue(RegistrationForm.purpose, there.code, now=now())
        query = "" if state == "without" else f"?tournee={code}"
        with count_queries() as counted:
            data = {"jeton": jeton, "kind": "going", "party_size": "2", "mail": f"{state}@x.be"}
            response = client.post(f"/essai/{there.code}{query}", data=data)
        seen[state] = (response.status_code, response.location, response.data, counted.total)
    *plain, statements = seen.pop("without")
    assert set(seen.values()) == {(*plain, statements + more)}, seen


@pytest.mark.parametrize("state", [*STATES, "nobody"])
def test_the_places_left_tell_nothing_of_who_has_one(meeting, register, act, state, clock):
    """The same probes in two cafés that differ only in whose place is taken: the same places, the same words."""
    seen = []
    for day, holder in enumerate(("jean@x.be", "autre@x.be")):
        there = meeting(capacity=20, days=day)
        register(there, channel="phone", party_size=2)
        if state != "nobody":
            kind = "interested" if state in {"interested", "maybe"} else "going"
            if state == "waiting":
                register(there, channel="phone", party_size=8)
                register(there, channel="phone", party_size=9)
            made = register(there, mail=holder, kind=kind, party_size=3).registration
            if state not in {"pending", "maybe"}:
                act(confirm_registration, made)
            if state == "cancelled":
                act(cancel_registration, made)
        told = []
        for kind, people in (("going", 4), ("interested", 2), ("going", 6), ("going", 9), ("going", 1)):
            outcome = register(there, mail="jean@x.be", kind=kind, party_size=people)
            with transaction():
                told.append((outcome.is_waiting, outcome.token, occupancy(there.id, now=now())))
        seen.append(told)
    assert seen[0] == seen[1]


def test_whose_address_is_typed_once_more_loses_nothing_and_confirming_ends_the_double(meeting, register, act):
    there = meeting(capacity=20)
    mine = register(there, mail="jean@x.be", party_size=2)
    register(there, mail="jean@x.be", party_size=2)
    with transaction():
        assert occupancy(there.id, now=now()) == (4, False)
    act(confirm_registration, mine.registration)
    with transaction():
        assert occupancy(there.id, now=now()) == (2, False)


@pytest.mark.parametrize("contact", [{}, {"phone": "0470 12 34 56"}, {"mail": "robot@x.be"}])
@pytest.mark.parametrize("capacity", [1, 30])
def test_a_machine_is_told_what_a_person_would_be(client, meeting, register, states, contact, capacity):
    there = meeting(capacity=capacity)
    register(there, channel="phone")
    typed = {"kind": "going", "party_size": "1", **contact}
    trapped = client.submit(f"/essai/{there.code}", {**typed, "precisions": "spam"}, follow=True)
    assert states(there) == ["confirmed"]
    real = client.submit(f"/essai/{there.code}", typed, follow=True)
    waits = "vous êtes en attente" in words(real.text)
    assert waits is (capacity == 1)
    assert ("vous êtes en attente" in words(trapped.text)) is waits
    if contact:
        assert trapped.data == real.data
    else:
        assert "appelons" not in words(trapped.text)
        assert "message" not in BeautifulSoup(trapped.text, "html.parser").select_one(".lede").text


WISHES = ("asked", "subscribed", "told", "left")


def wish_in_every_state(there):
    """One address in every state that the wish for announcements can have."""
    commune = there.commune
    for state in WISHES:
        with transaction() as session:
            subscribe(commune, mail=f"{state}@x.be", now=now(), key=state.ljust(16, "-"))
            wanted = session.scalar(select(Subscription).where(Subscription.mail == f"{state}@x.be"))
            if state != "asked":
                confirm_subscription(wanted, now=now())
            if state == "told":
                subscribe(commune, mail=f"{state}@x.be", now=now(), key="again-and-again-")
            if state == "left":
                end_subscription(wanted, now=now())


@pytest.mark.parametrize("later", [0, 9])
def test_the_box_of_announcements_tells_nothing_of_who_wants_them(client, meeting, clock, count_queries, hashes, later):
    there = meeting()
    wish_in_every_state(there)
    clock.advance(hours=later)
    seen = {}
    for state in ("unknown", *WISHES, "unknown too"):
        data = {"kind": "going", "party_size": "1", "announce": "y", "mail": f"{state.replace(' ', '')}@x.be"}
        jeton = tokens.issue(RegistrationForm.purpose, there.code, now=now())
        with count_queries() as counted, hashes() as hashed:
            response = client.post(f"/essai/{there.code}", data=data | {"jeton": jeton})
        seen[state] = (response.status_code, response.location, response.data, counted.total, len(hashed))
    assert len(set(seen.values())) == 1, {state: each[3:] for state, each in seen.items()}
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(Subscription)) == len(WISHES) + 2
