"""One step of a concern: allowed by the table, on the version that was seen, and written down.

Who acts by a link, or the worker, takes the version that the concern has now: `present_version`.
"""

from datetime import datetime

from cafepol.accounts import audit
from cafepol.concerns import transitions
from cafepol.concerns.models import Concern
from cafepol.concerns.queries import lock_concern
from cafepol.concerns.records import Entry
from cafepol.concerns.transitions import RAISER, SYSTEM, Action, Actor, Outcome, State
from cafepol.concerns.versions import claim_version
from cafepol.core.db import db

WORKER = Actor(None, frozenset({SYSTEM}))
BY_LINK = Actor(None, frozenset({RAISER}))  # a raiser who holds the link of the mail


def present_version(concern: Concern) -> int:
    """The version that the concern has now, its row being taken until the transaction ends."""
    return lock_concern(concern).version


def next_state(concern: Concern, action: Action, *, version: int, by: Actor, outcome: Outcome | None = None) -> State:
    """Where the step leads, once the version is taken and the table allows it. Raises Refused or Stale."""
    claim_version(concern, version)
    return transitions.check(concern.status, action, by.roles, outcome)


def write(
    concern: Concern,
    kind: str,
    text: str,
    *,
    by: Actor,
    now: datetime,
    compartment: str = "internal",
    written_by: str = "staff",
    raiser_id: int | None = None,
    relay_id: int | None = None,
) -> Entry:
    """Add a line to the timeline, and the change to the audit trail (ids, no words).

    `written_by`: `staff` for an account, else `resident`, `partner` or `system`; `raiser_id`: the one resident who
    reads it, or wrote it.
    """
    entry = Entry(
        compartment=compartment, kind=kind, text=text, author_id=by.account_id, at=now,
        written_by=written_by, raiser_id=raiser_id, relay_id=relay_id,
    )  # fmt: skip
    concern.entries.append(entry)
    db.session.flush()
    audit.record(f"concern_{kind}", account_id=by.account_id, now=now, subject="concern", subject_id=concern.id)
    return entry
