from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafepol.core.errors import Refused
from cafepol.problems import stages
from cafepol.problems.stages import BACK, TABLE, WINDOWS, Stage, Step

TODAY = date(2027, 1, 7)
# by hand from the spec: scanning, analysis, response, assessment, closed
FORWARD = {
    ("scanning", "analyse"): "analysis",
    ("analysis", "respond"): "response",
    ("response", "assess"): "assessment",
    ("assessment", "close"): "closed",
}
BACKWARD = {
    ("analysis", "scanning"),
    ("response", "analysis"),
    ("assessment", "response"),
    ("assessment", "analysis"),
}


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("step", Step)
def test_a_problem_moves_on_as_the_table_says(stage, step):
    target = FORWARD.get((stage.value, step.value))
    if target:
        assert stages.check_step(stage, step) == target
        assert stages.next_step(stage) is step
    else:
        with pytest.raises(Refused):
            stages.check_step(stage, step)


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("target", Stage)
def test_a_problem_goes_back_by_one_step_or_from_the_assessment_to_the_analysis(stage, target):
    if (stage.value, target.value) in BACKWARD:
        assert stages.check_back(stage, target) is None
    else:
        with pytest.raises(Refused):
            stages.check_back(stage, target)


def test_nothing_leads_out_of_a_closed_problem():
    assert stages.next_step(Stage.CLOSED) is None
    assert Stage.CLOSED not in BACK


@given(st.lists(st.sampled_from([*Step, *Stage]), max_size=30))
def test_no_walk_closes_a_problem_that_was_not_assessed_since_it_last_went_back(walk):
    stage, assessed = Stage.SCANNING, False
    for move in walk:
        try:
            if isinstance(move, Step):
                stage = stages.check_step(stage, move)
                assessed = assessed or move is Step.ASSESS
            else:
                stages.check_back(stage, move)
                stage, assessed = move, False
        except Refused:
            continue
    assert stage is not Stage.CLOSED or assessed
    assert len({row.source for row in TABLE}) == len(TABLE)


@pytest.mark.parametrize("ids", [[], [1], [1, 2], [1, 1, 2]])
def test_a_problem_needs_two_concerns_of_one_commune(ids):
    with pytest.raises(Refused):
        stages.check_group(ids)


def test_two_concerns_of_one_commune_are_a_problem():
    assert stages.check_group([4, 4]) is None
    assert stages.check_left(2) is None
    with pytest.raises(Refused):
        stages.check_left(1)


@pytest.mark.parametrize(
    ("is_open", "closed_on", "may"),
    [
        (True, None, True),
        (False, None, False),
        (False, TODAY - timedelta(days=365), True),
        (False, TODAY - timedelta(days=366), False),
    ],
)
def test_open_concerns_join_and_those_closed_within_twelve_months(is_open, closed_on, may):
    assert stages.may_join(is_open=is_open, closed_on=closed_on, today=TODAY) is may


def test_the_area_is_what_all_concerns_share():
    assert stages.shared([3, 3]) == 3
    assert stages.shared([3, 4]) is None
    assert stages.shared([3, None]) is None


@pytest.mark.parametrize("stage", Stage)
def test_concerns_come_and_go_until_the_response(stage):
    if stage in {Stage.SCANNING, Stage.ANALYSIS}:
        assert stages.check_gathering(stage) is None
    else:
        with pytest.raises(Refused):
            stages.check_gathering(stage)


@pytest.mark.parametrize(
    ("begins", "evaluate", "window", "field"),
    [(0, 0, 90, "evaluate_on"), (0, -1, 90, "evaluate_on"), (5, 5, 90, "evaluate_on"), (0, 1, 91, "window_days")],
)
def test_an_evaluation_is_set_on_a_day_to_come_after_the_response_began(begins, evaluate, window, field):
    with pytest.raises(Refused) as refused:
        stages.check_plan(
            response_from=TODAY + timedelta(days=begins),
            evaluate_on=TODAY + timedelta(days=evaluate),
            window_days=window,
            today=TODAY,
        )
    assert refused.value.field == field


@pytest.mark.parametrize("window", WINDOWS)
def test_tomorrow_is_a_day_to_come(window):
    tomorrow = TODAY + timedelta(days=1)
    assert stages.check_plan(response_from=TODAY, evaluate_on=tomorrow, window_days=window, today=TODAY) is None


def test_an_evaluation_is_made_from_its_day_on():
    assert stages.check_due(TODAY, TODAY) is None
    assert stages.is_due(Stage.RESPONSE, TODAY, TODAY)
    assert not stages.is_due(Stage.RESPONSE, TODAY + timedelta(days=1), TODAY)
    assert not stages.is_due(Stage.ANALYSIS, TODAY, TODAY)
    assert not stages.is_due(Stage.RESPONSE, None, TODAY)
    for day in (None, TODAY + timedelta(days=1)):
        with pytest.raises(Refused):
            stages.check_due(day, TODAY)
