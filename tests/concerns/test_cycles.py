"""What is owed is owed in the last cycle: what was told or tried before it does not count, and its verdict stays."""

from datetime import date, timedelta

import pytest

from cafepol.casework.history import history
from cafepol.concerns import operations
from cafepol.concerns.debts import Channel, ImpossibleCode
from cafepol.concerns.raising import promise_to
from cafepol.concerns.transitions import State
from cafepol.core.clock import now, today
from cafepol.core.errors import Refused
from tests.concerns.conftest import mail, phone_call

pytestmark = pytest.mark.engines


def take_up_again(cafe, number):
    """What a reopening leaves behind: everyone has a new promise."""
    with cafe.concern(number) as concern:
        concern.state, concern.next_on, concern.cycle = State.FEEDBACK_DUE, today(), 2
        for raiser in concern.raisers:
            promise_to(raiser, heard_on=today(), now=now())


def test_a_new_cycle_owes_anew_and_leaves_the_first_verdict(cafe, clock):
    number = cafe.log(phone_call())
    cafe.bring(number, "closed")
    clock.advance(days=14)
    take_up_again(cafe, number)
    with cafe.concern(number) as concern:
        (raiser,) = concern.raisers
        assert [(each.cycle, each.due_on) for each in raiser.promises] == [
            (1, date(2027, 1, 20)),
            (2, date(2027, 2, 4)),
        ]
        assert raiser.promised_on == date(2027, 2, 4)
        assert raiser.waits
        with pytest.raises(Refused, match="attend encore son retour"):
            cafe.close(concern)
    clock.advance(days=15)
    with cafe.concern(number) as concern:
        cafe.tell(concern)
        cafe.close(concern)
    with cafe.concern(number) as concern:
        assert [each.on_time for each in concern.raisers[0].promises] == [True, False]


def test_what_was_told_before_the_cycle_began_cannot_be_told_in_it(cafe, clock):
    number = cafe.log(phone_call())
    cafe.bring(number, "closed")
    before = today()
    clock.advance(days=14)
    take_up_again(cafe, number)
    with cafe.concern(number) as concern, pytest.raises(Refused) as refusal:
        operations.give_feedback(
            concern, concern.raisers[0], channel=Channel.PHONE, text="Réparé.", given_on=before,
            by=cafe.as_officer, now=now(), today=today(),
        )  # fmt: skip
    assert refusal.value.field == "given_on"


def try_twice(cafe, concern):
    for day in (today() - timedelta(days=1), today()):
        operations.add_attempt(concern, concern.raisers[0], tried_on=day, by=cafe.as_officer, now=now(), today=today())


def give_up(cafe, concern):
    code = ImpossibleCode.UNREACHABLE
    return operations.mark_impossible(concern, concern.raisers[0], code=code, by=cafe.as_officer, now=now())


def test_tries_and_what_is_impossible_are_of_one_cycle(cafe, clock):
    number = cafe.log(phone_call())
    with cafe.concern(number) as concern:
        try_twice(cafe, concern)
        give_up(cafe, concern)
        assert not concern.waiting
    take_up_again(cafe, number)
    clock.advance(days=1)
    with cafe.concern(number) as concern:
        assert concern.waiting
        with pytest.raises(Refused, match="deux essais"):
            give_up(cafe, concern)
    with cafe.concern(number) as concern:
        try_twice(cafe, concern)
        assert give_up(cafe, concern).cycle == 2
        assert not concern.waiting


def test_the_history_says_who_tried_and_who_gave_up(cafe):
    number = cafe.log(phone_call())
    with cafe.concern(number) as concern:
        try_twice(cafe, concern)
        give_up(cafe, concern)
    with cafe.concern(number) as concern:
        lines = {line.title: line.author for line in history(concern)}
    assert lines["Essai sans réponse, Mme Martin"] == "M. Dupont"
    assert lines["Retour impossible, Mme Martin"] == "M. Dupont"


def test_a_later_day_that_a_chief_said_changes_no_verdict(cafe, clock):
    number = cafe.log(mail())
    with cafe.concern(number) as concern:
        concern.raisers[0].promise.extended_to = date(2027, 2, 1)
        cafe.conclude(concern)
        assert concern.due_on == date(2027, 2, 1)
    clock.advance(days=20)
    with cafe.concern(number) as concern:
        cafe.tell(concern)
        cafe.close(concern)
        assert concern.raisers[0].on_time is False
