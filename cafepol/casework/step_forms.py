"""The forms that a concern's page offers: exactly the steps that the table allows to this person."""

from collections.abc import Mapping
from typing import Any

from cafepol.casework.forms import CloseForm, ConcludeForm, ReturnForm, StartForm, StepForm, VoidForm
from cafepol.concerns import labels
from cafepol.concerns.models import Concern
from cafepol.concerns.transitions import Action, Actor, Outcome, allowed, closing_outcomes
from cafepol.core.filters import day_long, sentence
from cafepol.core.versioned_forms import Difference

FORMS: Mapping[Action, type[StepForm]] = {
    Action.START: StartForm,
    Action.CONCLUDE: ConcludeForm,
    Action.RETURN: ReturnForm,
    Action.CLOSE: CloseForm,
    Action.VOID: VoidForm,
}
TITLES = {
    Action.START: "Commencer le suivi",
    Action.CONCLUDE: "Décider de la réponse",
    Action.RETURN: "Reprendre le suivi",
    Action.CLOSE: "Clôturer",
    Action.VOID: "Annuler cette doléance",
}


def step_forms(concern: Concern, actor: Actor, typed: tuple[Action, StepForm] | None = None) -> dict[Action, Any]:
    """A fresh form for each step of this page that is open to this person; what was just typed stays as it is."""
    rows = {row.action for row in allowed(concern.status, actor.roles)}
    offered = {action: _fresh(action, concern) for action in FORMS if action in rows}
    if typed is not None and typed[0] in offered:
        offered[typed[0]] = typed[1]
    if Action.CLOSE in offered:
        offered[Action.CLOSE].offer(closing_outcomes(actor.roles))
    return offered


def _fresh(action: Action, concern: Concern) -> StepForm:
    stored = {"version": concern.version, "decided": concern.decided, "outcome": concern.outcome}
    return FORMS[action](formdata=None, data=stored)


def differences(concern: Concern, action: Action, form: StepForm) -> list[Difference]:
    """What is stored now beside what was typed, for a form that came too late."""
    state = Difference("État", sentence(labels.STATES[concern.status]), TITLES[action])
    fields = [field for field in form if getattr(field.widget, "input_type", "") != "hidden"]
    return [state, *(Difference(field.label.text, _stored(concern, field.name), _words(field)) for field in fields)]


def _stored(concern: Concern, name: str) -> str:
    if name == "next_on":
        return day_long(concern.next_on) if concern.next_on else ""
    if name == "outcome":
        return labels.OUTCOMES[Outcome(concern.outcome)] if concern.outcome else ""
    return str(getattr(concern, name, "") or "")


def _words(field: Any) -> str:
    if field.name == "next_on":
        return day_long(field.data) if field.data else ""
    named = {choice.value: choice.label for choice in getattr(field, "choices", None) or ()}
    return str(named.get(field.data, field.data or ""))
