"""What is done with a problem: concerns grouped, the four steps of SARA, back, closed. A concern itself never changes.

Each change takes the version that its page showed; Stale is raised when somebody else saved in between.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy.dialects import postgresql, sqlite

from cafepol.accounts import audit
from cafepol.concerns.models import Concern
from cafepol.concerns.wording import said, said_line
from cafepol.core import versions
from cafepol.core.clock import local
from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.filters import count, day_long, sentence
from cafepol.problems import queries, stages
from cafepol.problems.labels import STAGES, VERDICTS, counts_said
from cafepol.problems.models import Problem, ProblemConcern, ProblemEntry, ProblemSerial
from cafepol.problems.stages import LINE, NARRATIVE, Stage, Step, Verdict

STALE = "Quelqu’un d’autre a enregistré entre-temps. Comparez, puis recommencez."


def group_concerns(concerns: Sequence[Concern], *, title: str, by: int, now: datetime, today: date) -> Problem:
    """Make one problem of two concerns or more of a commune; `by` is an account. Raises Refused.

    Whoever groups them follows it if they are an officer there, else whoever answers for the first concern.
    """
    stages.check_group([each.commune_id for each in concerns])
    name = said_line(title, field="title", maximum=LINE, need="Donnez un nom au problème.")
    place = concerns[0].commune
    taken = _take(concerns, today)
    mine = queries.find_own_officer(by, place.commissariat_id)
    problem = Problem(
        number=_next_number(local(now).year),
        commune_id=place.id,
        owner_id=mine.id if mine else taken[0].owner_id,
        title=name,
        created_at=now,
        created_by_id=by,
        grouped=[ProblemConcern(concern=each) for each in taken],
    )
    _settle_area(problem)
    db.session.add(problem)
    _write(problem, "grouped", count(len(taken), "doléance", "doléances"), by=by, now=now, concerns=taken)
    return problem


def add_concerns(
    problem: Problem, concerns: Sequence[Concern], *, version: int, by: int, now: datetime, today: date
) -> None:
    """Add concerns of the same commune, until the response is decided. Raises Refused or Stale."""
    versions.claim_version(problem, version, stale=STALE)
    stages.check_gathering(problem.status)
    taken = _take(concerns, today)
    if not taken:
        raise Refused("Choisissez une doléance à ajouter.", field="concerns")
    stages.check_group([problem.commune_id, *(each.commune_id for each in taken)])
    problem.grouped += [ProblemConcern(concern=each) for each in taken]
    _settle_area(problem)
    _write(problem, "added", count(len(taken), "doléance", "doléances"), by=by, now=now, concerns=taken)


def leave_out(problem: Problem, number: str, *, version: int, by: int, now: datetime) -> None:
    """Take the concern of this number out of a problem, until the response is decided. Raises Refused or Stale."""
    versions.claim_version(problem, version, stale=STALE)
    stages.check_gathering(problem.status)
    row = next((each for each in problem.grouped if each.concern.number == number), None)
    if row is None:
        raise Refused("Cette doléance n’est pas dans ce problème.")
    stages.check_left(len(problem.grouped) - 1)
    problem.grouped.remove(row)
    _settle_area(problem)
    _write(problem, "left_out", "1 doléance", by=by, now=now, concerns=[row.concern])


def analyse(problem: Problem, *, version: int, analysis: str, by: int, now: datetime) -> None:
    """Write what lies behind the concerns. Raises Refused or Stale."""
    target = _target(problem, Step.ANALYSE, version=version)
    problem.analysis = said(analysis, field="analysis", maximum=NARRATIVE, need="Écrivez ce que l’analyse montre.")
    problem.stage = target
    _write(problem, "analysed", problem.analysis, by=by, now=now)


def respond(
    problem: Problem,
    *,
    version: int,
    response: str,
    response_from: date,
    evaluate_on: date,
    window_days: int,
    by: int,
    now: datetime,
    today: date,
) -> None:
    """Decide what is done, from which day on, and on which day it is evaluated. Raises Refused or Stale.

    `window_days`: how many days before and after its first day will be compared.
    """
    target = _target(problem, Step.RESPOND, version=version)
    text = said(response, field="response", maximum=NARRATIVE, need="Écrivez ce qui est fait.")
    stages.check_plan(response_from=response_from, evaluate_on=evaluate_on, window_days=window_days, today=today)
    problem.response, problem.response_from, problem.evaluate_on = text, response_from, evaluate_on
    problem.stage, problem.window_days = target, window_days
    days = f"Dès le {day_long(response_from)}. Évaluation le {day_long(evaluate_on)}."
    _write(problem, "responded", f"{days}\n{text}", by=by, now=now)


def assess(problem: Problem, *, version: int, verdict: Verdict, text: str, by: int, now: datetime, today: date) -> None:
    """Judge the response, from the set day on; what is counted now stays as it is. Raises Refused or Stale."""
    target = _target(problem, Step.ASSESS, version=version)
    stages.check_due(problem.evaluate_on, today)
    why = said(text, field="verdict_text", maximum=NARRATIVE, need="Écrivez ce que vous constatez.")
    counted = queries.comparison(problem, today)
    problem.before_count, problem.after_count = counted.before, counted.after
    problem.stage, problem.verdict, problem.verdict_text = target, verdict, why
    told = f"{sentence(VERDICTS[verdict])}. {counts_said(counted)}"
    _write(problem, "assessed", f"{told}\n{why}", by=by, now=now)


def close_problem(problem: Problem, *, version: int, lesson: str, by: int, now: datetime) -> None:
    """Close it after its evaluation, with what is to be remembered; its concerns are free again.

    Raises Refused or Stale.
    """
    target = _target(problem, Step.CLOSE, version=version)
    text = said(lesson, field="lesson", maximum=NARRATIVE, need="Écrivez ce qu’il faut en retenir.")
    problem.stage, problem.closed_at = target, now
    for each in problem.grouped:
        each.is_open = False
    _write(problem, "closed", text, by=by, now=now)


def take_back(problem: Problem, *, version: int, target: Stage, reason: str, by: int, now: datetime) -> None:
    """Go back to an earlier stage, with the reason; the timeline keeps what was evaluated. Raises Refused or Stale."""
    versions.claim_version(problem, version, stale=STALE)
    stages.check_back(problem.status, target)
    text = said(reason, field="reason", maximum=NARRATIVE, need="Écrivez pourquoi.")
    problem.stage, problem.verdict, problem.verdict_text = target, None, ""
    problem.before_count = problem.after_count = None
    _write(problem, "back", f"{sentence(STAGES[target])}.\n{text}", by=by, now=now)


def _target(problem: Problem, step: Step, *, version: int) -> Stage:
    versions.claim_version(problem, version, stale=STALE)
    return stages.check_step(problem.status, step)


def _take(concerns: Collection[Concern], today: date) -> list[Concern]:
    """The rows of these concerns, held until the transaction ends; each may be grouped. Raises Refused."""
    taken = queries.take_concerns(concerns)
    for each in taken:
        closed_on = local(each.closed_at).date() if each.closed_at else None
        if not stages.may_join(is_open=each.is_open, closed_on=closed_on, today=today):
            raise Refused(f"La doléance {each.number} est close depuis trop longtemps ou annulée.", field="concerns")
    held = queries.open_problem_of([each.id for each in taken])
    if held is not None:
        raise Refused(f"Une de ces doléances est déjà dans le problème {held.number}.", field="concerns")
    return taken


def _settle_area(problem: Problem) -> None:
    """What will be counted: the quarter and the theme that all its concerns share."""
    problem.quarter_id = stages.shared(each.concern.quarter_id for each in problem.grouped)
    problem.theme_id = stages.shared(each.concern.theme_id for each in problem.grouped)


def _next_number(year: int) -> str:
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(ProblemSerial)
        .values(year=year, last=1)
        .on_conflict_do_update(index_elements=["year"], set_={"last": ProblemSerial.last + 1})
        .returning(ProblemSerial.last)
    )
    return f"P-{year}-{db.session.scalar(statement)}"


def _write(problem: Problem, kind: str, text: str, *, by: int, now: datetime, concerns: Sequence[Concern] = ()) -> None:
    db.session.flush()
    db.session.add(ProblemEntry(problem_id=problem.id, kind=kind, text=text, author_id=by, at=now))
    numbers = {"concerns": [each.number for each in concerns]} if concerns else {}
    audit.record(f"problem_{kind}", account_id=by, now=now, subject="problem", subject_id=problem.id, **numbers)
