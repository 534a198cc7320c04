"""Flyers in numbers."""

from decimal import Decimal

import pytest

from cafepol.core.errors import Refused
from cafepol.distribution import counting
from cafepol.distribution.counting import Count, Totals


def test_the_streets_chosen_propose_a_flyer_for_each_mailbox():
    assert counting.proposed([12, None, 30, 0]) == 42
    assert counting.proposed([None, None]) is None
    assert counting.proposed([0]) is None
    assert counting.proposed([]) is None
    assert counting.proposed([5000] * 11) == 50_000


def test_of_350_planned_and_320_handed_out_30_are_left():
    assert (counting.left(350, 320), counting.beyond(350, 320)) == (30, 0)
    assert (counting.left(350, None), counting.beyond(350, None)) == (350, 0)
    assert (counting.left(350, 370), counting.beyond(350, 370)) == (0, 20)


@pytest.mark.parametrize(
    ("people", "handed_out", "expected"),
    [(7, 350, "2.0"), (1, 800, "0.1"), (5, 1000, "0.5"), (0, 350, "0.0"), (3, 2, "150.0"), (1, 160, "0.6")],
)
def test_what_a_hundred_flyers_brought(people, handed_out, expected):
    assert counting.per_100(people, handed_out) == Decimal(expected)


@pytest.mark.parametrize("handed_out", [None, 0])
def test_no_flyer_brought_nothing_that_can_be_said(handed_out):
    assert counting.per_100(3, handed_out) is None


def test_what_one_round_has_too_many_makes_up_for_nothing_in_another():
    found = Totals.of([Count(350, 320), Count(200, 220), Count(100, None)])
    assert found == Totals(planned=650, handed_out=540, left=130)


def test_nothing_is_left_to_do_in_a_round_that_was_dropped():
    found = Totals.of([Count(350, 320), Count(100, 40, is_dropped=True), Count(60, None, is_dropped=True)])
    assert found == Totals(planned=390, handed_out=360, left=30)
    assert Totals.of([]) == Totals()


@pytest.mark.parametrize(
    ("states", "expected"),
    [([], False), ([True], True), ([True, False], False), ([True, None], True), ([None], False), ([False], False)],
)
def test_the_flyers_are_out_when_every_round_is_done_or_dropped(states, expected):
    assert counting.all_done(states) is expected


@pytest.mark.parametrize("planned", [1, 50_000])
def test_a_round_takes_one_to_fifty_thousand(planned):
    assert counting.check_planned(planned) == planned


@pytest.mark.parametrize(
    ("planned", "sentence"), [(None, "combien de flyers"), (0, "de 1 à 50000"), (50_001, "de 1 à 50000")]
)
def test_a_round_of_no_flyer_or_too_many_is_refused(planned, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        counting.check_planned(planned)
    assert refused.value.field == "planned"


def test_what_was_handed_out_is_none_to_fifty_thousand():
    assert [counting.check_handed_out(many) for many in (0, 50_000)] == [0, 50_000]
    for many in (None, -1, 50_001):
        with pytest.raises(Refused, match="de 0 à 50000") as refused:
            counting.check_handed_out(many)
        assert refused.value.field == "handed_out"
