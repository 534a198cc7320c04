"""The issue of the communal paper that can still announce a café."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from cafepol.core.errors import Refused
from cafepol.publications.deadlines import FORGOTTEN, check_issue, deadline_for

TODAY = date(2027, 1, 1)
DAY = date(2027, 2, 9)


@dataclass
class Paper:
    """An issue of a paper."""

    title: str
    copy_by: date
    appears_on: date


JANUARY = Paper("janvier", date(2027, 1, 4), date(2027, 1, 12))
FEBRUARY = Paper("février", date(2027, 1, 28), date(2027, 2, 5))
MARCH = Paper("mars", date(2027, 2, 2), date(2027, 3, 1))


def test_the_next_issue_is_the_one_whose_texts_are_due_first():
    found = deadline_for(DAY, [MARCH, FEBRUARY, JANUARY], today=TODAY)
    assert (found.issue, found.day, found.is_missed) == (JANUARY, date(2027, 1, 4), False)


def test_when_its_last_day_is_over_the_following_issue_is_the_next():
    assert deadline_for(DAY, [JANUARY, FEBRUARY], today=date(2027, 1, 4)).issue is JANUARY
    assert deadline_for(DAY, [JANUARY, FEBRUARY], today=date(2027, 1, 5)).issue is FEBRUARY


def test_too_late_for_all_of_them_is_too_late_for_the_last():
    found = deadline_for(DAY, [FEBRUARY, JANUARY], today=date(2027, 1, 29))
    assert (found.issue, found.is_missed, found.is_near(date(2027, 1, 29))) == (FEBRUARY, True, False)


def test_an_issue_of_the_day_itself_or_later_announces_nothing():
    assert deadline_for(date(2027, 1, 12), [JANUARY], today=TODAY) is None
    assert deadline_for(date(2027, 1, 13), [JANUARY], today=TODAY).issue is JANUARY


def test_what_was_read_a_season_ago_is_forgotten():
    assert deadline_for(JANUARY.appears_on + FORGOTTEN, [JANUARY], today=TODAY).issue is JANUARY
    assert deadline_for(JANUARY.appears_on + FORGOTTEN + timedelta(days=1), [JANUARY], today=TODAY) is None


def test_the_desk_speaks_of_it_ten_days_before():
    found = deadline_for(DAY, [FEBRUARY], today=TODAY)
    assert not found.is_near(date(2027, 1, 17))
    assert found.is_near(date(2027, 1, 18))


def test_a_paper_takes_texts_until_it_comes_out_at_most():
    check_issue(TODAY, TODAY)
    with pytest.raises(Refused) as refusal:
        check_issue(TODAY, TODAY - timedelta(days=1))
    assert refusal.value.field == "appears_on"
