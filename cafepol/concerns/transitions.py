"""The life of a concern as one explicit table: from, to, who may, what it needs. Nothing happens outside it.

State and outcome are separate: « closed » does not mean « solved ».
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from cafepol.core.errors import Refused


class State(StrEnum):
    """Where a concern stands."""

    HEARD = "heard"
    IN_PROGRESS = "in_progress"
    RELAYED = "relayed"
    AWAITING_INFO = "awaiting_info"
    FEEDBACK_DUE = "feedback_due"
    CLOSED = "closed"
    REOPEN_REQUESTED = "reopen_requested"
    MERGED = "merged"
    VOIDED = "voided"


class Outcome(StrEnum):
    """What became of the situation."""

    RESOLVED = "resolved"
    PARTIAL = "partial"
    UNRESOLVED = "unresolved_with_reason"
    OUTSIDE_COMPETENCE = "outside_competence"
    ON_RECORD = "on_record"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What moves a concern from one state to another."""

    START = "start"
    CONCLUDE = "conclude"
    RELAY = "relay"
    END_RELAY = "end_relay"
    ASK = "ask"
    RESUME = "resume"
    RETURN = "return"
    CLOSE = "close"
    REQUEST_REOPENING = "request_reopening"
    REOPEN = "reopen"
    KEEP_CLOSED = "keep_closed"
    MERGE = "merge"
    VOID = "void"


class Orientation(StrEnum):
    """What was said, asked first: only the first two are kept here."""

    CONCERN = "concern"
    OFFENCE_TO_RECORD = "offence_to_record"
    COMPLAINT_AGAINST_POLICE = "complaint_against_police"
    EMERGENCY = "emergency"


OFFICER = "officer"
CHIEF = "chief"
RAISER = "raiser"  # by the link of the mail
SYSTEM = "system"  # the worker: what ran out, or what was answered
OPEN = frozenset({State.HEARD, State.IN_PROGRESS, State.RELAYED, State.AWAITING_INFO, State.FEEDBACK_DUE})
# somebody has to do something: what is open, and a reopening that is asked for
ALIVE = OPEN | {State.REOPEN_REQUESTED}
# where feedback can be given: also after the closing, for a mail that came back
TELLING = ALIVE | {State.CLOSED}
VOID_REASONS = {"entry_error": "erreur d’encodage", "exact_duplicate": "doublon exact"}
KEPT = frozenset({Orientation.CONCERN, Orientation.OFFENCE_TO_RECORD})
ELSEWHERE = {
    Orientation.COMPLAINT_AGAINST_POLICE: (
        "Une plainte contre un policier ne se note pas ici. La personne s’adresse au contrôle interne de la zone "
        "ou au Comité P. Rien n’est enregistré."
    ),
    Orientation.EMERGENCY: "C’est une urgence : appelez le 101 ou le 112 maintenant. Rien n’est enregistré.",
}


@dataclass(frozen=True)
class Actor:
    """Who acts on one concern: the account (None: by a link, or the worker), and its roles for that concern."""

    account_id: int | None
    roles: frozenset[str]


@dataclass(frozen=True)
class Transition:
    """One row of the table. `outcomes` empty: whatever the outcome."""

    action: Action
    sources: frozenset[State]
    target: State
    roles: frozenset[str]
    needs: tuple[str, ...]
    outcomes: frozenset[Outcome] = frozenset()


_OFFICER, _CHIEF = frozenset({OFFICER}), frozenset({CHIEF})
_BOTH, _OR_SYSTEM = _OFFICER | _CHIEF, _OFFICER | {SYSTEM}
_WORKING = frozenset({State.HEARD, State.IN_PROGRESS})
_CLOSED_BY_CHIEF = frozenset({Outcome.UNRESOLVED})
_CLOSING = ("outcome", "summary", "everyone_told")


def _row(action: Action, sources: Collection[State], target: State, roles: frozenset[str], *needs: str) -> Transition:
    return Transition(action, frozenset(sources), target, roles, needs)


TABLE = (
    _row(Action.START, {State.HEARD}, State.IN_PROGRESS, _BOTH, "owner", "next_step", "next_on"),
    _row(Action.CONCLUDE, OPEN - {State.FEEDBACK_DUE}, State.FEEDBACK_DUE, _OFFICER, "decided", "outcome"),
    _row(Action.RELAY, {State.IN_PROGRESS}, State.RELAYED, _BOTH, "contact", "question", "answer_by"),
    _row(Action.END_RELAY, {State.RELAYED}, State.IN_PROGRESS, _OR_SYSTEM, "answer_or_expiry"),
    _row(Action.ASK, {State.IN_PROGRESS}, State.AWAITING_INFO, _OFFICER, "question", "lapses_on"),
    _row(Action.RESUME, {State.AWAITING_INFO}, State.IN_PROGRESS, _OR_SYSTEM, "answer_or_lapse"),
    _row(Action.RETURN, {State.FEEDBACK_DUE}, State.IN_PROGRESS, _BOTH, "reason"),
    Transition(
        Action.CLOSE, frozenset({State.FEEDBACK_DUE}), State.CLOSED, _OFFICER, _CLOSING,
        frozenset(Outcome) - _CLOSED_BY_CHIEF,
    ),
    Transition(
        Action.CLOSE, frozenset({State.FEEDBACK_DUE}), State.CLOSED, _CHIEF, _CLOSING, _CLOSED_BY_CHIEF
    ),
    _row(Action.REQUEST_REOPENING, {State.CLOSED}, State.REOPEN_REQUESTED, _BOTH | {RAISER}, "reason"),
    _row(Action.REOPEN, {State.REOPEN_REQUESTED}, State.IN_PROGRESS, _CHIEF, "reason"),
    _row(Action.KEEP_CLOSED, {State.REOPEN_REQUESTED}, State.CLOSED, _CHIEF, "reason"),
    # of both: whoever merges must be one of these for either concern, which the operation asks
    _row(Action.MERGE, OPEN, State.MERGED, _BOTH, "target"),
    _row(Action.VOID, _WORKING, State.VOIDED, _CHIEF, "void_reason", "nobody_waits"),
)  # fmt: skip

_NOT_NOW = {
    Action.START: "Le suivi de cette doléance a déjà commencé.",
    Action.CONCLUDE: "Cette doléance n’attend plus de décision.",
    Action.RELAY: "Seule une doléance en cours peut être transmise à un partenaire.",
    Action.END_RELAY: "Cette doléance n’est pas chez un partenaire.",
    Action.ASK: "Une question se pose quand la doléance est en cours.",
    Action.RESUME: "Cette doléance n’attend pas de réponse de la personne.",
    Action.RETURN: "Seule une doléance dont le retour est à donner peut être reprise.",
    Action.CLOSE: "Décidez d’abord de la réponse. La clôture vient après les retours.",
    Action.REQUEST_REOPENING: "Seule une doléance clôturée peut être rouverte.",
    Action.REOPEN: "Personne ne demande de rouvrir cette doléance.",
    Action.KEEP_CLOSED: "Personne ne demande de rouvrir cette doléance.",
    Action.MERGE: "Seule une doléance ouverte peut être fusionnée.",
    Action.VOID: "Cette doléance ne peut plus être annulée.",
}
_NOT_YOU = {
    Action.CONCLUDE: "C’est le policier de quartier qui décide de la réponse.",
    Action.ASK: "C’est le policier de quartier qui pose la question.",
    Action.CLOSE: "C’est le policier de quartier qui clôture.",
    Action.REOPEN: "C’est le chef de commissariat qui décide de rouvrir.",
    Action.KEEP_CLOSED: "C’est le chef de commissariat qui décide de rouvrir.",
    Action.VOID: "Seul le chef de commissariat annule une doléance.",
}
_OVER = {
    State.VOIDED: "Cette doléance est annulée : il n’y a plus rien à y ajouter.",
    State.MERGED: "Cette doléance est fusionnée avec une autre : c’est là qu’il faut l’ajouter.",
}
_CHIEF_CLOSES = "Sans solution, c’est le chef de commissariat qui clôture."


def allowed(state: State, roles: Collection[str]) -> tuple[Transition, ...]:
    """The rows of the table that someone with these roles may take from this state."""
    return tuple(row for row in TABLE if state in row.sources and not row.roles.isdisjoint(roles))


def closing_outcomes(roles: Collection[str]) -> tuple[Outcome, ...]:
    """The outcomes with which these roles may close, in the order of the list."""
    rows = allowed(State.FEEDBACK_DUE, roles)
    may = frozenset().union(*(row.outcomes for row in rows if row.action is Action.CLOSE))
    return tuple(outcome for outcome in Outcome if outcome in may)


def check(state: State, action: Action, roles: Collection[str], outcome: Outcome | None = None) -> State:
    """The state to which the action leads. Raises Refused when no row of the table allows it."""
    rows = [row for row in TABLE if row.action is action]
    if not any(state in row.sources for row in rows):
        raise Refused(_NOT_NOW[action])
    mine = [row for row in rows if not row.roles.isdisjoint(roles)]
    for row in mine:
        if not row.outcomes or outcome in row.outcomes:
            return row.target
    if action is Action.CLOSE and outcome in _CLOSED_BY_CHIEF:
        raise Refused(_CHIEF_CLOSES, field="outcome")
    raise Refused(_NOT_YOU.get(action, "Cette étape n’est pas à vous."))


def check_may_log(roles: Collection[str], orientation: Orientation) -> None:
    """An officer notes what was heard; what is no concern is told where to go. Raises Refused."""
    if orientation in ELSEWHERE:
        raise Refused(ELSEWHERE[orientation], field="orientation")
    if OFFICER not in roles:
        raise Refused("C’est le policier de quartier qui note une doléance.")


def check_may_tell(state: State, roles: Collection[str]) -> None:
    """Feedback, attempts and notes: by the officer or the chief, while the concern counts. Raises Refused."""
    if state not in TELLING:
        raise Refused(_OVER[state])
    if _BOTH.isdisjoint(roles):
        raise Refused("Cette étape n’est pas à vous.")


def primary_action(state: State, *, someone_waits: bool) -> Action | None:
    """What the page proposes first; None when the next thing is to give feedback, or nothing is left."""
    if state is State.FEEDBACK_DUE:
        return None if someone_waits else Action.CLOSE
    return {State.HEARD: Action.START, State.IN_PROGRESS: Action.CONCLUDE}.get(state)
