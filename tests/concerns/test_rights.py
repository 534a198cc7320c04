"""What is done to a concern besides its steps: each tool, state and role against a list written by hand."""

import pytest

from cafepol.concerns.rights import Tool, check_tool, tools
from cafepol.concerns.transitions import State
from cafepol.core.errors import Refused

OFFICER_AND_CHIEF, OFFICER, CHIEF = {"officer", "chief"}, {"officer"}, {"chief"}
OPEN = {"heard", "in_progress", "relayed", "awaiting_info", "feedback_due"}
EXPECTED = {
    Tool.PLAN: (OPEN - {"heard"}, OFFICER_AND_CHIEF),
    Tool.CORRECT: (OPEN | {"reopen_requested"}, OFFICER_AND_CHIEF),
    Tool.RECORD: (OPEN, OFFICER),
    Tool.EXTEND: (OPEN, CHIEF),
    Tool.GIVE: (OPEN | {"reopen_requested"}, CHIEF),
}
ROLES = ("officer", "chief", "reception", "raiser", "system")


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("role", ROLES)
def test_exactly_these_in_these_states_by_these_roles(state, role):
    wanted = {tool for tool, (states, roles) in EXPECTED.items() if state in states and role in roles}
    assert tools(state, {role}) == wanted
    for tool in Tool:
        if tool in wanted:
            check_tool(tool, state, {role})
        else:
            with pytest.raises(Refused):
                check_tool(tool, state, {role})
