"""The page on which a partner answers a question, by the link of the mail: the question, one answer, nothing else."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from cafepol.core.clock import now, today
from cafepol.core.error_pages import speaks_to
from cafepol.core.languages import speaking
from cafepol.relays import operations
from cafepol.relays.forms import AnswerForm
from cafepol.relays.guards import asked_of, language_of
from cafepol.relays.question import question_of

blueprint = Blueprint("relays", __name__)


@blueprint.route("/relais/<token>", methods=["GET", "POST"])
@speaks_to(language_of)
def answer(token: str) -> Any:
    """Looking shows the question; posting answers, once: afterwards the page shows what was answered."""
    relay = asked_of(token, now=now(), answering=request.method == "POST")
    with speaking(relay.contact.language):
        form = None if relay.is_answered else AnswerForm(str(relay.id))
        if form and form.done(lambda: operations.answer_relay(relay, text=form.written, now=now(), today=today())):
            return redirect(url_for(".answer", token=token), 303)
        page = render_template(
            "relays/question.html",
            asked=question_of(relay),
            form=form,
            answered=relay if relay.is_answered else None,
        )
    return page, form.status if form else 200
