"""What is typed about a problem. The rules of what may be typed are the operations'."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import SelectMultipleField
from wtforms.fields import SelectChoice

from cafepol.casework.forms import FROM_LIST, StepForm, day_field, radio
from cafepol.concerns.models import Concern
from cafepol.core.filters import sentence
from cafepol.core.forms import StaffForm, line, paragraph
from cafepol.problems.labels import STAGES, VERDICTS, WINDOW_CHOICES
from cafepol.problems.models import Problem
from cafepol.problems.stages import BACK, LINE, NARRATIVE, Stage, Step, Verdict


def _several() -> SelectMultipleField:
    return SelectMultipleField(
        "Doléances", choices=[], invalid_value_message=FROM_LIST, invalid_choice_message=FROM_LIST
    )


def _offer(field: SelectMultipleField, concerns: Iterable[Concern]) -> None:
    field.choices = [
        SelectChoice(each.number, f"{each.title} ({each.number}, {each.theme.label}, {each.where})")
        for each in concerns
    ]


class GroupForm(StaffForm):
    """Two concerns or more become one problem."""

    title = line("Nom du problème", need="Donnez un nom au problème.", maximum=LINE)
    concerns = _several()

    def offer(self, concerns: Iterable[Concern]) -> None:
        """The concerns to choose from."""
        _offer(self.concerns, concerns)

    def say_without_choices(self) -> None:
        """Keep what is wrong with the choice without its field: there is nothing to choose from any more."""
        self.form_errors.extend(self.concerns.errors)
        self.concerns.errors = []


class AddForm(StepForm):
    """More concerns of the same problem."""

    concerns = _several()

    def offer(self, concerns: Iterable[Concern]) -> None:
        """The concerns to choose from."""
        _offer(self.concerns, concerns)


class LeaveOutForm(StepForm):
    """A concern that is none of it: its number is the button's."""

    number = line("Doléance", maximum=20)


class AnalyseForm(StepForm):
    """What lies behind the concerns."""

    analysis = paragraph("Ce que l’analyse montre", need="Écrivez ce que l’analyse montre.", maximum=NARRATIVE)


class RespondForm(StepForm):
    """What is done, and when it is evaluated."""

    response = paragraph("Ce qui est fait", need="Écrivez ce qui est fait.", maximum=NARRATIVE)
    response_from = day_field("Dès quel jour ?", need="Choisissez le premier jour de la réponse.")
    window_days = radio("Que comparer ?", WINDOW_CHOICES, need=FROM_LIST)
    evaluate_on = day_field("Évaluation quel jour ?", need="Choisissez le jour de l’évaluation.")


class AssessForm(StepForm):
    """What the response achieved."""

    verdict = radio("Est-ce mieux ?", VERDICTS, need="Choisissez un constat.")
    verdict_text = paragraph("Ce que vous constatez", need="Écrivez ce que vous constatez.", maximum=NARRATIVE)

    @property
    def judged(self) -> Verdict:
        """The verdict, from a form that validated."""
        return Verdict(self.verdict.data)


class CloseForm(StepForm):
    """What is to be remembered."""

    lesson = paragraph("Ce qu’il faut en retenir", need="Écrivez ce qu’il faut en retenir.", maximum=NARRATIVE)


class BackForm(StepForm):
    """Back to an earlier stage."""

    target = radio("Revenir à quelle étape ?", {each.value: STAGES[each] for each in Stage}, need=FROM_LIST)
    reason = paragraph("Pourquoi ?", need="Écrivez pourquoi.", maximum=NARRATIVE)

    def offer(self, targets: Iterable[Stage]) -> None:
        """Only the stages to which this problem may go back; the rule itself is checked by the operation."""
        self.target.choices = [SelectChoice(each.value, sentence(STAGES[each])) for each in targets]


FORMS: dict[str, type[StepForm]] = {
    Step.ANALYSE: AnalyseForm,
    Step.RESPOND: RespondForm,
    Step.ASSESS: AssessForm,
    Step.CLOSE: CloseForm,
    "back": BackForm,
    "add": AddForm,
    "leave_out": LeaveOutForm,
}


def fresh(key: str, problem: Problem, *, near: Iterable[Concern] = (), today: date) -> Any:
    """An empty form of a problem's page, or one filled with what is stored; `near`: the concerns to add."""
    stored = {
        "version": problem.version,
        "analysis": problem.analysis,
        "response": problem.response,
        "response_from": problem.response_from or today,
        "window_days": str(problem.window_days),
        "evaluate_on": problem.evaluate_on,
        "verdict": problem.verdict,
        "verdict_text": problem.verdict_text,
    }
    form = FORMS[key](formdata=None, data=stored)
    if isinstance(form, AddForm):
        form.offer(near)
    if isinstance(form, BackForm):
        form.offer(BACK.get(problem.status, ()))
        form.target.data = form.target.choices[0].value if form.target.choices else None
    return form
