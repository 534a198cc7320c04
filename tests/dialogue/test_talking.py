from datetime import date

import pytest

from cafepol.concerns.transitions import State
from cafepol.dialogue.talking import awaits_answer, is_lapsed, judged_cycle, own_words


def test_an_answer_is_awaited_only_where_the_concern_waits_for_it():
    awaited = {(question, state) for question in ("open", "answered", "lapsed") for state in State
               if awaits_answer(question, state)}  # fmt: skip
    assert awaited == {("open", State.AWAITING_INFO)}


def test_the_last_day_is_in_time():
    day = date(2027, 1, 20)
    assert [is_lapsed(day, date(2027, 1, number)) for number in (19, 20, 21)] == [False, False, True]


@pytest.mark.parametrize(
    ("own", "alone", "read"),
    [("Mes mots", True, "Mes mots"), ("Mes mots", False, "Mes mots"), ("", True, "Les faits"), ("", False, "")],
)
def test_nobody_reads_what_another_said(own, alone, read):
    assert own_words(own, "Les faits", is_alone=alone) == read


@pytest.mark.parametrize(
    ("verdicts", "cycle"),
    [([], None), ([(1, None)], None), ([(1, True), (2, None)], 1), ([(1, False), (2, None), (3, True)], 3)],
)
def test_the_cycle_that_a_closing_ended_last_is_judged(verdicts, cycle):
    assert judged_cycle(verdicts) == cycle
