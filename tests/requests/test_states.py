from datetime import UTC, datetime

import pytest

from cafepol.core.errors import Refused
from cafepol.requests.states import (
    State,
    check_meeting,
    check_open,
    check_outcome,
    check_why,
    contact_until,
    standing,
)


@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        ("", "Dites en une phrase"),
        ("x" * 501, "500 caractères au plus"),
        ("Mon numéro : 85.07.30-033.28", "registre national"),
    ],
)
def test_a_request_says_why_in_words_that_may_be_kept(why, sentence):
    with pytest.raises(Refused, match=sentence) as refusal:
        check_why(why)
    assert refusal.value.field == "why"
    check_why("x" * 500)


def test_what_was_answered_is_answered():
    check_open(State.OPEN)
    with pytest.raises(Refused, match="déjà prise en compte"):
        check_open(State.PLANNED)
    with pytest.raises(Refused, match="déjà classée"):
        check_open(State.SHELVED)


def test_a_request_is_answered_with_a_meeting_people_can_come_to():
    check_meeting(is_upcoming=True, same_commune=True)
    with pytest.raises(Refused, match="publiée et à venir"):
        check_meeting(is_upcoming=False, same_commune=True)
    with pytest.raises(Refused, match="de la même commune"):
        check_meeting(is_upcoming=True, same_commune=False)


@pytest.mark.parametrize(("reason", "sentence"), [("", "Écrivez en une phrase"), ("x" * 301, "300 caractères")])
def test_who_shelves_says_why(reason, sentence):
    with pytest.raises(Refused, match=sentence):
        check_outcome(reason)
    check_outcome("x" * 300)


def test_the_contact_is_kept_thirty_days_after_the_answer():
    assert contact_until(datetime(2027, 1, 7, tzinfo=UTC)) == datetime(2027, 2, 6, tzinfo=UTC)


@pytest.mark.parametrize("state", State)
def test_an_answer_holds_as_long_as_its_meeting(state):
    assert standing(state, is_cancelled=False) is state
    assert standing(state, is_cancelled=True) is (State.OPEN if state is State.PLANNED else state)
