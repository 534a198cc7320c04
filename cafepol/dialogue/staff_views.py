"""The staff's pages: a question to somebody who raised a concern, and taking a closed one up again."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template

from cafepol.accounts.guards import staff_only
from cafepol.casework.forms import StepForm
from cafepol.casework.page import act_once, shown_again
from cafepol.concerns import guards, labels
from cafepol.concerns.guards import STAFF
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.transitions import Action, allowed
from cafepol.core.clock import now, today
from cafepol.core.errors import DomainError, Refused, Stale
from cafepol.core.filters import sentence
from cafepol.core.versioned_forms import Difference
from cafepol.dialogue import queries, questioning, reopening
from cafepol.dialogue.forms import ACCEPT, TEAM, DecisionForm, NotedAnswerForm, QuestionForm, ReopeningForm
from cafepol.dialogue.labels import QUESTION_STATES
from cafepol.dialogue.talking import may_be_asked

blueprint = Blueprint("dialogue_staff", __name__, url_prefix="/equipe/doleances/<number>")

# the form of each step, and what the page calls it
FORMS: dict[Action, tuple[type[Any], str]] = {
    Action.ASK: (QuestionForm, "Poser une question"),
    Action.RESUME: (NotedAnswerForm, "Noter la réponse"),
    Action.REQUEST_REOPENING: (ReopeningForm, "Demander de reprendre"),
    Action.REOPEN: (DecisionForm, "Décider"),
}
QUESTIONS, REOPENING = "dialogue/staff/questions.html", "dialogue/staff/reopening.html"


def _reachable(concern: Concern) -> list[Raiser]:
    reached = (each for each in concern.raisers if each.mail or each.phone or each.address)
    return [each for each in reached if may_be_asked(reason.code for reason in each.impossibles)]


def _form(action: Action, concern: Concern, **given: Any) -> Any:
    form = FORMS[action][0](**given)
    if action is Action.ASK:
        form.offer(_reachable(concern))
    if action is Action.REQUEST_REOPENING:
        form.offer([each for each in concern.raisers if each.wants_feedback])
    return form


def _raiser(concern: Concern, chosen: str) -> Raiser | None:
    return next((each for each in concern.raisers if str(each.id) == chosen), None)


@blueprint.get("/questions")
@staff_only(*STAFF)
def questions(number: str) -> str:
    """What was asked and answered, and a form for what comes next."""
    return _page(QUESTIONS, guards.shown_concern(number))


@blueprint.post("/questions")
@staff_only(*STAFF)
def ask(number: str) -> Any:
    """Ask one person who raised it."""
    return _step(number, Action.ASK, QUESTIONS, _ask)


def _ask(concern: Concern, form: QuestionForm) -> str:
    raiser = _raiser(concern, form.chosen)
    if raiser is None:
        raise Refused("Choisissez à qui vous posez la question.", field="raiser")
    asked = questioning.ask(
        concern, raiser, version=form.version.data, text=form.text.data,
        by=guards.actor_on(concern), now=now(), today=today(),
    )  # fmt: skip
    sent = queries.find_message(asked.message_id)
    return TOLD[sent.channel if sent else "mail"]


TOLD = {
    "mail": "La question part par courriel.",
    "call": "La question est dans vos appels à faire.",
    "letter": "La question est dans vos lettres à envoyer.",
}


@blueprint.post("/questions/reponse")
@staff_only(*STAFF)
def answer(number: str) -> Any:
    """Note what was answered by voice."""
    return _step(number, Action.RESUME, QUESTIONS, _note_answer)


def _note_answer(concern: Concern, form: NotedAnswerForm) -> str:
    questioning.note_answer(
        concern, version=form.version.data, text=form.text.data, by=guards.actor_on(concern), now=now(), today=today()
    )
    return "La réponse est notée. Le suivi continue."


@blueprint.get("/reouverture")
@staff_only(*STAFF)
def reopening_page(number: str) -> str:
    """Ask to take it up again, or decide about it."""
    return _page(REOPENING, guards.shown_concern(number))


@blueprint.post("/reouverture")
@staff_only(*STAFF)
def ask_again(number: str) -> Any:
    """Ask to take it up again, with a reason."""
    return _step(number, Action.REQUEST_REOPENING, REOPENING, _ask_again)


def _ask_again(concern: Concern, form: ReopeningForm) -> str:
    raiser = None if form.asked_by.data == TEAM else _raiser(concern, form.asked_by.data)
    reopening.request_reopening(
        concern, version=form.version.data, reason=form.reason.data, raiser=raiser,
        by=guards.actor_on(concern), now=now(), today=today(),
    )  # fmt: skip
    return "C’est demandé. Le chef de commissariat décide."


@blueprint.post("/reouverture/decision")
@staff_only(*STAFF)
def decide(number: str) -> Any:
    """Take it up again, or leave it closed; with a reason either way."""
    return _step(number, Action.REOPEN, REOPENING, _decide)


def _decide(concern: Concern, form: DecisionForm) -> str:
    given = {"version": form.version.data, "reason": form.reason.data, "by": guards.actor_on(concern), "now": now()}
    if form.decision.data == ACCEPT:
        reopening.accept_reopening(concern, **given, today=today())
        return "Le suivi reprend. Une nouvelle réponse est promise."
    reopening.refuse_reopening(concern, **given)
    return "La doléance reste clôturée."


def _step(number: str, action: Action, template: str, act: Callable[[Concern, Any], str]) -> Any:
    """Do it once, however often the form is sent; else the page again with all that was typed."""
    concern = guards.writable_concern(number)
    form, refusal = _form(action, concern), None
    if form.validate_on_submit():
        try:
            return act_once(form, concern, lambda: act(concern, form))
        except (Refused, Stale) as refused:
            refusal = refused
            form.refuse(refused)
    return _refused(template, number, action, form, refusal)


def _refused(
    template: str, number: str, action: Action, form: StepForm, refusal: DomainError | None
) -> tuple[str, int]:
    concern = shown_again(number)
    is_stale = isinstance(refusal, Stale)
    differences = _differences(concern, action, form) if is_stale else []
    if is_stale:
        form.renew(concern.version)
    status = Stale.status if is_stale else form.status
    return _page(template, concern, typed=(action, form), differences=differences), status


def _differences(concern: Concern, action: Action, form: StepForm) -> list[Difference]:
    """Where the concern stands now, beside what was wanted."""
    typed = [each for each in form if each.name in WORDS]
    state = Difference("État", sentence(labels.STATES[concern.status]), FORMS[action][1])
    return [state, *(Difference(each.label.text, "", each.data or "") for each in typed)]


WORDS = {"text", "reason"}


def _page(template: str, concern: Concern, *, typed: tuple[Action, StepForm] | None = None, **more: Any) -> str:
    roles = guards.actor_on(concern).roles
    offered = {row.action for row in allowed(concern.status, roles)} & FORMS.keys()
    forms = {each: _form(each, concern, formdata=None, data={"version": concern.version}) for each in offered}
    if typed is not None:
        action, form = typed
        if action in forms:
            forms[action] = form
        else:
            form.say_plainly()
    return render_template(
        template,
        **({"differences": []} | more),
        concern=concern, steps=forms, refused=typed[1] if typed else None, titles=FORMS,
        people={each.id: each.label for each in concern.raisers},
        asked=queries.questions_of(concern.id), wish=queries.find_request(concern.id),
        states=QUESTION_STATES, labels=labels, today=today(),
    )  # fmt: skip
