from datetime import UTC, datetime, timedelta

import pytest

from cafepol.core.errors import Refused
from cafepol.invitations.answers import (
    ANSWER_LABELS,
    STATE_LABELS,
    Answer,
    State,
    answer_of,
    check_answering,
    check_inviting,
    check_reminding,
    is_asked_again,
    state_after,
)

START = datetime(2027, 2, 9, 13, 0, tzinfo=UTC)
BEFORE = START - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer.YES, State.ACCEPTED),
        (Answer.OTHER, State.ACCEPTED),
        (Answer.MAYBE, State.TENTATIVE),
        (Answer.NO, State.DECLINED),
    ],
)
def test_each_answer_leads_to_a_state_and_back(answer, state):
    assert state_after(answer) is state
    assert answer_of(state, "M. Leroy" if answer is Answer.OTHER else "") is answer


@pytest.mark.parametrize("state", [State.PREPARED, State.SENT, State.REVOKED])
def test_without_an_answer_there_is_none(state):
    assert answer_of(state, "") is None


def test_everything_has_words():
    assert set(ANSWER_LABELS) == set(Answer)
    assert set(STATE_LABELS) == set(State)


def test_partners_are_invited_to_what_is_published_and_has_not_begun():
    check_inviting(is_published=True, starts_at=START, now=BEFORE)
    with pytest.raises(Refused, match="Publiez"):
        check_inviting(is_published=False, starts_at=START, now=BEFORE)
    with pytest.raises(Refused, match="trop tard"):
        check_inviting(is_published=True, starts_at=START, now=START)


@pytest.mark.parametrize("state", [state for state in State if state is not State.REVOKED])
def test_an_answer_may_be_given_and_changed_until_the_start(state):
    check_answering(state, Answer.NO, substitute="", starts_at=START, now=BEFORE)
    with pytest.raises(Refused, match="trop tard"):
        check_answering(state, Answer.NO, substitute="", starts_at=START, now=START)


def test_a_revoked_invitation_is_not_answered():
    with pytest.raises(Refused):
        check_answering(State.REVOKED, Answer.YES, substitute="", starts_at=START, now=BEFORE)


def test_somebody_else_has_a_name():
    check_answering(State.SENT, Answer.OTHER, substitute="M. Leroy", starts_at=START, now=BEFORE)
    with pytest.raises(Refused) as refusal:
        check_answering(State.SENT, Answer.OTHER, substitute="", starts_at=START, now=BEFORE)
    assert refusal.value.field == "substitute"


@pytest.mark.parametrize("state", State)
def test_only_those_who_have_not_answered_are_reminded(state):
    if state is State.SENT:
        check_reminding(state, reminded_at=None, now=BEFORE)
    else:
        with pytest.raises(Refused, match="répondu"):
            check_reminding(state, reminded_at=None, now=BEFORE)


def test_nobody_is_reminded_twice_in_a_day():
    check_reminding(State.SENT, reminded_at=BEFORE - timedelta(days=1), now=BEFORE)
    with pytest.raises(Refused, match="moins d’un jour"):
        check_reminding(State.SENT, reminded_at=BEFORE - timedelta(hours=23), now=BEFORE)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("new_day", [True, False])
def test_on_a_new_day_every_answer_is_open_again(state, new_day):
    answered = state in {State.ACCEPTED, State.DECLINED, State.TENTATIVE}
    assert is_asked_again(state, is_new_day=new_day) is (new_day and answered)
