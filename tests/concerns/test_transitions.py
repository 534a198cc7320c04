from itertools import product

import pytest

from cafepol.concerns import transitions
from cafepol.concerns.transitions import CHIEF, OFFICER, RAISER, SYSTEM, TABLE, Action, Orientation, Outcome, State
from cafepol.core.errors import Refused

S, A = State, Action
# written by hand after the specification: (state, action, role, outcome or None) -> next state
ALLOWED = {
    (S.HEARD, A.START, OFFICER): S.IN_PROGRESS,
    (S.HEARD, A.START, CHIEF): S.IN_PROGRESS,
    (S.HEARD, A.CONCLUDE, OFFICER): S.FEEDBACK_DUE,
    (S.IN_PROGRESS, A.CONCLUDE, OFFICER): S.FEEDBACK_DUE,
    (S.RELAYED, A.CONCLUDE, OFFICER): S.FEEDBACK_DUE,
    (S.AWAITING_INFO, A.CONCLUDE, OFFICER): S.FEEDBACK_DUE,
    (S.IN_PROGRESS, A.RELAY, OFFICER): S.RELAYED,
    (S.IN_PROGRESS, A.RELAY, CHIEF): S.RELAYED,
    (S.RELAYED, A.END_RELAY, OFFICER): S.IN_PROGRESS,
    (S.RELAYED, A.END_RELAY, SYSTEM): S.IN_PROGRESS,
    (S.IN_PROGRESS, A.ASK, OFFICER): S.AWAITING_INFO,
    (S.AWAITING_INFO, A.RESUME, OFFICER): S.IN_PROGRESS,
    (S.AWAITING_INFO, A.RESUME, SYSTEM): S.IN_PROGRESS,
    (S.FEEDBACK_DUE, A.RETURN, OFFICER): S.IN_PROGRESS,
    (S.FEEDBACK_DUE, A.RETURN, CHIEF): S.IN_PROGRESS,
    (S.CLOSED, A.REQUEST_REOPENING, RAISER): S.REOPEN_REQUESTED,
    (S.CLOSED, A.REQUEST_REOPENING, OFFICER): S.REOPEN_REQUESTED,
    (S.CLOSED, A.REQUEST_REOPENING, CHIEF): S.REOPEN_REQUESTED,
    (S.REOPEN_REQUESTED, A.REOPEN, CHIEF): S.IN_PROGRESS,
    (S.REOPEN_REQUESTED, A.KEEP_CLOSED, CHIEF): S.CLOSED,
    (S.HEARD, A.MERGE, OFFICER): S.MERGED,
    (S.HEARD, A.MERGE, CHIEF): S.MERGED,
    (S.IN_PROGRESS, A.MERGE, OFFICER): S.MERGED,
    (S.IN_PROGRESS, A.MERGE, CHIEF): S.MERGED,
    (S.RELAYED, A.MERGE, OFFICER): S.MERGED,
    (S.RELAYED, A.MERGE, CHIEF): S.MERGED,
    (S.AWAITING_INFO, A.MERGE, OFFICER): S.MERGED,
    (S.AWAITING_INFO, A.MERGE, CHIEF): S.MERGED,
    (S.FEEDBACK_DUE, A.MERGE, OFFICER): S.MERGED,
    (S.FEEDBACK_DUE, A.MERGE, CHIEF): S.MERGED,
    (S.HEARD, A.VOID, CHIEF): S.VOIDED,
    (S.IN_PROGRESS, A.VOID, CHIEF): S.VOIDED,
}
ROLES = (OFFICER, CHIEF, SYSTEM, RAISER, "reception", "directorate", "communication", "administrator", "dpo")


def expected(state, action, role, outcome):
    if action is A.CLOSE:
        who = CHIEF if outcome is Outcome.UNRESOLVED else OFFICER
        return S.CLOSED if state is S.FEEDBACK_DUE and role == who else None
    return ALLOWED.get((state, action, role))


def reached(state, action, role, outcome):
    """The state to which that leads, or None when it is refused."""
    try:
        return transitions.check(state, action, {role}, outcome)
    except Refused:
        return None


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("state", list(State))
def test_nothing_happens_outside_the_table(state, action):
    tried = list(product(ROLES, Outcome))
    found = {each: reached(state, action, *each) for each in tried}
    assert found == {each: expected(state, action, *each) for each in tried}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", list(State))
def test_what_is_offered_is_what_is_allowed(state, role):
    offered = {row.action for row in transitions.allowed(state, {role})}
    assert offered == {a for a in Action if any(expected(state, a, role, outcome) for outcome in Outcome)}


def test_roles_add_up():
    assert transitions.closing_outcomes({OFFICER, CHIEF}) == tuple(Outcome)
    assert transitions.closing_outcomes({CHIEF}) == (Outcome.UNRESOLVED,)
    assert Outcome.UNRESOLVED not in transitions.closing_outcomes({OFFICER})
    assert transitions.closing_outcomes({"dpo"}) == ()


def test_without_a_solution_it_is_the_chief_who_closes():
    with pytest.raises(Refused, match="chef de commissariat") as refusal:
        transitions.check(S.FEEDBACK_DUE, A.CLOSE, {OFFICER}, Outcome.UNRESOLVED)
    assert refusal.value.field == "outcome"


def test_a_terminal_state_leads_nowhere():
    assert not any({S.VOIDED, S.MERGED} & row.sources for row in TABLE)


def test_every_row_says_what_it_needs():
    assert all(row.needs and row.roles for row in TABLE)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("orientation", list(Orientation))
def test_an_officer_notes_concerns_and_what_is_recorded_elsewhere(role, orientation):
    if role == OFFICER and orientation in {Orientation.CONCERN, Orientation.OFFENCE_TO_RECORD}:
        transitions.check_may_log({role}, orientation)
    else:
        with pytest.raises(Refused):
            transitions.check_may_log({role}, orientation)


def test_a_complaint_or_an_emergency_is_told_where_to_go():
    with pytest.raises(Refused, match="Comité P"):
        transitions.check_may_log({OFFICER}, Orientation.COMPLAINT_AGAINST_POLICE)
    with pytest.raises(Refused, match="101 ou le 112"):
        transitions.check_may_log({OFFICER}, Orientation.EMERGENCY)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", list(State))
def test_only_officer_and_chief_tell_and_never_once_it_is_voided_or_merged(state, role):
    if state not in {S.VOIDED, S.MERGED} and role in {OFFICER, CHIEF}:
        transitions.check_may_tell(state, {role})
    else:
        with pytest.raises(Refused):
            transitions.check_may_tell(state, {role})


@pytest.mark.parametrize("waits", [True, False])
def test_the_page_proposes_one_thing_first(waits):
    first = {state: transitions.primary_action(state, someone_waits=waits) for state in State}
    assert first == {
        S.HEARD: A.START,
        S.IN_PROGRESS: A.CONCLUDE,
        S.RELAYED: None,
        S.AWAITING_INFO: None,
        S.FEEDBACK_DUE: None if waits else A.CLOSE,
        S.CLOSED: None,
        S.REOPEN_REQUESTED: None,
        S.MERGED: None,
        S.VOIDED: None,
    }
