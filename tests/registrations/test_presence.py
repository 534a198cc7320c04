import pytest

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.core.errors import NotFound, Refused
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations import presence, queries
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
    def step(meeting, delta, key, **more):
        with transaction():
            return presence.add_walk_in(get_meeting_by_id(meeting.id), delta=delta, key=key, now=now(), **more)

    return step


@pytest.fixture
def count(app):
    def put(meeting, head_count, **more):
        with transaction():
            presence.set_head_count(get_meeting_by_id(meeting.id), head_count, now=now(), **more)

    return put


@pytest.fixture
def there(meeting, clock):
    """A café that takes place now."""
    made = meeting()
    clock.set(made.starts_at)
    return made


@pytest.fixture
def come(there, register):
    """`come(party_size=3)`: somebody who registered for it, before."""

    def make(**answer):
        return register(there, **answer).registration

    return make


def figures(count):
    return count.head_count, count.ticked, count.walk_ins


def test_a_tick_counts_the_whole_party_and_twice_is_once(there, come, act, room):
    party = come(party_size=3)
    act(presence.tick, party, present=True)
    act(presence.tick, party, present=True)
    assert room(there).ticked == 3
    assert (room(there).head_count, room(there).shown, room(there).walk_ins) == (None, 3, 0)
    act(presence.tick, party, present=False)
    assert room(there).ticked == 0


def test_of_a_party_of_four_two_came(there, come, act, room, count):
    party = come(party_size=4)
    act(presence.tick, party, present=True, people=2)
    assert room(there).ticked == 2
    count(there, 2)
    assert figures(room(there)) == (2, 2, 0)
    with pytest.raises(Refused, match="de 1 à 4"):
        act(presence.tick, party, present=True, people=5)
    act(presence.tick, party, present=True)
    assert figures(room(there)) == (4, 4, 0)


def test_a_tick_above_the_head_count_raises_it_and_taken_back_gives_it_back(there, come, act, room, count):
    count(there, 2)
    party = come(party_size=3)
    act(presence.tick, party, present=True)
    assert room(there).head_count == 3
    act(presence.tick, party, present=False)
    assert room(there).head_count == 2


def test_who_came_without_registering_stays_counted_whoever_is_ticked(there, come, act, room, walk_in):
    party = come(party_size=2)
    walk_in(there, 1, "tap-1")
    act(presence.tick, party, present=True)
    assert figures(room(there)) == (3, 2, 1)
    act(presence.tick, party, present=False)
    assert figures(room(there)) == (1, 0, 1)


def test_a_tick_by_mistake_leaves_no_walk_in_behind(there, come, act, room, walk_in):
    party = come(party_size=4)
    act(presence.tick, party, present=True)
    walk_in(there, 1, "tap-1")
    walk_in(there, -1, "tap-2")
    act(presence.tick, party, present=False)
    assert figures(room(there)) == (0, 0, 0)


def test_a_typed_head_count_decides_until_it_is_taken_back(there, come, act, room, count, walk_in):
    walk_in(there, 1, "tap-1")
    count(there, 9)
    act(presence.tick, come(party_size=4), present=True)
    assert figures(room(there)) == (9, 4, 5)
    walk_in(there, 1, "tap-2")
    assert figures(room(there)) == (10, 4, 6)
    count(there, None)
    assert figures(room(there)) == (6, 4, 2)


def test_a_head_count_below_the_ticked_people_is_refused(there, come, act, room, count):
    act(presence.tick, come(party_size=3), present=True)
    with pytest.raises(Refused, match="3 personnes"):
        count(there, 2)
    count(there, 11)
    assert figures(room(there)) == (11, 3, 8)


def test_twelve_ticks_and_a_head_count_of_eighteen_are_six_walk_ins(there, come, act, room, count):
    for _ in range(12):
        act(presence.tick, come(), present=True)
    count(there, 18)
    assert figures(room(there)) == (18, 12, 6)
    with pytest.raises(Refused, match="12 personnes sont cochées"):
        count(there, 10)
    assert figures(room(there)) == (18, 12, 6)


def test_a_tick_that_arrives_again_after_it_was_taken_back_changes_nothing(there, come, act, room):
    party = come()
    act(presence.tick, party, present=True, key="tap-1")
    act(presence.tick, party, present=False, key="tap-2")
    act(presence.tick, party, present=True, key="tap-1")
    assert room(there).ticked == 0


def test_keys_of_two_people_are_not_mistaken_for_each_other(there, come, act, room):
    for _ in range(2):
        act(presence.tick, come(), present=True, key="tap-1")
    assert room(there).ticked == 2


def test_a_tick_made_before_another_and_arriving_after_it_changes_nothing(there, come, act, room, clock):
    party, earlier = come(), now()
    clock.advance(minutes=10)
    act(presence.tick, party, present=True, key="tap-1")
    act(presence.tick, party, present=False, key="tap-2")
    act(presence.tick, party, present=True, key="tap-0", at=earlier)
    assert room(there).ticked == 0


def test_an_older_head_count_never_overwrites_a_newer_one(there, room, count, clock):
    earlier = now()
    clock.advance(minutes=10)
    count(there, 18, key="tap-1")
    count(there, 12, key="tap-0", at=earlier)
    assert room(there).head_count == 18
    clock.advance(minutes=10)
    count(there, 20, key="tap-2")
    count(there, 18, key="tap-1")
    assert room(there).head_count == 20


def test_a_walk_in_of_before_the_head_count_is_in_it(there, room, count, walk_in, clock):
    earlier = now()
    clock.advance(minutes=10)
    count(there, 18)
    walk_in(there, 1, "tap-0", at=earlier)
    assert room(there).head_count == 18


def test_a_walk_in_is_counted_once_however_often_its_tap_is_sent(there, come, act, room, walk_in):
    act(presence.tick, come(party_size=2), present=True)
    assert [walk_in(there, 1, "tap-1"), walk_in(there, 1, "tap-1"), walk_in(there, 1, "tap-2")] == [3, 3, 4]
    assert room(there).walk_ins == 2
    assert walk_in(there, -1, "tap-3") == 3


def test_walk_ins_never_fall_below_the_ticked_people(there, come, act, walk_in):
    act(presence.tick, come(party_size=2), present=True)
    with pytest.raises(Refused):
        walk_in(there, -1, "tap-1")
    assert walk_in(there, 1, "tap-1") == 3, "a refused tap may be sent again"


def test_a_cancelled_registration_is_not_ticked_but_its_tick_is_taken_back(there, come, act, room):
    party = come()
    act(presence.tick, party, present=True)
    act(cancel_registration, party)
    with pytest.raises(Refused, match="annulée"):
        act(presence.tick, party, present=True)
    act(presence.tick, party, present=False)
    assert room(there).ticked == 0


def test_three_days_later_from_the_paper_the_figures_are_the_same(there, come, act, room, clock, count):
    party = come(party_size=2)
    clock.set(there.ends_at)
    clock.advance(days=3)
    act(presence.tick, party, present=True)
    count(there, 5)
    assert figures(room(there)) == (5, 2, 3)


def test_nobody_is_there_before_the_day(meeting, register, act, walk_in, count):
    there = meeting()
    for noting in (
        lambda: act(presence.tick, register(there).registration, present=True),
        lambda: walk_in(there, 1, "tap"),
        lambda: count(there, 3),
    ):
        with pytest.raises(Refused, match="pas encore eu lieu"):
            noting()


def test_a_draft_has_no_presence(meeting, walk_in, count, clock):
    there = meeting(publish=False)
    clock.set(there.starts_at)
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


def test_a_tap_of_before_the_sheet_that_arrives_after_it_changes_nothing(there, come, act, room, clock):
    absent, tapped = come(), now()
    clock.advance(hours=2)
    with transaction():
        presence.note_sheet(get_meeting_by_id(there.id), {absent.id: 0}, head_count=None, now=now())
    act(presence.tick, absent, present=True, at=tapped, key="coche-en-retard")
    assert room(there).ticked == 0
