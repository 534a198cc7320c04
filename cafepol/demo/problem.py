"""One problem of the year: concerns of one commune that say the same, answered, and evaluated in some weeks."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from cafepol.concerns.models import Concern
from cafepol.concerns.transitions import OPEN, State
from cafepol.core.db import db
from cafepol.demo.diary import Diary
from cafepol.demo.people import Team
from cafepol.problems import operations as problems
from cafepol.problems.models import Problem
from cafepol.problems.stages import USUAL_WINDOW

TITLE = "Des nuisances aux mêmes endroits, aux mêmes heures"
ANALYSIS = (
    "Les faits se passent en fin de journée, aux mêmes endroits. Les patrouilles passent surtout le matin.\n"
    "La commune confirme : l’éclairage y est faible."
)
RESPONSE = (
    "Passages à pied en fin de journée, deux fois par semaine.\n"
    "La commune vérifie l’éclairage et remplace ce qui ne marche plus."
)
STEPS_AT = (8, 6, 4)  # working days ago: grouped, analysed, answered
GROUPED = 3


class FollowedProblem:
    """The problem of a team, from the day on which its concerns are grouped to the plan of its evaluation."""

    def __init__(self, diary: Diary, team: Team) -> None:
        self.diary = diary
        self.team = team
        self.problem: Problem

    def note(self) -> None:
        """Write down the three steps that are done; the evaluation is still to come."""
        days = self.diary.workdays_before(self.diary.today, STEPS_AT[0])
        for back, act in zip(STEPS_AT, (self._group, self._analyse, self._respond), strict=True):
            self.diary.note(self.diary.at(days[-back], 16, 40), act)

    @property
    def _by(self) -> int:
        return self.team.officers[0].account_id or 0

    def _group(self, now: datetime) -> None:
        """Those of the theme that most people of the commune speak of."""
        alive = Concern.commune_id == self.team.commune.id, Concern.state.in_(OPEN | {State.CLOSED})
        often = select(Concern.theme_id).where(*alive).group_by(Concern.theme_id)
        theme = db.session.scalars(often.order_by(func.count().desc(), Concern.theme_id).limit(1)).one()
        last = select(Concern).where(*alive, Concern.theme_id == theme).order_by(Concern.id.desc()).limit(GROUPED)
        found = db.session.scalars(last.options(joinedload(Concern.commune))).all()
        today = now.astimezone(self.diary.zone).date()
        self.problem = problems.group_concerns(found, title=TITLE, by=self._by, now=now, today=today)

    def _analyse(self, now: datetime) -> None:
        problems.analyse(self.problem, version=self.problem.version, analysis=ANALYSIS, by=self._by, now=now)

    def _respond(self, now: datetime) -> None:
        today = now.astimezone(self.diary.zone).date()
        problems.respond(
            self.problem,
            version=self.problem.version,
            response=RESPONSE,
            response_from=today,
            evaluate_on=today + timedelta(days=USUAL_WINDOW + 2),
            window_days=USUAL_WINDOW,
            by=self._by,
            now=now,
            today=today,
        )
