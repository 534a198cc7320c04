"""The picture of a range keeps its numbers and marks within 360 units."""

import pytest

from cafepol.forecast.picture import drawn


def test_the_band_lies_between_its_numbers_on_an_axis_from_nothing():
    found = drawn(14, 26, middle=19, limit=40)
    assert [people for _, people in found.marks] == [0, 10, 20, 30, 40]
    assert (found.marks[0][0], found.limit) == (10, 345)
    assert found.low < found.middle < found.low + found.width < found.limit
    assert found.came is None


@pytest.mark.parametrize(("limit", "is_drawn"), [(52, True), (53, False), (None, False)])
def test_a_room_that_is_far_larger_is_no_limit_to_draw(limit, is_drawn):
    assert (drawn(14, 26, middle=None, limit=limit).limit is not None) == is_drawn


@pytest.mark.parametrize(("low", "high", "came"), [(0, 0, None), (0, 1, 0), (7, 9, 140), (0, 5, 3), (120, 1999, 2000)])
def test_whatever_the_numbers_nothing_leaves_the_picture(low, high, came):
    found = drawn(low, high, middle=low, limit=None, came=came)
    places = [found.low, found.low + found.width, *(at for at, _ in found.marks), *([found.came] if came else [])]
    assert all(10 <= at <= 345.1 for at in places)
    assert len(found.marks) <= 5
    assert found.low_text < found.high_text
    assert found.low_text >= 16 * len(str(low))
