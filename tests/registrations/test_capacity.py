from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafepol.registrations.capacity import fits, next_in_line, places_left


@dataclass(frozen=True)
class Party:
    party_size: int


def sizes(promoted):
    return [party.party_size for party in promoted]


def test_the_last_place_fits_and_one_more_does_not():
    assert fits(1, capacity=10, taken=9)
    assert not fits(2, capacity=10, taken=9)


def test_without_a_limit_everybody_fits():
    assert fits(10, capacity=None, taken=10_000, others_wait=True)


def test_nobody_passes_those_who_wait():
    assert not fits(1, capacity=10, taken=2, others_wait=True)


@pytest.mark.parametrize(("capacity", "taken", "left"), [(10, 4, 6), (10, 12, 0), (None, 50, None)])
def test_places_left(capacity, taken, left):
    assert places_left(capacity=capacity, taken=taken) == left


def test_who_waits_is_promoted_in_order():
    line = [Party(1), Party(2), Party(1)]
    assert sizes(next_in_line(line, capacity=10, taken=7)) == [1, 2]


def test_who_does_not_fit_keeps_those_behind_waiting():
    assert sizes(next_in_line([Party(3), Party(1)], capacity=10, taken=8)) == []


def test_without_a_limit_the_whole_line_comes_in():
    assert sizes(next_in_line([Party(3), Party(1)], capacity=None, taken=99)) == [3, 1]


@given(st.lists(st.integers(1, 10)), st.integers(0, 50), st.integers(0, 60))
def test_promoted_are_the_head_of_the_line_and_never_more_than_fit(line, capacity, taken):
    parties = [Party(size) for size in line]
    promoted = next_in_line(parties, capacity=capacity, taken=taken)
    assert promoted == parties[: len(promoted)]
    assert not promoted or taken + sum(sizes(promoted)) <= capacity
