"""A forecast as the page says it: whole numbers, what it rests on, and its parts."""

from dataclasses import replace
from datetime import date

import pytest

from cafepol.forecast.fit import fit
from cafepol.forecast.inputs import Group, Heads, Reach, Record
from cafepol.forecast.model import Status, forecast
from cafepol.forecast.words import rounded, said

DAY = date(2026, 1, 1)
R = {Group.SELF: Heads(9, 17), Group.ASSISTED: Heads(5, 9), Group.INTERESTED: Heads(6, 8)}
REACH = Reach(flyers=800)


def forecast_of(registered=R, *, held=0, reach=REACH, days_left=0, capacity=None):
    history = [
        Record(DAY, "Boussu" if i < 3 else "Hornu", {Group.SELF: Heads(4, 4)}, {Group.SELF: 3}, 12, 5)
        for i in range(held)
    ]
    known = fit(history, today=DAY)
    return forecast(known, "Boussu", registered, exposure=reach.exposure, days_left=days_left, capacity=capacity)


def words(registered=R, *, reach=REACH, **asked):
    found = forecast_of(registered, reach=reach, **asked)
    return said(found, registered, reach, commune="Boussu", capacity=asked.get("capacity"))


@pytest.mark.parametrize(("value", "shown"), [(2.4, 2), (2.5, 3), (3.5, 4), (0.49, 0)])
def test_halves_are_rounded_up(value, shown):
    assert rounded(value) == shown


def test_before_anything_is_known_a_rough_range_and_no_expected_number():
    found = words(reach=Reach(flyers=400))
    assert (found.headline, found.expected, found.addends) == ("À titre indicatif : entre 5 et 25.", None, ())
    assert found.basis == "Pas assez de rencontres clôturées."
    assert found.prepare == "Prévoyez 25 chaises et 25 tasses."
    assert found.picture == "À titre indicatif : entre 5 et 25, huit fois sur dix. Prévoyez 25 tasses."


def test_the_cups_are_the_upper_end_of_the_range():
    found = forecast_of(held=6)
    assert words(held=6).headline == f"Environ {rounded(found.expected)}, entre {found.low} et {found.high}."
    assert words(held=6).prepare == f"Prévoyez {found.high} chaises et {found.high} tasses."


@pytest.mark.parametrize(
    ("held", "basis"),
    [
        (2, "Pas assez de rencontres (n = 2) : prudence."),
        (7, "Sur 3 rencontres de Boussu, 7 dans la zone."),
    ],
)
def test_it_says_what_it_rests_on(held, basis):
    assert words(held=held).basis == basis


def test_a_commune_with_few_meetings_says_that_the_others_speak():
    found = replace(forecast_of(held=7), status=Status.ZONE, in_commune=2, in_zone=14)
    assert said(found, R, REACH, commune="Boussu").basis == "Surtout d’après les autres communes (n = 12)."


def test_the_parts_of_the_sum():
    assert words(held=6, days_left=7).addends == (
        "14 inscrits × 76 % ≈ 11",
        "6 intéressés × 25 % ≈ 2",
        "sans inscription ≈ 14 (800 flyers)",
        "encore à venir ≈ 6",
    )


def test_nobody_registered_and_nothing_noted():
    assert words({}, held=6, reach=Reach()).addends == ("sans inscription ≈ 8 (flyers non notés)",)


def test_one_person_one_flyer_and_facebook():
    one = {Group.PARTNER: Heads(1, 1)}
    assert words(one, held=6, reach=Reach(flyers=1, fb_going=0)).addends == (
        "1 inscrit × 85 % ≈ 1",
        "sans inscription ≈ 3 (1 flyer, Facebook)",
    )
    assert words(one, held=6, reach=Reach(1200, fb_interested=0)).addends[1].endswith("(1 200 flyers, Facebook)")


@pytest.mark.parametrize("capacity", [None, 60])
def test_a_room_that_is_large_enough_is_not_spoken_of(capacity):
    assert words(held=6, capacity=capacity).risk == ""


def test_a_room_that_may_be_too_small_is():
    found = words(held=6, capacity=30)
    percent = rounded(100 * forecast_of(held=6, capacity=30).over_capacity)
    assert found.risk == f"La salle a 30 places : risque d’en manquer, {percent} %."
