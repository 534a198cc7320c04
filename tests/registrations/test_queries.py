import pytest

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.core.errors import NotFound
from cafepol.registrations import queries
from cafepol.registrations.doubles import possible_doubles
from cafepol.registrations.operations import cancel_registration, confirm_registration
from cafepol.registrations.queries import Counts


@pytest.fixture
def crowd(meeting, register, act):
    """Confirmed 2, interested 1, pending 1, waiting 4 (phone) and a cancelled one."""
    there = meeting(capacity=3)
    made = {
        "going": register(there, party_size=2, phone="065 61 96 00", call_back=True),
        "interested": register(there, kind="interested", mail="peut-etre@x.be"),
        "pending": register(there, mail="demain@x.be"),
        "gone": register(there, kind="interested", phone="065 61 96 00"),
        "waiting": register(there, party_size=4, phone="+32 65 61 96 00"),
    }
    act(confirm_registration, made["interested"].registration)
    act(cancel_registration, made["gone"].registration)
    return there, {name: outcome.registration for name, outcome in made.items()}


def ids(rows):
    return {row.id for row in rows}


def test_counts_are_people(crowd):
    there, _ = crowd
    with transaction():
        counts = queries.counts_of([there.id, 99], now=now())
        assert counts == {there.id: Counts(going=3, interested=1, waiting=4, pending=1, registrations=4), 99: Counts()}
        assert queries.people_going(there.id, now=now()) == 3
        assert queries.people_confirmed(there.id) == 2
        assert queries.occupancy(there.id, now=now()) == (3, True)


def test_who_is_told_of_a_change_and_who_is_asked_to_confirm(crowd):
    there, made = crowd
    with transaction():
        assert ids(queries.registrations_to_tell(there.id)) == {made[n].id for n in ("going", "interested", "waiting")}
        assert ids(queries.unconfirmed(there.id)) == {made["pending"].id}
        assert ids(queries.registrations_of(there.id)) == {row.id for name, row in made.items() if name != "gone"}


def test_an_equal_phone_is_shown_as_a_possible_double(crowd):
    there, made = crowd
    with transaction():
        assert possible_doubles(there.id) == {made["going"].id, made["waiting"].id}


def test_the_line(crowd):
    there, made = crowd
    with transaction():
        assert ids(queries.waiting_line(there.id)) == {made["waiting"].id}


def test_a_reference_is_found_as_it_is_spoken_and_only_in_ones_own_commissariat(crowd):
    there, made = crowd
    spoken = made["going"].reference.replace("-", " ").lower()
    own = there.commune.commissariat_id
    with transaction():
        assert queries.find_by_reference(spoken).id == made["going"].id
        assert queries.find_by_reference(spoken, [own]).id == made["going"].id
        assert queries.find_by_reference(spoken, [own + 1]) is None
        assert queries.find_by_reference("") is None


def test_a_registration_by_its_id(crowd):
    there, made = crowd
    with transaction():
        assert queries.get_registration(made["going"].id).meeting.id == there.id
        with pytest.raises(NotFound):
            queries.get_registration(10**6)
