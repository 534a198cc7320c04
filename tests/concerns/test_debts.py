from datetime import date

import pytest

from cafepol.concerns.debts import (
    Channel,
    ImpossibleCode,
    RaiserKind,
    Told,
    check_given_on,
    check_impossible,
    counts_on,
    discharged_on,
    joined,
    kept_in_time,
    waiting_sentence,
)
from cafepol.core.errors import Refused

GIVEN = date(2027, 1, 5)
LATER = date(2027, 1, 6)


@pytest.mark.parametrize(
    ("told", "day"),
    [
        (Told(Channel.PHONE, GIVEN), GIVEN),
        (Told(Channel.VISIT, GIVEN), GIVEN),
        (Told(Channel.LETTER, GIVEN), None),
        (Told(Channel.LETTER, GIVEN, posted_on=LATER), LATER),
        (Told(Channel.MAIL, GIVEN), None),
        (Told(Channel.MAIL, GIVEN, handed_over_on=LATER), LATER),
        (Told(Channel.MAIL, GIVEN, handed_over_on=LATER, came_back=True), None),
        (Told(Channel.MEETING, GIVEN), None),
        (Told(Channel.MEETING, GIVEN, was_present=True), GIVEN),
        (Told(Channel.NONE, GIVEN), None),
        (Told(Channel.LETTER, GIVEN, posted_on=LATER, came_back=True), None),
        (Told(Channel.PHONE, GIVEN, is_answer=False), None),
        (Told(Channel.MEETING, GIVEN, was_present=True, is_answer=False), None),
    ],
)
def test_a_feedback_counts_from_the_day_it_can_be_known(told, day):
    assert counts_on(told) == day


def test_nothing_told_discharges_nothing():
    assert discharged_on([], None) is None
    assert discharged_on([Told(Channel.MAIL, GIVEN)], None) is None


def test_the_first_day_that_counts_discharges():
    told = [Told(Channel.LETTER, GIVEN, posted_on=LATER), Told(Channel.PHONE, GIVEN)]
    assert discharged_on(told, None) == GIVEN
    assert discharged_on([], LATER) == LATER
    assert discharged_on(told, date(2027, 1, 4)) == date(2027, 1, 4)


def test_only_what_was_told_in_this_cycle_discharges():
    told = [Told(Channel.PHONE, GIVEN, cycle=1), Told(Channel.PHONE, LATER, cycle=2)]
    assert [discharged_on(told, None, cycle=cycle) for cycle in (1, 2, 3)] == [GIVEN, LATER, None]


def test_the_verdict_takes_the_promised_day_as_in_time():
    assert kept_in_time(GIVEN, GIVEN)
    assert not kept_in_time(GIVEN, LATER)
    assert not kept_in_time(GIVEN, None)


@pytest.mark.parametrize("code", list(ImpossibleCode))
@pytest.mark.parametrize("kind", list(RaiserKind))
@pytest.mark.parametrize("tried_on", [[], [GIVEN], [GIVEN] * 3, [GIVEN, LATER], [LATER, GIVEN, LATER]])
def test_impossible_needs_its_evidence(code, kind, tried_on):
    wrong = (code is ImpossibleCode.ANONYMOUS and kind is not RaiserKind.ANONYMOUS) or (
        code is ImpossibleCode.UNREACHABLE and not {GIVEN, LATER} <= set(tried_on)
    )
    if wrong:
        with pytest.raises(Refused) as refusal:
            check_impossible(code, kind=kind, tried_on=tried_on)
        assert refusal.value.field == "code"
    else:
        check_impossible(code, kind=kind, tried_on=tried_on)


@pytest.mark.parametrize(
    ("day", "ok"),
    [(date(2027, 1, 3), False), (date(2027, 1, 4), True), (date(2027, 1, 7), True), (date(2027, 1, 8), False)],
)
def test_feedback_lies_between_the_day_it_was_heard_and_today(day, ok):
    def check():
        check_given_on(day, heard_on=date(2027, 1, 4), today=date(2027, 1, 7))

    if ok:
        check()
    else:
        with pytest.raises(Refused):
            check()


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["Mme Martin"], "Mme Martin attend encore son retour."),
        (["Mme Martin", "M. Petit"], "Mme Martin et M. Petit attendent encore leur retour."),
        (
            ["une personne anonyme", "M. Petit", "Mme Simon"],
            "Une personne anonyme, M. Petit et Mme Simon attendent encore leur retour.",
        ),
    ],
)
def test_the_sentence_names_those_who_wait(names, sentence):
    assert waiting_sentence(names) == sentence


def test_nobody_is_no_name():
    assert joined([]) == ""
