"""The staff's page about a question to a partner: written, read as they will read it, sent; then its answer awaited."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask import flash as say

from cafepol.accounts.guards import staff_only
from cafepol.casework.forms import StepForm
from cafepol.casework.page import shown_again
from cafepol.concerns import guards
from cafepol.concerns.guards import STAFF
from cafepol.concerns.labels import STATES
from cafepol.concerns.models import Concern
from cafepol.concerns.transitions import Action, Actor, allowed, check
from cafepol.core.clock import now, today
from cafepol.core.errors import Refused, Stale
from cafepol.core.filters import sentence
from cafepol.core.languages import speaking
from cafepol.core.versioned_forms import Difference
from cafepol.partners.queries import contacts_of_commune
from cafepol.relays import mails, operations
from cafepol.relays.forms import AnswerToRead, NotedAnswerForm, RelayForm, TakeBackForm
from cafepol.relays.models import Relay
from cafepol.relays.queries import open_relay_of
from cafepol.relays.question import Question, question_of

blueprint = Blueprint("relays_staff", __name__, url_prefix="/equipe/doleances/<number>/relais")


@blueprint.get("")
@staff_only(*STAFF)
def detail(number: str) -> str:
    """The question that is open, or the form to ask one; else why there is neither."""
    return _page(guards.shown_concern(number))


@blueprint.post("")
@staff_only(*STAFF)
def create(number: str) -> Any:
    """Write a question, read it as the partner will, send it; words that a note holds for the partner begin here."""
    concern = guards.writable_concern(number)
    step = request.form.get("step")
    if step is None:
        return _begun(shown_again(number), request.form.get("text", ""))
    form = RelayForm().offer(contacts_of_commune(concern.commune_id))
    try:
        if step == "send" and (target := form.once(lambda: _send(concern, form))):
            return redirect(target)
        if step == "look" and (asked := _prepared(concern, form)):
            return _preview(shown_again(number), form, asked)
    except Stale as stale:
        form.refuse(stale)
        return _page(shown_again(number), asking=form, stale=True), Stale.status
    return _page(shown_again(number), asking=form), form.status


def _typed(form: RelayForm, concern: Concern) -> dict[str, Any]:
    """What was typed, as the operations take it."""
    people = {each.id: each for each in contacts_of_commune(concern.commune_id)}
    return {
        "contact": people.get(form.contact.data),
        "question": form.question.data,
        "place": form.place.data or "",
        "answer_by": form.answer_by.data,
        "by": guards.actor_on(concern),
        "today": today(),
    }


def _prepared(concern: Concern, form: RelayForm) -> Question | None:
    """What the partner would read, of a form that may be sent; else the form says what is to be corrected."""
    if not form.validate_on_submit():
        return None
    try:
        return operations.prepare(concern, **_typed(form, concern))
    except Refused as refusal:
        form.refuse(refusal)
        return None


def _send(concern: Concern, form: RelayForm) -> str:
    relay = operations.send_relay(concern, version=form.version.data, now=now(), **_typed(form, concern))
    said = "La question part." if relay.contact.mail else "La question est à poser par téléphone."
    say(f"{said} Réponse attendue de {relay.contact.name}.")
    return url_for("concerns_staff.detail", number=concern.number)


def _preview(concern: Concern, form: RelayForm, asked: Question) -> str:
    """What will leave: the partner's own page, as their template makes it, and the mail, or what is said instead."""
    with speaking(asked.contact.language):
        theirs = render_template("relays/question.html", asked=asked, form=AnswerToRead(), answered=None)
    return render_template(
        "relays/staff/preview.html",
        concern=concern,
        form=form,
        asked=asked,
        theirs=theirs,
        draft=mails.question(asked, mails.LINK_LATER),
    )


@blueprint.post("/reponse")
@staff_only(*STAFF)
def note(number: str) -> Any:
    """Note what the partner answered on the phone."""
    return _act(number, NotedAnswerForm(), _note)


def _note(relay: Relay, form: Any, **more: Any) -> str:
    operations.note_answer(relay, text=form.answer.data, **more)
    return "La réponse est notée."


@blueprint.post("/reprendre")
@staff_only(*STAFF)
def take_back(number: str) -> Any:
    """Go on without the answer."""
    return _act(number, TakeBackForm(), _take_back)


def _take_back(relay: Relay, _form: Any, **more: Any) -> str:
    operations.take_back(relay, **more)
    return f"La question est reprise. {relay.contact.name} ne doit plus répondre."


def _act(number: str, form: StepForm, act: Callable[..., str]) -> Any:
    """Do it once, however often the form is sent; else the page again with all that was typed."""
    concern = guards.writable_concern(number)

    def done() -> str:
        by = guards.actor_on(concern)
        relay = open_relay_of(concern)
        if relay is None:
            raise Refused(operations.NOT_OPEN)
        say(act(relay, form, version=form.version.data, by=by, now=now(), today=today()))
        return url_for("concerns_staff.detail", number=number)

    try:
        target = form.once(done)
    except Stale as stale:
        form.refuse(stale)
        return _page(shown_again(number), ending=form, stale=True), Stale.status
    return redirect(target) if target else (_page(shown_again(number), ending=form), form.status)


def _begun(concern: Concern, words: str) -> tuple[str, int]:
    """The form with words that were typed elsewhere, and why it cannot be sent, if so."""
    form = _fresh(concern, question=words)
    why = _why_not(concern, guards.actor_on(concern))
    if why:
        form.refuse(Refused(why))
    return _page(concern, asking=form), form.status


def _fresh(concern: Concern, *, question: str = "") -> RelayForm:
    stored = {"version": concern.version, "answer_by": operations.usual_day(today()), "question": question}
    return RelayForm(formdata=None, data=stored).offer(contacts_of_commune(concern.commune_id))


def _why_not(concern: Concern, by: Actor) -> str:
    """Why a partner cannot be asked now; empty: it is possible."""
    try:
        check(concern.status, Action.RELAY, by.roles)
    except Refused as refusal:
        return refusal.message
    return ""


def _page(
    concern: Concern, *, asking: RelayForm | None = None, ending: StepForm | None = None, stale: bool = False
) -> str:
    """The page, with a form that was refused in place of a fresh one; with both versions when it came too late."""
    by, relay = guards.actor_on(concern), open_relay_of(concern)
    typed, why_not = asking or ending, _why_not(concern, by)
    both = _both_versions(concern, typed) if stale and typed else []
    may_end = relay is not None and Action.END_RELAY in {row.action for row in allowed(concern.status, by.roles)}
    return render_template(
        "relays/staff/relay.html",
        concern=concern,
        relay=relay if relay is not None and relay.is_awaited else None,
        asked=question_of(relay) if relay else None,
        asking=asking or (None if why_not else _fresh(concern)),
        why_not=why_not,
        noting=_ending(NotedAnswerForm, concern, ending, offered=may_end),
        taking=_ending(TakeBackForm, concern, ending, offered=may_end),
        refused=typed,
        differences=both,
    )


def _ending(kind: type[StepForm], concern: Concern, typed: StepForm | None, *, offered: bool) -> StepForm | None:
    """The form that was sent, or a fresh one where it is offered."""
    if isinstance(typed, kind):
        return typed
    return kind(formdata=None, data={"version": concern.version}) if offered else None


def _both_versions(concern: Concern, typed: StepForm) -> list[Difference]:
    """What is stored now beside what was typed; the form carries the present version from here on."""
    typed.renew(concern.version)
    fields = [field for field in typed if field.name in {"question", "place", "answer"}]
    return [
        Difference("État", sentence(STATES[concern.status]), ""),
        Difference("Prochaine étape", concern.next_step, ""),
        *(Difference(field.label.text, "", field.data or "") for field in fields),
    ]
