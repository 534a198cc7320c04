"""The forecast tried on a thousand invented zones, beside what anybody would say without it."""

from itertools import pairwise
from statistics import fmean

import pytest

from cafepol.forecast.fit import fit
from cafepol.forecast.model import Forecast, forecast
from tests.forecast.zones import Trial, trials

ZONES, SEED = 1000, 20260107


def crps_of_forecast(found: Forecast, came: int) -> float:
    """How far the whole distribution is from what came: the integral of the squared distance of the two CDFs."""
    upper = 2 * max(found.high, came) + 10
    return sum((found.total.at_most(x) - (x >= came)) ** 2 for x in range(upper))


def crps_of_past(past: list[int], came: int) -> float:
    """The same for the counts of the past as the distribution."""
    marks = sorted([*past, came])
    share = [sum(each <= x for each in past) / len(past) - (x >= came) for x in marks]
    return sum(height**2 * (after - before) for height, (before, after) in zip(share, pairwise(marks), strict=False))


def past_counts(trial: Trial) -> list[int]:
    return trial.own or [each.head_count for each in trial.past]


@pytest.fixture(scope="module")
def told():
    return [
        (trial, forecast(fit(trial.past, today=trial.today), trial.commune, trial.registered, exposure=trial.exposure))
        for trial in trials(ZONES, seed=SEED)
    ]


def test_what_comes_is_within_the_range_about_eight_times_in_ten(told):
    assert 0.75 <= fmean(found.low <= trial.came <= found.high for trial, found in told) <= 0.88


def test_the_forecast_is_nearer_than_the_last_count_the_mean_and_a_rule_of_thumb(told):
    ours = fmean(abs(trial.came - found.expected) for trial, found in told)
    last = fmean(abs(trial.came - past_counts(trial)[-1]) for trial, _ in told)
    mean = fmean(abs(trial.came - fmean(past_counts(trial))) for trial, _ in told)
    rule = fmean(abs(trial.came - trial.simple_rule) for trial, _ in told)
    assert ours < min(last, mean, rule)


def test_the_whole_distribution_is_better_than_the_last_count_and_all_counts_of_the_past(told):
    ours = fmean(crps_of_forecast(found, trial.came) for trial, found in told)
    last = fmean(abs(trial.came - past_counts(trial)[-1]) for trial, _ in told)  # of one number it is the distance
    past = fmean(crps_of_past(past_counts(trial), trial.came) for trial, _ in told)
    assert ours < min(last, past)
