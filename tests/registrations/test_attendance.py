from datetime import UTC, datetime, timedelta

import pytest

from cafepol.core.errors import Refused
from cafepol.registrations.attendance import (
    RoomCount,
    after_walk_in,
    check_head_count,
    check_people,
    is_meant,
    is_older,
    room_name,
)


@pytest.mark.parametrize(
    ("count", "head_count", "shown", "others"),
    [
        (RoomCount(), None, 0, 0),
        (RoomCount(ticked=3), None, 3, 0),
        (RoomCount(tapped=2, ticked=3), 5, 5, 2),
        (RoomCount(typed=18, ticked=12), 18, 18, 6),
        (RoomCount(typed=18, tapped=1, ticked=12), 18, 18, 6),  # a typed number decides
        (RoomCount(typed=2, ticked=3), 3, 3, 0),  # a tick after it raises it, and gives it back
    ],
)
def test_walk_ins_are_the_head_count_minus_the_ticked_people(count, head_count, shown, others):
    assert (count.head_count, count.shown, count.walk_ins) == (head_count, shown, others)


def test_a_head_count_equal_to_the_ticked_people_is_right():
    check_head_count(4, ticked=4)
    check_head_count(0, ticked=0)


@pytest.mark.parametrize(
    ("count", "ticked", "words"),
    [(3, 4, "4 personnes"), (0, 1, "1 personne est"), (-1, 0, "de 0 à"), (2001, 0, "2000"), (10, 12, "12 personnes")],
)
def test_a_head_count_below_the_ticked_people_or_out_of_bounds_is_refused(count, ticked, words):
    with pytest.raises(Refused, match=words) as refusal:
        check_head_count(count, ticked=ticked)
    assert refusal.value.field == "head_count"


@pytest.mark.parametrize(
    ("count", "delta", "after"),
    [
        (RoomCount(ticked=4), 1, RoomCount(tapped=1, ticked=4)),
        (RoomCount(tapped=3, ticked=4), -1, RoomCount(tapped=2, ticked=4)),
        (RoomCount(typed=9, ticked=4), -2, RoomCount(typed=7, tapped=0, ticked=4)),
        (RoomCount(typed=3, tapped=1, ticked=4), 1, RoomCount(typed=5, tapped=2, ticked=4)),
    ],
)
def test_a_walk_in_adds_to_what_was_tapped_and_to_what_was_typed(count, delta, after):
    assert after_walk_in(count, delta) == after


def test_a_walk_in_whom_somebody_counted_meanwhile_does_not_count_twice():
    count = RoomCount(typed=9, tapped=1, ticked=4)
    assert after_walk_in(count, 1, is_counted_in=True) == RoomCount(typed=9, tapped=2, ticked=4)


@pytest.mark.parametrize("count", [RoomCount(ticked=4), RoomCount(tapped=0, ticked=4), RoomCount(typed=4, ticked=4)])
def test_walk_ins_are_never_fewer_than_nobody(count):
    with pytest.raises(Refused, match="4 personnes"):
        after_walk_in(count, -1)


def test_of_two_taps_at_once_the_one_that_arrives_later_counts():
    noon = datetime(2027, 1, 7, 12, tzinfo=UTC)
    assert is_older(noon, noon + timedelta(seconds=16))
    assert not is_older(noon, noon + timedelta(seconds=15))
    assert not is_older(noon, None)


def test_of_a_party_nobody_comes_who_did_not_register():
    check_people(1, party_size=4)
    check_people(4, party_size=4)
    for people in (0, 5):
        with pytest.raises(Refused, match="de 1 à 4") as refusal:
            check_people(people, party_size=4)
        assert refusal.value.field == "people"


@pytest.mark.parametrize(
    ("letters", "name"),
    [
        ("", None),
        ("eli", "Mme Élise Marchal"),
        ("ÉLI", "élise marchal"),
        ("mar", "Mme Élise Marchal"),
        ("pierre", "Jean-Pierre Dubois"),
        ("jean-pierre du", "Jean-Pierre Dubois"),
        ("du jean", "Jean-Pierre Dubois"),
        ("anvers", "Luc d’Anvers"),
        ("oeuvr", "M. Œuvrard"),
        ("k7m", None),
        ("K7M-9", "Mme Élise Marchal"),
        ("k7m 9rt", None),
    ],
)
def test_the_beginning_of_a_word_or_of_the_reference_finds_somebody(letters, name):
    assert is_meant(letters, name=name, reference="K7M-9RT")


@pytest.mark.parametrize(("letters", "name"), [("lise", "Élise"), ("k7", None), ("9rt", None), ("eli du", "Élise M.")])
def test_other_letters_find_nobody(letters, name):
    assert not is_meant(letters, name=name, reference="K7M-9RT")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Claire Martin", "Claire M."),
        ("Mme Claire Martin", "Mme Claire M."),
        ("Mme Martin", "Mme Martin"),
        ("Mme", "Mme"),
        ("Claire", "Claire"),
        (None, "Sans nom"),
    ],
)
def test_in_the_room_a_name_is_a_first_name_and_an_initial(name, shown):
    assert room_name(name) == shown
