from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafepol.absences.periods import HORIZON, Busy, joined, typed_period
from cafepol.absences.wording import said, warning
from cafepol.core.errors import Refused

TZ = ZoneInfo("Europe/Brussels")
NOW = datetime(2027, 1, 7, 8, tzinfo=UTC)
DAY = date(2027, 2, 9)
MARCH, OCTOBER = date(2027, 3, 28), date(2027, 10, 31)  # the clock jumps at 2 h, and goes back at 3 h


def at(hour, day=9, minute=0):
    return datetime(2027, 2, day, hour, minute, tzinfo=TZ)


def days(first, last):
    return Busy(at(0, first), at(0, last + 1), whole_days=True)


def typed(first=DAY, last=None, starts=None, ends=None):
    return typed_period(first, last, starts, ends, tz=TZ, now=NOW)


def test_a_day_without_hours_is_a_whole_day():
    assert typed() == days(9, 9)
    assert typed(last=date(2027, 2, 12)) == days(9, 12)


def test_hours_go_from_the_first_day_to_the_last():
    assert typed(starts=time(9), ends=time(17)) == Busy(at(9), at(17))
    assert typed(last=date(2027, 2, 10), starts=time(9), ends=time(8)) == Busy(at(9), at(8, 10))


def test_the_days_on_which_the_clock_jumps_are_23_and_25_hours_long():
    assert [(typed(each).ends_at - typed(each).starts_at) for each in (MARCH, OCTOBER)] == [
        timedelta(hours=23),
        timedelta(hours=25),
    ]


@pytest.mark.parametrize(
    ("wanted", "field", "words"),
    [
        ({"starts": time(9)}, "ends", "deux heures"),
        ({"ends": time(9)}, "starts", "deux heures"),
        ({"last": date(2027, 2, 8)}, "last", "La fin vient avant le début."),
        ({"starts": time(9), "ends": time(9)}, "ends", "La fin vient avant le début."),
        ({"first": MARCH, "starts": time(2, 30), "ends": time(3, 10)}, "starts", "2 h 30 n’existe pas"),
        ({"first": MARCH, "starts": time(1), "ends": time(2)}, "ends", "2 h 00 n’existe pas"),
        ({"first": OCTOBER, "starts": time(2, 30), "ends": time(4)}, "starts", "2 h 30 vient deux fois"),
        ({"first": date(2027, 1, 6)}, "last", "déjà passée"),
        ({"first": date(2028, 8, 1)}, "last", "plus de 18 mois"),
    ],
)
def test_an_absence_that_cannot_be_is_refused_at_its_field(wanted, field, words):
    with pytest.raises(Refused, match=words) as refusal:
        typed(**wanted)
    assert refusal.value.field == field


def test_what_touches_or_overlaps_is_one():
    assert joined(
        [Busy(at(9), at(10)), Busy(at(10), at(11)), Busy(at(13), at(15)), Busy(at(14), at(14, minute=30))]
    ) == [
        Busy(at(9), at(11)),
        Busy(at(13), at(15)),
    ]


def test_hours_within_whole_days_are_left_out():
    found = joined(
        [days(9, 9), days(10, 10), Busy(at(9, 10), at(10, 10)), Busy(at(22, 10), at(1, 11)), Busy(at(8, 8), at(9, 8))]
    )
    assert found == [Busy(at(8, 8), at(9, 8)), days(9, 10), Busy(at(22, 10), at(1, 11))]


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 40), st.booleans()), max_size=12))
def test_joining_keeps_every_moment_and_adds_none(drawn):
    start = datetime(2027, 1, 1, tzinfo=UTC)
    periods = [Busy(start + timedelta(hours=a), start + timedelta(hours=a + n), w) for a, n, w in drawn]

    def moments(every):
        return {
            h
            for h in range(350)
            if any(each.overlaps(start + timedelta(hours=h), start + timedelta(hours=h + 1)) for each in every)
        }

    once = joined(periods)
    assert moments(once) == moments(periods)
    assert joined(once) == once
    assert len(once) <= len(periods)


def test_absences_are_said_in_words():
    assert said(Busy(at(9), at(17)), TZ).replace("\xa0", " ") == "mardi 9 février 2027, de 9 h à 17 h"
    assert said(days(9, 9), TZ).replace("\xa0", " ") == "mardi 9 février 2027, toute la journée"
    assert said(days(9, 12), TZ).replace("\xa0", " ") == "du mardi 9 février 2027 au vendredi 12 février 2027"


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (Busy(at(9), at(17)), "de 9 h à 17 h"),
        (days(9, 9), "toute la journée"),
        (days(8, 12), "toute la journée"),
        (Busy(at(9, 8), at(12)), "de 0 h à 12 h"),
        (Busy(at(9), at(12, 11)), "de 9 h à minuit"),
    ],
)
def test_a_warning_says_what_lies_in_the_day(period, words):
    said = warning("Inspectrice Duval", period, DAY, TZ).replace("\xa0", " ").replace("\u202f", " ")
    assert said == f"Inspectrice Duval a noté une absence ce jour-là, {words}"


def test_the_horizon_is_eighteen_months():
    assert timedelta(days=547) <= HORIZON <= timedelta(days=550)
