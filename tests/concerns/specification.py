"""The transitions of a concern, copied by hand from the specification: proofs read it here, never from the code."""

from collections.abc import Collection
from itertools import product

from cafepol.concerns.transitions import CHIEF, OFFICER, RAISER, SYSTEM

# step | from | to | who; a closing without a solution is a step of its own, for it is the chief's
ROWS = """
start             | heard                                                | in_progress      | officer chief
conclude          | heard in_progress                                    | feedback_due     | officer
relay             | in_progress                                          | relayed          | officer chief
return            | feedback_due                                         | in_progress      | officer chief
conclude          | relayed awaiting_info                                | feedback_due     | officer
end_relay         | relayed                                              | in_progress      | system officer
ask               | in_progress                                          | awaiting_info    | officer
resume            | awaiting_info                                        | in_progress      | officer system
close             | feedback_due                                         | closed           | officer
close_unsolved    | feedback_due                                         | closed           | chief
request_reopening | closed                                               | reopen_requested | raiser officer chief
reopen            | reopen_requested                                     | in_progress      | chief
keep_closed       | reopen_requested                                     | closed           | chief
merge             | heard in_progress relayed awaiting_info feedback_due | merged           | officer chief
void              | heard in_progress                                    | voided           | chief
"""


def _read():
    for line in ROWS.strip().splitlines():
        step, sources, target, roles = (part.strip() for part in line.split("|"))
        for source, role in product(sources.split(), roles.split()):
            yield (source, step, role), target


ALLOWED: dict[tuple[str, str, str], str] = dict(_read())
OTHERS = frozenset({"reception", "directorate", "communication", "administrator", "dpo"})
ROLES = (*(frozenset({role}) for role in (OFFICER, CHIEF, SYSTEM, RAISER)), OTHERS)


def target(state: str, step: str, roles: Collection[str]) -> str | None:
    """Where the step leads somebody with these roles; None: nowhere."""
    return next((ALLOWED[state, str(step), role] for role in roles if (state, str(step), role) in ALLOWED), None)
