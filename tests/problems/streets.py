"""Problems of Colfontaine: concerns that are noted there, grouped, and followed step by step."""

from contextlib import contextmanager
from datetime import timedelta

import pytest

from cafepol.concerns import operations as concerns
from cafepol.concerns.queries import Scope
from cafepol.core.clock import now, today
from cafepol.core.db import transaction
from cafepol.problems import operations, queries
from cafepol.zone import queries as zone
from tests.concerns.conftest import Cafe, anonymous, phone_call


class Street:
    """Problems of Colfontaine, by their numbers; every read and write in a transaction of its own."""

    def __init__(self, cafe: Cafe) -> None:
        self.cafe = cafe
        self.by = cafe.officer.account_id

    def concerns(self, count=2, **more) -> list[str]:
        return [self.cafe.log(phone_call(), **more) for _ in range(count)]

    def void(self) -> str:
        """A concern that was none."""
        number = self.cafe.log(anonymous(), at_meeting=False)
        self.cafe.bring(number, "voided")
        return number

    def there(self, commune, position=0, **more) -> str:
        """A concern outside any meeting, in one of a commune's quarters."""
        with transaction():
            place = zone.commune_by_slug(commune)
            quarter = zone.quarters(place.id)[position]
            draft = concerns.ConcernDraft(
                commune=place,
                quarter=quarter,
                theme=zone.themes()[more.pop("theme", 0)],
                raisers=[phone_call()],
                facts="On roule trop vite.",
                **more,
            )
            return concerns.log_concern(draft, by=self.cafe.as_officer, now=now(), today=today()).number

    def group(self, *numbers, title="Vitesse rue de l’École", by=None) -> str:
        with transaction():
            chosen = queries.concerns_named(numbers or self.concerns(), self.everywhere)
            return operations.group_concerns(chosen, title=title, by=by or self.by, now=now(), today=today()).number

    @property
    def everywhere(self):
        return Scope(chief_of=frozenset(range(1, 20)))

    @contextmanager
    def problem(self, number):
        """The problem with all that belongs to it, in a transaction that commits at the end."""
        with transaction():
            yield queries.get_problem(number, range(1, 20))

    def add(self, number, *concerns, version=None):
        with self.problem(number) as problem:
            chosen = queries.concerns_named(concerns, self.everywhere)
            operations.add_concerns(problem, chosen, today=today(), **self._common(problem, version))

    def leave_out(self, number, concern):
        with self.problem(number) as problem:
            operations.leave_out(problem, concern, **self._common(problem))

    def analyse(self, number, text="Chaque soir, à la sortie de l’école.", version=None):
        with self.problem(number) as problem:
            operations.analyse(problem, analysis=text, **self._common(problem, version))

    def respond(self, number, *, begins=0, evaluate=91, window=90, text="Un radar préventif."):
        with self.problem(number) as problem:
            operations.respond(
                problem,
                response=text,
                response_from=today() + timedelta(days=begins),
                evaluate_on=today() + timedelta(days=evaluate),
                window_days=window,
                today=today(),
                **self._common(problem),
            )

    def assess(self, number, verdict="better", text="On roule moins vite."):
        with self.problem(number) as problem:
            operations.assess(
                problem, verdict=operations.Verdict(verdict), text=text, today=today(), **self._common(problem)
            )

    def close(self, number, lesson="Revenir chaque rentrée."):
        with self.problem(number) as problem:
            operations.close_problem(problem, lesson=lesson, **self._common(problem))

    def take_back(self, number, target, reason="Les plaintes continuent."):
        with self.problem(number) as problem:
            operations.take_back(problem, target=target, reason=reason, **self._common(problem))

    def _common(self, problem, version=None):
        return {"version": version or problem.version, "by": self.by, "now": now()}


@pytest.fixture
def street(cafe) -> Street:
    return Street(cafe)
