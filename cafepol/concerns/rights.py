"""What is done to a concern besides the steps of its life: in which states, and by whom."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from cafepol.concerns.transitions import ALIVE, CHIEF, OFFICER, OPEN, State
from cafepol.core.errors import Refused


class Tool(StrEnum):
    """What the page of a concern leads to, besides its steps."""

    PLAN = "plan"
    CORRECT = "correct"
    RECORD = "record"
    EXTEND = "extend"
    GIVE = "give"


@dataclass(frozen=True)
class Right:
    """One row: the states in which it is done, the roles that do it, and what the others are told."""

    states: frozenset[State]
    roles: frozenset[str]
    not_now: str
    not_you: str


_OVER = "Cette doléance n’est plus ouverte."
_OFFICER, _CHIEF = frozenset({OFFICER}), frozenset({CHIEF})
_BOTH = _OFFICER | _CHIEF
RIGHTS = {
    # what nobody has begun has no step yet: beginning it sets the first one
    Tool.PLAN: Right(
        OPEN - {State.HEARD}, _BOTH, "Une étape se change quand le suivi a commencé.", "Cette étape n’est pas à vous."
    ),
    Tool.CORRECT: Right(ALIVE, _BOTH, _OVER, "Cette doléance n’est pas à vous."),
    Tool.RECORD: Right(OPEN, _OFFICER, _OVER, "C’est le policier de quartier qui note où c’est acté."),
    Tool.EXTEND: Right(OPEN, _CHIEF, _OVER, "Seul le chef de commissariat repousse une date promise."),
    Tool.GIVE: Right(ALIVE, _CHIEF, _OVER, "C’est le chef de commissariat qui désigne un nouveau responsable."),
}


def tools(state: State, roles: Collection[str]) -> frozenset[Tool]:
    """What these roles may do in this state."""
    return frozenset(tool for tool, right in RIGHTS.items() if state in right.states and right.roles & set(roles))


def check_tool(tool: Tool, state: State, roles: Collection[str]) -> None:
    """Whether these roles may do it in this state. Raises Refused."""
    right = RIGHTS[tool]
    if state not in right.states:
        raise Refused(right.not_now)
    if right.roles.isdisjoint(roles):
        raise Refused(right.not_you)
