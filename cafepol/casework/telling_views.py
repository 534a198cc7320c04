"""Feedback to one person: written or noted, sent after a last look, printed, posted; and the tries that failed."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, render_template, request

from cafepol.accounts.guards import note_act, staff_only
from cafepol.casework import pdf
from cafepol.casework.forms import RaiserForm
from cafepol.casework.page import act_once, page_of, posted_forms, raiser_of, returned_forms, shown_again
from cafepol.casework.telling_forms import AttemptForm, FeedbackForm, ImpossibleForm, PostedForm, ReturnedForm
from cafepol.concerns import guards, labels, mails, operations
from cafepol.concerns.debts import Channel
from cafepol.concerns.guards import STAFF
from cafepol.concerns.models import Concern, Raiser
from cafepol.concerns.presence_queries import attended_by
from cafepol.concerns.records import Feedback
from cafepol.concerns.transitions import State
from cafepol.core.clock import now, today
from cafepol.core.errors import NotFound, Refused, Stale
from cafepol.printing import press
from cafepol.zone.queries import the_zone

blueprint = Blueprint("concerns_telling", __name__, url_prefix="/equipe/doleances/<number>")

TOLD = "retours"  # where the page of a concern says who was told


def _told(concern: Concern, feedback_id: int) -> tuple[Raiser, Feedback]:
    for raiser in concern.raisers:
        for feedback in raiser.feedbacks:
            if feedback.id == feedback_id:
                return raiser, feedback
    raise NotFound


def _letter(concern: Concern, feedback_id: int) -> tuple[Raiser, Feedback]:
    raiser, feedback = _told(concern, feedback_id)
    if feedback.channel != Channel.LETTER:
        raise NotFound
    return raiser, feedback


@blueprint.get("/personnes/<int:raiser_id>/retour")
@staff_only(*STAFF)
def feedback(number: str, raiser_id: int) -> Any:
    """Write or note feedback to this person."""
    return _feedback_page(guards.shown_concern(number), raiser_id)


def _feedback_page(concern: Concern, raiser_id: int, **typed: Any) -> str:
    raiser = raiser_of(concern, raiser_id)
    wanted = raiser.channel if raiser.wants_feedback else None
    is_decided = concern.status in {State.FEEDBACK_DUE, State.CLOSED}
    said = labels.ANSWER if is_decided else labels.NEWS
    start = {"is_answer": said, "channel": wanted, "text": concern.decided, "given_on": today()}
    context: dict[str, Any] = {
        "concern": concern,
        "raiser": raiser,
        "form": _feedback_form(raiser, formdata=None, data=start),
        "attempt": AttemptForm(formdata=None, data={"tried_on": today()}),
        "impossible": ImpossibleForm(formdata=None),
        "refused": None,
        "labels": labels,
        "today": today(),
    }
    return render_template("casework/staff/feedback.html", **(context | typed))


def _feedback_form(raiser: Raiser, **given: Any) -> FeedbackForm:
    form = FeedbackForm(**given)
    form.offer(attended_by(raiser, today=today()))
    return form


@blueprint.post("/personnes/<int:raiser_id>/retour")
@staff_only(*STAFF)
def give(number: str, raiser_id: int) -> Any:
    """Give the feedback. A mail is shown once more first: nothing is stored nor sent until « Envoyer »."""
    concern = guards.writable_concern(number)
    raiser = raiser_of(concern, raiser_id)
    form = _feedback_form(raiser)
    step = form.step.data
    if form.validate_on_submit() and step != "edit":
        if form.channel.data == Channel.MAIL and raiser.mail and step != "send":
            return _preview(concern, raiser, form)
        try:
            return act_once(form, concern, lambda: _give(concern, raiser, form), anchor=TOLD)
        except (Refused, Stale) as refused:
            form.refuse(refused)
    refused_form = form if form.errors else None
    return _feedback_page(shown_again(number), raiser_id, form=form, refused=refused_form), form.status


def _preview(concern: Concern, raiser: Raiser, form: FeedbackForm) -> str:
    note_act("concern_viewed", "concern", concern.id)
    draft = mails.feedback_to_read(concern, raiser, form.text.data, is_answer=form.answers)
    return render_template("casework/staff/preview.html", concern=concern, raiser=raiser, form=form, draft=draft)


def _give(concern: Concern, raiser: Raiser, form: FeedbackForm) -> str:
    channel = Channel(form.channel.data)
    if channel is Channel.LETTER and raiser.address:
        pdf.check_letter(concern, raiser, form.text.data, is_answer=form.answers, given_on=today(), zone=the_zone())
    operations.give_feedback(
        concern, raiser, channel=channel, text=form.text.data, given_on=form.given_on.data,
        is_answer=form.answers, meeting_id=form.meeting_id,
        by=guards.actor_on(concern), now=now(), today=today(),
    )  # fmt: skip
    if not form.answers:
        return "C’est noté. Cette personne attend encore la réponse."
    return {
        Channel.MAIL: "Le courriel part. Il compte dès qu’il est remis.",
        Channel.LETTER: "La lettre est prête. Imprimez-la, puis notez le jour où elle est postée.",
    }.get(channel, "Le retour est noté.")


@blueprint.post("/personnes/<int:raiser_id>/essai")
@staff_only(*STAFF)
def attempt(number: str, raiser_id: int) -> Any:
    """Note a try without success."""
    return _note_on_raiser(number, raiser_id, "attempt", AttemptForm(), _attempt)


def _attempt(concern: Concern, raiser: Raiser, form: Any) -> str:
    by = guards.actor_on(concern)
    operations.add_attempt(concern, raiser, tried_on=form.tried_on.data, by=by, now=now(), today=today())
    return "L’essai est noté."


@blueprint.post("/personnes/<int:raiser_id>/impossible")
@staff_only(*STAFF)
def impossible(number: str, raiser_id: int) -> Any:
    """Say why this person cannot be told."""
    return _note_on_raiser(number, raiser_id, "impossible", ImpossibleForm(), _impossible)


def _impossible(concern: Concern, raiser: Raiser, form: Any) -> str:
    operations.mark_impossible(concern, raiser, code=form.reason, by=guards.actor_on(concern), now=now())
    return "C’est noté : ce retour est impossible."


def _note_on_raiser(
    number: str, raiser_id: int, name: str, form: Any, act: Callable[[Concern, Raiser, Any], str]
) -> Any:
    concern = guards.writable_concern(number)
    raiser = raiser_of(concern, raiser_id)
    if form.validate_on_submit():
        try:
            return act_once(form, concern, lambda: act(concern, raiser, form), anchor=TOLD)
        except (Refused, Stale) as refused:
            form.refuse(refused)
    return _feedback_page(shown_again(number), raiser_id, refused=form, **{name: form}), form.status


@blueprint.route("/personnes/nouvelle", methods=["GET", "POST"])
@staff_only(*STAFF)
def add_raiser(number: str) -> Any:
    """One more person who says the same."""
    if request.method == "GET":
        concern, form = guards.shown_concern(number), RaiserForm(data={"heard_on": today()})
        return render_template("casework/staff/raiser.html", concern=concern, form=form)
    concern, form = guards.writable_concern(number), RaiserForm()
    if form.validate_on_submit():
        try:
            return act_once(form, concern, lambda: _add(concern, form), anchor=TOLD)
        except (Refused, Stale) as refused:
            form.refuse(refused)
    return render_template("casework/staff/raiser.html", concern=shown_again(number), form=form), form.status


def _add(concern: Concern, form: RaiserForm) -> str:
    by = guards.actor_on(concern)
    raiser = operations.add_raiser(concern, form.raiser(), by=by, now=now(), today=today())
    return f"C’est noté. {raiser.label[:1].upper()}{raiser.label[1:]} a sa propre date promise."


@blueprint.get("/lettres/<int:feedback_id>.pdf")
@staff_only(*STAFF)
def letter(number: str, feedback_id: int) -> Response:
    """The letter to print; printing it discharges nothing yet."""
    concern = guards.shown_concern(number, action="letter_printed")
    raiser, told = _letter(concern, feedback_id)
    with press.turn():
        content = pdf.feedback_letter(
            concern, raiser, told.text, is_answer=told.is_answer, given_on=told.given_on, zone=the_zone()
        )
    name = f"{concern.number}-{feedback_id}.pdf"
    return Response(content, mimetype="application/pdf", headers={"Content-Disposition": f"inline; filename={name}"})


@blueprint.post("/lettres/<int:feedback_id>/postee")
@staff_only(*STAFF)
def posted(number: str, feedback_id: int) -> Any:
    """The letter went to the post: now it counts."""
    concern, form = guards.writable_concern(number), PostedForm()
    _, told = _letter(concern, feedback_id)
    if form.validate_on_submit():
        try:
            return act_once(form, concern, lambda: _post(concern, told, form), anchor=TOLD)
        except (Refused, Stale) as refused:
            form.refuse(refused)
    concern = shown_again(number)
    page = page_of(concern, posted=posted_forms(concern, (feedback_id, form)), refused=form)
    return render_template("casework/staff/detail.html", **page), form.status


def _post(concern: Concern, told: Feedback, form: PostedForm) -> str:
    by = guards.actor_on(concern)
    operations.mark_posted(concern, told, posted_on=form.posted_on.data, by=by, now=now(), today=today())
    return "La lettre est notée comme postée. Le retour compte."


@blueprint.post("/retours/<int:feedback_id>/revenu")
@staff_only(*STAFF)
def returned(number: str, feedback_id: int) -> Any:
    """What was sent came back: the answer is owed again."""
    concern, form = guards.writable_concern(number), ReturnedForm()
    _, told = _told(concern, feedback_id)
    if form.validate_on_submit():
        try:
            return act_once(form, concern, lambda: _return(concern, told, form), anchor=TOLD)
        except (Refused, Stale) as refused:
            form.refuse(refused)
    concern = shown_again(number)
    page = page_of(concern, returned=returned_forms(concern, (feedback_id, form)), refused=form)
    return render_template("casework/staff/detail.html", **page), form.status


def _return(concern: Concern, told: Feedback, form: ReturnedForm) -> str:
    by = guards.actor_on(concern)
    operations.mark_returned(concern, told, returned_on=form.returned_on.data, by=by, now=now(), today=today())
    return "C’est noté. Cette réponse est de nouveau à donner."
