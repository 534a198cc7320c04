"""The page on which a partner answers, by the link of the mail."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from cafepol.core.clock import now
from cafepol.core.error_pages import speaks_to
from cafepol.core.languages import speaking
from cafepol.invitations import operations
from cafepol.invitations.forms import AnswerForm
from cafepol.invitations.guards import invited, language_of

blueprint = Blueprint("invitations", __name__)


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
@speaks_to(language_of)
def answer(token: str) -> Any:
    """Looking shows the invitation; only posting answers, and the answer may be changed until the start."""
    invitation, meeting = invited(token, now=now())
    form = AnswerForm(str(invitation.id), obj=invitation, day=meeting.day.isoformat())
    with speaking(invitation.contact.language):
        if form.done(lambda: operations.answer(invitation, meeting, **form.facts(), now=now())):
            return redirect(url_for(".answer", token=token), 303)
        page = render_template(
            "invitations/answer.html", form=form.show(meeting.day), invitation=invitation, meeting=meeting
        )
    return page, form.status
