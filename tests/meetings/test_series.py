from datetime import date

from cafepol.meetings.series import LAST, Rhythm, nth, series_days

SECOND_TUESDAY = date(2027, 2, 9)


def test_every_so_many_weeks():
    assert series_days(SECOND_TUESDAY, Rhythm.WEEKS, every=1, number=3) == [
        date(2027, 2, 9),
        date(2027, 2, 16),
        date(2027, 2, 23),
    ]
    assert series_days(SECOND_TUESDAY, Rhythm.WEEKS, every=3, number=2)[1] == date(2027, 3, 2)


def test_every_second_tuesday_of_the_month():
    days = series_days(SECOND_TUESDAY, Rhythm.MONTHS, every=1, number=12)
    assert days[:3] == [date(2027, 2, 9), date(2027, 3, 9), date(2027, 4, 13)]
    assert all((day.weekday(), nth(day)) == (1, 2) for day in days)
    assert series_days(SECOND_TUESDAY, Rhythm.MONTHS, every=2, number=2)[1] == date(2027, 4, 13)


def test_a_fifth_weekday_is_the_last_one_of_each_month():
    fifth = date(2027, 3, 30)
    assert nth(fifth) == LAST
    assert series_days(fifth, Rhythm.MONTHS, every=1, number=3) == [fifth, date(2027, 4, 27), date(2027, 5, 25)]
