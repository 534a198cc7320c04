from datetime import date

import pytest

from cafepol.meetings.months import Month, Pace, behind_words, month_of, months_behind, past_months, read_month

HERE = Month(2027, 1)


def test_a_month_knows_its_days_and_its_neighbours():
    february = Month(2027, 2)
    assert (february.key, february.first, february.last) == ("2027-02", date(2027, 2, 1), date(2027, 2, 28))
    assert (HERE.shifted(-1), HERE.shifted(11), HERE.shifted(12)) == (Month(2026, 12), Month(2027, 12), Month(2028, 1))
    assert len(february.days) == 28
    assert month_of(date(2027, 2, 9)) == february


def test_weeks_begin_on_monday_and_leave_other_months_out():
    weeks = Month(2027, 5).weeks()  # the 1st is a Saturday, the 31st a Monday
    assert weeks[0] == [None] * 5 + [date(2027, 5, 1), date(2027, 5, 2)]
    assert weeks[-1] == [date(2027, 5, 31)] + [None] * 6
    assert all(len(week) == 7 for week in weeks)


@pytest.mark.parametrize("written", ["", "x", "2027", "2027-13", "2027-00", "2017-12", "2100-01", "2027-1", "٢٠٢٧-٠١"])
def test_what_is_no_month_is_the_default(written):
    assert read_month(written, HERE) == HERE


def test_a_month_is_read_as_addresses_write_it():
    assert read_month("2027-02", HERE) == Month(2027, 2)


def test_a_draft_does_not_count_towards_the_target():
    assert Pace(held=1, planned=1, drafts=3).counted == 2


def test_months_behind_are_those_in_a_row():
    assert months_behind([2, 0, 0], target=2) == 0
    assert months_behind([1, 0, 2, 0], target=2) == 2
    assert months_behind([0, 0], target=2) == 2
    assert months_behind([], target=2) == 0


def test_months_before_the_first_meeting_are_nobodys_delay():
    assert past_months(date(2027, 1, 7), None) == ()
    assert past_months(date(2027, 1, 7), date(2026, 11, 30)) == [Month(2026, 12), Month(2026, 11)]
    assert len(past_months(date(2027, 1, 7), date(2020, 1, 1))) == 12
    assert past_months(date(2027, 1, 7), date(2027, 1, 2)) == []


def test_the_delay_is_said_in_words():
    assert behind_words(0) == ""
    assert behind_words(1) == "Sous l’objectif le mois dernier."
    assert behind_words(3) == "Sous l’objectif depuis 3 mois."
    assert behind_words(12) == "Sous l’objectif depuis 12 mois ou plus."
