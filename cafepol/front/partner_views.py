"""A partner's own page, by the link of their mails: what they are invited to, what they were at, what they owe."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from cafepol.core.clock import now
from cafepol.core.error_pages import speaks_to
from cafepol.core.errors import Gone, NotFound
from cafepol.core.languages import speaking
from cafepol.core.links import Purpose, subject_of
from cafepol.front.partner_queries import PartnerPage, language_of, page_of
from cafepol.invitations import operations
from cafepol.invitations.answers import why_too_late
from cafepol.invitations.forms import AnswerForm
from cafepol.invitations.models import Invitation

blueprint = Blueprint("partner_page", __name__, url_prefix="/partenaires")


@blueprint.get("/<token>")
@speaks_to(language_of)
def index(token: str) -> str:
    """What somebody at a partner is invited to and was, in their language; looking changes nothing."""
    asked = _asked(token)
    with speaking(asked.contact.language):
        return render_template("front/partner.html", asked=asked, token=token)


@blueprint.route("/<token>/<code>", methods=["GET", "POST"])
@speaks_to(language_of)
def answer(token: str, code: str) -> Any:
    """Answer one invitation, or change the answer, until the meeting begins."""
    invitation = _coming(_asked(token), code)
    with speaking(invitation.contact.language):
        form = AnswerForm(str(invitation.id), obj=invitation, day=invitation.meeting.day.isoformat())
        if form.done(lambda: operations.answer(invitation, invitation.meeting, **form.facts(), now=now())):
            return redirect(url_for(".index", token=token), 303)
        page = render_template(
            "invitations/answer.html",
            form=form.show(invitation.meeting.day),
            invitation=invitation,
            meeting=invitation.meeting,
            back=url_for(".index", token=token),
        )
    return page, form.status


def _asked(token: str) -> PartnerPage:
    instant = now()
    return page_of(subject_of(token, Purpose.PARTNER, now=instant), now=instant)


def _coming(asked: PartnerPage, code: str) -> Invitation:
    """The invitation to a meeting that has not begun. Raises Gone for one that has, NotFound for none."""
    for invitation in asked.coming:
        if invitation.meeting.code == code.upper():
            return invitation
    for invitation in asked.past:
        if invitation.meeting.code == code.upper():
            raise Gone(why_too_late(is_cancelled=invitation.meeting.is_cancelled))
    raise NotFound
