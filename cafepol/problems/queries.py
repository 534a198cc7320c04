"""Every read of the problems, within the commissariats of the person who asks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.queries import Scope, within
from cafepol.concerns.transitions import OPEN
from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.problems.counting import LEFT_OUT, Comparison, before_after
from cafepol.problems.models import Problem, ProblemConcern, ProblemEntry
from cafepol.problems.stages import CLOSED_WITHIN, Stage
from cafepol.staff.models import Officer
from cafepol.zone.models import Commune

CLOSED_SHOWN = 20
CANDIDATES = 60

_HEAD = (
    joinedload(Problem.commune),
    joinedload(Problem.quarter),
    joinedload(Problem.theme),
    joinedload(Problem.owner),
)
_WHOLE = (
    *_HEAD,
    selectinload(Problem.grouped).joinedload(ProblemConcern.concern),
    selectinload(Problem.entries).joinedload(ProblemEntry.author),
)
_PLACED = (joinedload(Concern.commune), joinedload(Concern.quarter), joinedload(Concern.theme))


@dataclass(frozen=True)
class Line:
    """One problem in a list, with the number of its concerns."""

    problem: Problem
    concerns: int


def _problems(places: Collection[int], *conditions: ColumnElement[bool]) -> Select[Problem]:
    return select(Problem).join(Problem.commune).where(Commune.commissariat_id.in_(places), *conditions)


def get_problem(number: str, places: Collection[int]) -> Problem:
    """One problem of these commissariats with all that its page shows, as the database has it. Raises NotFound."""
    query = _problems(places, Problem.number == number).options(*_WHOLE)
    found = db.session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def open_problems(places: Collection[int]) -> list[Line]:
    """The problems that are followed there, the nearest evaluation first, those without a day last."""
    query = _problems(places, Problem.stage != Stage.CLOSED)
    return _lines(query.order_by(Problem.evaluate_on.is_(None), Problem.evaluate_on, Problem.id))


def closed_problems(places: Collection[int]) -> list[Line]:
    """The problems that were closed last."""
    query = _problems(places, Problem.stage == Stage.CLOSED).order_by(Problem.closed_at.desc(), Problem.id.desc())
    return _lines(query.limit(CLOSED_SHOWN))


def _lines(query: Select[Problem]) -> list[Line]:
    found = db.session.scalars(query.options(*_HEAD)).all()
    counted = select(ProblemConcern.problem_id, func.count()).group_by(ProblemConcern.problem_id)
    counted = counted.where(ProblemConcern.problem_id.in_([problem.id for problem in found]))
    concerns = {row[0]: row[1] for row in db.session.execute(counted)}
    return [Line(problem, concerns[problem.id]) for problem in found]


def find_problem_id(number: str, places: Collection[int]) -> int | None:
    """The id of a problem there, or None: what the audit trail names before the page is read."""
    return db.session.scalar(_problems(places, Problem.number == number).with_only_columns(Problem.id))


def count_due(places: Collection[int], today: date) -> int:
    """How many evaluations are to be made there: their day has come."""
    due = _problems(places, Problem.stage == Stage.RESPONSE, Problem.evaluate_on <= today)
    return db.session.scalar(due.with_only_columns(func.count(Problem.id))) or 0


def open_problem_of(concern_ids: Collection[int]) -> Problem | None:
    """An open problem that holds one of these concerns already."""
    held = select(ProblemConcern.problem_id).where(ProblemConcern.concern_id.in_(concern_ids), ProblemConcern.is_open)
    return db.session.scalars(select(Problem).where(Problem.id.in_(held)).order_by(Problem.id)).first()


def visible(concern_ids: Collection[int], scope: Scope) -> set[int]:
    """Which of these concerns somebody sees."""
    query = select(Concern.id).join(Concern.commune).where(Concern.id.in_(concern_ids), within(scope))
    return set(db.session.scalars(query))


def concerns_named(numbers: Collection[str], scope: Scope) -> list[Concern]:
    """The concerns of these numbers that somebody sees, as they come; what they do not see is none."""
    query = select(Concern).join(Concern.commune).where(Concern.number.in_(numbers), within(scope))
    return list(db.session.scalars(query.options(*_PLACED).order_by(Concern.id)))


def candidates(
    scope: Scope, today: date, *, commune_id: int | None = None, near: Concern | Problem | None = None
) -> list[Concern]:
    """Concerns that may be grouped and are in no open problem; those of the same quarter and theme first."""
    held = select(ProblemConcern.concern_id).where(ProblemConcern.is_open)
    fresh = datetime.combine(today - CLOSED_WITHIN, time(), UTC)
    alive = or_(Concern.state.in_(OPEN), and_(Concern.closed_at >= fresh, Concern.state.not_in(LEFT_OUT)))
    query = select(Concern).join(Concern.commune).where(within(scope), alive, Concern.id.not_in(held))
    if commune_id is not None:
        query = query.where(Concern.commune_id == commune_id)
    if near is not None:
        same = Concern.quarter_id.is_not_distinct_from(near.quarter_id), Concern.theme_id == near.theme_id
        query = query.order_by(*(case((each, 0), else_=1) for each in same))
    return list(db.session.scalars(query.options(*_PLACED).order_by(Concern.id.desc()).limit(CANDIDATES)))


def take_concerns(concerns: Collection[Concern]) -> list[Concern]:
    """Hold the rows of these concerns until the transaction ends, as they are now: of two who group one, one waits."""
    db.session.flush()  # a refresh forgets what is not written yet
    columns = list(Concern.__table__.columns.keys())
    taken = sorted(concerns, key=lambda each: each.id)
    for each in taken:
        db.session.refresh(each, columns, with_for_update={"key_share": True})
    return taken


def find_own_officer(account_id: int, commissariat_id: int) -> Officer | None:
    """The officer of a commissariat who signs in with that account, if there is one."""
    mine = Officer.account_id == account_id, Officer.commissariat_id == commissariat_id, Officer.is_active
    return db.session.scalar(select(Officer).where(*mine))


def comparison(problem: Problem, today: date) -> Comparison:
    """The concerns of the problem's quarter and theme before and after its response, as they are counted today."""
    if problem.response_from is None:
        return Comparison(None, None, problem.window_days)
    heard = select(func.min(Raiser.heard_on)).join(Concern, Concern.id == Raiser.concern_id).group_by(Concern.id)
    heard = heard.where(Concern.commune_id == problem.commune_id, Concern.state.not_in(LEFT_OUT))
    if problem.quarter_id is not None:
        heard = heard.where(Concern.quarter_id == problem.quarter_id)
    if problem.theme_id is not None:
        heard = heard.where(Concern.theme_id == problem.theme_id)
    first = select(func.min(Raiser.heard_on)).join(Concern, Concern.id == Raiser.concern_id)
    since = db.session.scalar(first.where(Concern.commune_id == problem.commune_id))
    return before_after(
        db.session.scalars(heard), problem.response_from, problem.window_days, recorded_since=since, today=today
    )
