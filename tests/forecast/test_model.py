"""The vectors and the properties of the attendance forecast, by numbers computed apart from this code."""

import math
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cafepol.forecast.fit import fit
from cafepol.forecast.inputs import Group, Heads, Reach, Record
from cafepol.forecast.maths import beta_binomial, negative_binomial
from cafepol.forecast.model import Rate, Share, Status, already_in, forecast

SELF, ASSISTED, PARTNER, INTERESTED = Group
DAY = date(2026, 1, 1)
R = {SELF: Heads(9, 17), ASSISTED: Heads(5, 9), INTERESTED: Heads(6, 8)}


def record(day, commune, registered, ticked, head_count, exposure):
    return Record(DAY + timedelta(day), commune, registered, ticked, head_count, exposure)


H1 = [record(0, "Boussu", {SELF: Heads(8, 14), INTERESTED: Heads(4, 4)}, {SELF: 6, INTERESTED: 1}, 12, 5)]
H5 = [
    record(0, "Boussu", {SELF: Heads(6, 10)}, {SELF: 4}, 9, 5),
    record(30, "Boussu", {SELF: Heads(5, 5), ASSISTED: Heads(4, 8)}, {SELF: 3, ASSISTED: 4}, 15, 8),
    record(
        60,
        "Colfontaine",
        {ASSISTED: Heads(10, 20), INTERESTED: Heads(12, 20)},
        {ASSISTED: 9, INTERESTED: 5},
        45,
        9.5,
    ),
    record(90, "Colfontaine", {SELF: Heads(3, 5)}, None, 14, 5),
    record(120, "Frameries", {}, {}, 7, 6.5),
    record(150, "Frameries", {SELF: Heads(2, 2)}, {SELF: 0}, None, 5),
]


def fitted(history=(), day=0):
    return fit(history, today=DAY + timedelta(day))


def near(expected):
    return pytest.approx(expected, abs=1e-6)


def range_of(found):
    return found.low, found.middle, found.high


def parts_of(found):
    return found.from_registered, found.walk_ins, found.late


@pytest.mark.parametrize(
    ("reach", "exposure"),
    [
        (Reach(400, 0, 0, 0, 0), 5),
        (Reach(None, 40, 10, 3, 4), 9.25),
        (Reach(800, 2, 1, 5, 5), 8),
        (Reach(0, None, None, 0, 0), 2),
    ],
)
def test_exposure_counts_flyers_and_facebook_without_those_who_registered(reach, exposure):
    assert reach.exposure == near(exposure)


def test_the_pmfs_are_the_known_ones():
    assert beta_binomial(4, mean=0.7, correlation=0.1) == near(
        [0.022527955, 0.099597273, 0.232040455, 0.347015455, 0.298818864]
    )
    assert beta_binomial(3, mean=0.25, correlation=0) == near([0.421875, 0.421875, 0.140625, 0.015625])
    assert negative_binomial(mean=5, variance=25)[:5] == near(
        [0.133748061, 0.133748061, 0.120373255, 0.104323488, 0.088674964]
    )


def test_v1_without_history_the_prior_speaks():
    known = fitted()
    found = forecast(known, "Boussu", R, exposure=5, capacity=30)
    assert (known.correlation, known.dispersion, known.late) == near((0.1, 0.35, 8))
    local = known.local("Boussu")
    assert local.shares[SELF] == Share(near(3.111111111), near(1.333333333))
    assert local.walk_ins == Rate(near(2.4), near(2.4))
    assert (found.expected, *parts_of(found)) == near((16.8, 11.8, 5, 0))
    assert (found.variance, found.correlation) == near((44.792271399, 0.132087764))
    assert range_of(found) == (9, 16, 25)
    assert (found.over_capacity, found.total.at_most(9)) == near((0.035907, 0.118374))
    assert found.status is Status.NONE


def test_v2_nobody_registered():
    found = forecast(fitted(), "Boussu", {}, exposure=8, capacity=20)
    assert parts_of(found) == near((0, 8, 0))
    assert found.variance == near(66.4)
    assert range_of(found) == (1, 6, 19)
    assert (found.over_capacity, found.total.at_most(0)) == near((0.079579, 0.098354))


def test_v3_one_meeting_of_the_commune():
    known = fitted(H1, 90)
    found = forecast(known, "Boussu", R, exposure=5)
    assert (known.correlation, known.dispersion, known.late) == near((0.070054770, 0.297574612, 8))
    local = known.local("Boussu")
    assert local.shares[SELF] == Share(near(5.422689678), near(2.103859522))
    assert local.shares[INTERESTED] == Share(near(1.807623884), near(5.422871653))
    assert local.walk_ins == Rate(near(4.094007047), near(4.094007047))
    assert parts_of(found) == near((11.984273975, 5, 0))
    assert (found.variance, found.correlation) == near((33.942905879, 0.096173913))
    assert range_of(found) == (10, 17, 24)
    assert found.status is Status.FEW


def test_v4_a_commune_without_history_inherits_from_the_others():
    known = fitted(H1, 90)
    found = forecast(known, "Colfontaine", R, exposure=5)
    local = known.local("Colfontaine")
    assert local.shares[SELF] == Share(near(3.752746065), near(1.503894524))
    assert local.walk_ins == Rate(near(2.921500059), near(2.921500059))
    assert parts_of(found) == near((11.925151961, 5, 0))
    assert (found.variance, found.correlation) == near((37.935425054, 0.104698261))
    assert range_of(found) == (10, 16, 25)
    assert (found.in_commune, found.in_zone) == (0, 1)


def test_v5_five_meetings_of_the_zone():
    known = fitted(H5, 160)
    found = forecast(known, "Boussu", R, exposure=7.4, capacity=30)
    assert (known.correlation, known.dispersion, known.late) == near((0.051365300, 0.375294887, 5.870075584))
    local = known.local("Boussu")
    assert local.shares[SELF] == Share(near(6.871336148), near(3.381407087))
    assert local.shares[ASSISTED] == Share(near(5.913195184), near(0.906674563))
    assert local.shares[INTERESTED] == Share(near(1.723999908), near(3.834787803))
    assert local.walk_ins == Rate(near(7.1775044), near(5.645942798))
    assert (found.expected, *parts_of(found)) == near((21.635241767, 12.227861201, 9.407380566, 0))
    assert (found.variance, found.correlation) == near((71.924700572, 0.084121768))
    assert range_of(found) == (12, 20, 33)
    assert found.over_capacity == near(0.136262)
    assert (found.in_commune, found.in_zone, found.status) == (2, 5, Status.ZONE)


def test_v6_ten_days_before():
    known = fitted(H5, 160)
    found = forecast(known, "Colfontaine", {SELF: Heads(2, 4)}, exposure=5, days_left=10)
    local = known.local("Colfontaine")
    assert local.shares[SELF] == Share(near(4.572342807), near(1.94438689))
    assert local.walk_ins == Rate(near(8.35380985), near(5.0693461))
    assert (found.expected, *parts_of(found)) == near((11.890472314, 1.403262992, 8.239533942, 2.247675380))
    assert (found.variance, found.correlation) == near((51.930720225, 0.999))
    assert range_of(found) == (4, 10, 22)


def test_v7_one_person():
    found = forecast(fitted(), "Boussu", {SELF: Heads(1, 1)}, exposure=2)
    assert (found.expected, found.variance, found.correlation) == near((2.7, 5.86, 0))
    assert range_of(found) == (1, 2, 6)


def test_v8_a_small_room_three_days_before():
    found = forecast(fitted(), "Boussu", {PARTNER: Heads(2, 2)}, exposure=3.5, days_left=3, capacity=5)
    assert (found.expected, *parts_of(found)) == near((5.696202532, 1.7, 3.5, 0.496202532))
    assert (found.variance, found.correlation) == near((16.088152520, 0.265306122))
    assert range_of(found) == (2, 5, 11)
    assert found.over_capacity == near(0.406198)


@pytest.mark.parametrize(
    ("zone", "commune", "status"),
    [(0, 0, "none"), (1, 1, "few"), (4, 4, "few"), (5, 2, "zone"), (5, 3, "ok"), (60, 0, "zone"), (60, 20, "ok")],
)
def test_what_a_forecast_rests_on(zone, commune, status):
    local = fitted([record(0, i % 2, {}, {}, 9, 5) for i in range(4)]).local(0)
    assert local.meetings == 2
    known = fitted([record(0, "here", {}, {}, 9, 5)] * commune + [record(0, "there", {}, {}, 9, 5)] * (zone - commune))
    assert forecast(known, "here", {}, exposure=5).status == status


@pytest.mark.parametrize(
    ("days", "share"),
    [(-3, 1), (0, 1), (1, 0.95), (2, 0.875), (10, 0.4), (14, 0.2), (21, 0.05), (27, 1 / 140), (28, 0), (60, 0)],
)
def test_registrations_come_late(days, share):
    assert already_in(days) == near(share)


@pytest.mark.parametrize(("ticked", "head_count"), [({SELF: 3}, 9), ({SELF: 2}, 1), ({PARTNER: 1}, 9)])
def test_a_record_that_cannot_be_is_refused(ticked, head_count):
    with pytest.raises(ValueError, match="more people ticked"):
        record(0, "Boussu", {SELF: Heads.of([1, 1])}, ticked, head_count, 5)


def test_meetings_to_come_and_those_nobody_counted_teach_nothing():
    later = record(161, "Boussu", {SELF: Heads(4, 4)}, {SELF: 4}, 40, 5)
    assert fitted([*H5[:5], later], 160) == fitted(H5, 160)


def test_the_order_of_history_changes_nothing():
    one, other = fitted(H5, 160), fitted(H5[::-1], 160)
    assert (one.correlation, one.dispersion, one.late) == pytest.approx(
        (other.correlation, other.dispersion, other.late), abs=1e-9
    )
    for commune in one.communes:
        a, b = (forecast(each, commune, R, exposure=7, days_left=5) for each in (one, other))
        assert (a.expected, a.variance) == pytest.approx((b.expected, b.variance), abs=1e-9)


def test_groups_of_nobody_and_of_one_teach_nothing_of_a_common_fate():
    alone = record(0, "Boussu", {SELF: Heads(1, 1), PARTNER: Heads()}, {SELF: 1}, 9, 5)
    assert fitted([alone]).correlation == 0.1


groups = st.dictionaries(st.sampled_from(Group), st.lists(st.integers(1, 10), max_size=12).map(Heads.of), max_size=4)


@given(groups, st.sampled_from(Group), st.integers(1, 10))
@settings(max_examples=60, deadline=None)
def test_one_more_registration_never_lowers_what_is_expected(registered, group, size):
    before = registered.get(group, Heads())
    more = {**registered, group: Heads(before.people + size, before.squares + size * size)}
    known = fitted(H5, 160)
    one, other = (forecast(known, "Boussu", each, exposure=5).expected for each in (registered, more))
    assert other >= one


def test_more_interest_on_facebook_is_more_people():
    known = fitted(H5, 160)
    few, many = (
        forecast(known, "Boussu", R, exposure=Reach(400, interested).exposure).expected for interested in (10, 11)
    )
    assert many > few


@given(
    registered=groups,
    days_left=st.integers(0, 60),
    exposure=st.floats(2, 80),
    head_count=st.sampled_from([0, 1, 30, 500]),
)
@settings(max_examples=60, deadline=None)
def test_whatever_happened_the_range_is_finite_and_in_order(registered, days_left, exposure, head_count):
    known = fitted([*H5, record(10, "Boussu", {}, {}, head_count, exposure)], 160)
    found = forecast(known, "Boussu", registered, exposure=exposure, days_left=days_left, capacity=30)
    assert 0 <= found.low <= found.middle <= found.high
    assert all(math.isfinite(each) for each in (found.expected, found.variance, found.over_capacity))


def test_five_hundred_people_are_no_problem():
    found = forecast(fitted(), "Boussu", {SELF: Heads(500, 500)}, exposure=25)
    assert found.low < 375 < found.high
