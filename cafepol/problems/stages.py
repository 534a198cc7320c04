"""SARA: the stages of a problem as one table (scanning, analysis, response, assessment), and what each step needs.

Herman Goldstein's problem-oriented policing, in the four steps of Eck and Spelman (1987). It is a loop: what the
assessment shows may lead back to the analysis.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cafepol.core.errors import Refused

AT_LEAST = 2  # concerns make a problem
CLOSED_WITHIN = timedelta(days=365)  # a concern that closed so lately may still be grouped
LINE = 120  # characters of a title
NARRATIVE = 1500  # of what is told of a step
WINDOWS = (30, 90, 180, 365)  # days before and after the response that may be compared
USUAL_WINDOW = 90


class Stage(StrEnum):
    """How far a problem has come: each names what is done last."""

    SCANNING = "scanning"
    ANALYSIS = "analysis"
    RESPONSE = "response"
    ASSESSMENT = "assessment"
    CLOSED = "closed"


class Step(StrEnum):
    """What moves a problem on."""

    ANALYSE = "analyse"
    RESPOND = "respond"
    ASSESS = "assess"
    CLOSE = "close"


class Verdict(StrEnum):
    """What the response achieved, as those who followed it judge it."""

    BETTER = "better"
    PARTLY = "partly"
    SAME = "same"
    WORSE = "worse"


@dataclass(frozen=True)
class Row:
    """One row of the table."""

    step: Step
    source: Stage
    target: Stage


TABLE = (
    Row(Step.ANALYSE, Stage.SCANNING, Stage.ANALYSIS),
    Row(Step.RESPOND, Stage.ANALYSIS, Stage.RESPONSE),
    Row(Step.ASSESS, Stage.RESPONSE, Stage.ASSESSMENT),
    Row(Step.CLOSE, Stage.ASSESSMENT, Stage.CLOSED),
)
# back by one step, and from the assessment to the analysis; each with a reason
BACK: dict[Stage, tuple[Stage, ...]] = {
    Stage.ANALYSIS: (Stage.SCANNING,),
    Stage.RESPONSE: (Stage.ANALYSIS,),
    Stage.ASSESSMENT: (Stage.ANALYSIS, Stage.RESPONSE),
}
GATHERING = frozenset({Stage.SCANNING, Stage.ANALYSIS})  # concerns come and go; afterwards the counts are theirs

_NOT_NOW = {
    Step.ANALYSE: "L’analyse de ce problème est déjà écrite.",
    Step.RESPOND: "Décidez de la réponse après l’analyse, et une seule fois.",
    Step.ASSESS: "Évaluez après la réponse, et une seule fois.",
    Step.CLOSE: "Clôturez après l’évaluation, et une seule fois.",
}


def next_step(stage: Stage) -> Step | None:
    """The one step forward from a stage; None at the end."""
    return next((row.step for row in TABLE if row.source is stage), None)


def check_step(stage: Stage, step: Step) -> Stage:
    """The stage to which a step leads. Raises Refused when the table has no such row."""
    for row in TABLE:
        if (row.step, row.source) == (step, stage):
            return row.target
    raise Refused(_NOT_NOW[step])


def check_back(stage: Stage, target: Stage) -> None:
    """A problem goes back where the table lets it. Raises Refused."""
    if target not in BACK.get(stage, ()):
        raise Refused("Ce problème ne peut pas revenir à cette étape.", field="target")


def check_gathering(stage: Stage) -> None:
    """Concerns come and go until the response is decided. Raises Refused."""
    if stage not in GATHERING:
        raise Refused("La réponse est décidée : les doléances de ce problème ne changent plus.")


def may_join(*, is_open: bool, closed_on: date | None, today: date) -> bool:
    """Whether a concern may be part of a problem: it is open, or closed at most twelve months ago."""
    return is_open or (closed_on is not None and closed_on >= today - CLOSED_WITHIN)


def check_group(commune_ids: Collection[int]) -> None:
    """A problem is made of two concerns or more, all of one commune; one id for each. Raises Refused."""
    if len(commune_ids) < AT_LEAST:
        raise Refused("Un problème réunit au moins deux doléances.", field="concerns")
    if len(set(commune_ids)) > 1:
        raise Refused("Choisissez des doléances d’une seule commune.", field="concerns")


def check_left(concerns: int) -> None:
    """What is left after one concern goes is still a problem. Raises Refused."""
    if concerns < AT_LEAST:
        raise Refused("Il doit rester au moins deux doléances dans un problème.")


def shared(values: Iterable[int | None]) -> int | None:
    """The quarter or the theme that all concerns have; None when they differ."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


def check_plan(*, response_from: date, evaluate_on: date, window_days: int, today: date) -> None:
    """A response is evaluated on a set day to come, after it began. Raises Refused."""
    if window_days not in WINDOWS:
        raise Refused("Choisissez une durée de la liste.", field="window_days")
    if evaluate_on <= today:
        raise Refused("Choisissez un jour à venir pour l’évaluation.", field="evaluate_on")
    if evaluate_on <= response_from:
        raise Refused("L’évaluation vient après le début de la réponse.", field="evaluate_on")


def is_due(stage: Stage, evaluate_on: date | None, today: date) -> bool:
    """Whether the day that was set for the evaluation has come, and nobody has evaluated."""
    return stage is Stage.RESPONSE and evaluate_on is not None and evaluate_on <= today


def check_due(evaluate_on: date | None, today: date) -> None:
    """Nothing is evaluated before the day that was set. Raises Refused."""
    if evaluate_on is None or today < evaluate_on:
        raise Refused("L’évaluation se fait à partir du jour prévu, pas avant.")
