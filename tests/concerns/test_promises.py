from datetime import date

import pytest

from cafepol.concerns.promises import check_extension, later_closures, next_cycle, valid_day
from cafepol.core.errors import Refused

DUE = date(2027, 1, 20)
LATER = date(2027, 1, 25)


def test_the_first_promise_is_of_cycle_one_and_each_next_one_follows_the_last():
    assert next_cycle([]) == 1
    assert next_cycle([1]) == 2
    assert next_cycle([1, 3]) == 4


def test_a_later_day_that_a_chief_said_holds():
    assert valid_day(DUE, None) == DUE
    assert valid_day(DUE, LATER) == LATER


@pytest.mark.parametrize(
    ("to_on", "refused"),
    [
        (date(2027, 1, 20), "plus tard"),
        (date(2027, 1, 19), "plus tard"),
        (date(2027, 1, 21), "à venir"),
        (date(2027, 1, 23), "week-end"),
        (date(2027, 1, 25), "Grève"),
        (date(2027, 1, 22), ""),
        (date(2027, 1, 26), ""),
    ],
)
def test_a_promise_moves_to_a_later_working_day_that_is_not_over(to_on, refused):
    day = {"today": date(2027, 1, 22), "closed": {LATER: "Grève"}}
    if not refused:
        check_extension(DUE, to_on, **day)
        return
    with pytest.raises(Refused) as refusal:
        check_extension(DUE, to_on, **day)
    assert refused in refusal.value.message
    assert refusal.value.field == "to_on"


def test_a_closure_counts_as_added_later_only_where_the_promise_had_counted_the_day():
    closed = {date(2027, 1, day): f"le {day}" for day in (6, 7, 8, 9, 20, 21)}
    found = later_closures(date(2027, 1, 6), DUE, {date(2027, 1, 7)}, closed)
    assert found == [(date(2027, 1, 8), "le 8"), (DUE, "le 20")]  # the 9th is a Saturday
