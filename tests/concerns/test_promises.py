from datetime import date

from cafepol.concerns.promises import next_cycle, valid_day

DUE = date(2027, 1, 20)
LATER = date(2027, 1, 25)


def test_the_first_promise_is_of_cycle_one_and_each_next_one_follows_the_last():
    assert next_cycle([]) == 1
    assert next_cycle([1]) == 2
    assert next_cycle([1, 3]) == 4


def test_a_later_day_that_a_chief_said_holds():
    assert valid_day(DUE, None) == DUE
    assert valid_day(DUE, LATER) == LATER
