"""The doors to each step of a concern's life: the operation, and the form of its page or a post without one.

A step is an action of the table; a closing without a solution is one of its own, for it is the chief's.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from cafepol.concerns import operations
from cafepol.concerns.models import Concern
from cafepol.concerns.transitions import RAISER, SYSTEM, Action, Actor, Outcome, State
from cafepol.core.clock import now, today
from cafepol.core.errors import Refused
from cafepol.dialogue import questioning, reopening

CLOSE_UNSOLVED = "close_unsolved"
STEPS = (*Action, CLOSE_UNSOLVED)


@dataclass(frozen=True)
class Door:
    """How one step is taken: `act` by the operation; the form on `page` is sent to `end`, filled with `typed`.

    Both addresses are below the concern's own; `page` is empty for its own page.
    """

    act: Callable[[Concern, Actor], object]
    end: str
    typed: dict = field(default_factory=dict)
    page: str = ""


def _start(concern: Concern, by: Actor) -> None:
    operations.start_work(
        concern, version=concern.version, next_step="Passer voir", next_on=today(), by=by, now=now(), today=today()
    )


def _conclude(concern: Concern, by: Actor) -> None:
    operations.make_feedback_due(
        concern, version=concern.version, decided="Des poteaux.", outcome=Outcome.RESOLVED,
        by=by, now=now(), today=today(),
    )  # fmt: skip


def _return(concern: Concern, by: Actor) -> None:
    operations.back_to_work(
        concern, version=concern.version, reason="Il en manque un.", by=by, now=now(), today=today()
    )


def _close(outcome: Outcome) -> Callable[[Concern, Actor], None]:
    def act(concern: Concern, by: Actor) -> None:
        operations.close_concern(
            concern, version=concern.version, outcome=outcome, summary="Six poteaux.", by=by, now=now()
        )

    return act


def _void(concern: Concern, by: Actor) -> None:
    operations.void_concern(concern, version=concern.version, reason="entry_error", by=by, now=now())


def _ask(concern: Concern, by: Actor) -> None:
    questioning.ask(
        concern, concern.raisers[0], version=concern.version, text="À quelle heure ?", by=by, now=now(), today=today()
    )


def _resume(concern: Concern, by: Actor) -> None:
    """An answer that the officer notes; for the worker, the day on which the question has lapsed."""
    if SYSTEM not in by.roles:
        questioning.note_answer(concern, version=concern.version, text="À huit.", by=by, now=now(), today=today())
    elif not (questioning.settle(concern, now=now(), today=date.max) and concern.state == State.IN_PROGRESS):
        raise Refused("Rien ne s’est éteint.")


def _request_reopening(concern: Concern, by: Actor) -> None:
    raiser = concern.raisers[0] if RAISER in by.roles else None
    reopening.request_reopening(
        concern, version=concern.version, reason="C’est revenu.", raiser=raiser, by=by, now=now(), today=today()
    )


def _reopen(concern: Concern, by: Actor) -> None:
    reopening.accept_reopening(concern, version=concern.version, reason="À revoir.", by=by, now=now(), today=today())


def _keep_closed(concern: Concern, by: Actor) -> None:
    reopening.refuse_reopening(concern, version=concern.version, reason="Tout est fait.", by=by, now=now())


DOORS = {
    Action.START: Door(_start, "commencer", {"next_step": "Passer voir", "next_on": "2027-01-12"}),
    Action.CONCLUDE: Door(_conclude, "conclure", {"decided": "Des poteaux.", "outcome": "resolved"}),
    Action.RETURN: Door(_return, "reprendre", {"reason": "Il en manque un."}),
    Action.CLOSE: Door(
        _close(Outcome.RESOLVED), "cloturer", {"outcome": Outcome.RESOLVED.value, "summary": "Six poteaux."}
    ),
    CLOSE_UNSOLVED: Door(
        _close(Outcome.UNRESOLVED), "cloturer", {"outcome": Outcome.UNRESOLVED.value, "summary": "Pas de budget."}
    ),
    Action.VOID: Door(_void, "annuler", {"void_reason": "entry_error"}),
    Action.ASK: Door(_ask, "questions", {"text": "À quelle heure ?"}, page="questions"),
    Action.RESUME: Door(_resume, "questions/reponse", {"text": "À huit."}, page="questions"),
    Action.REQUEST_REOPENING: Door(
        _request_reopening, "reouverture", {"asked_by": "team", "reason": "C’est revenu."}, page="reouverture"
    ),
    Action.REOPEN: Door(
        _reopen, "reouverture/decision", {"decision": "accept", "reason": "À revoir."}, page="reouverture"
    ),
    Action.KEEP_CLOSED: Door(
        _keep_closed, "reouverture/decision", {"decision": "refuse", "reason": "Tout est fait."}, page="reouverture"
    ),
}

# steps of the table that no operation takes yet: each leaves this line when it is built
NOT_BUILT = frozenset(STEPS) - DOORS.keys()
