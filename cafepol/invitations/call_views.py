"""Calling a partner: what they said is noted while they are on the line."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.core.clock import now
from cafepol.core.errors import DomainError
from cafepol.invitations import calling
from cafepol.invitations.forms import ActionForm, NotedAnswerForm
from cafepol.invitations.guards import writable_invitation
from cafepol.invitations.models import Invitation
from cafepol.invitations.waiting import asked
from cafepol.meetings.guards import WRITERS
from cafepol.meetings.models import Meeting

blueprint = Blueprint("invitation_calls", __name__, url_prefix="/equipe/rencontres/<code>/invitations")


@blueprint.route("/<int:invitation_id>/reponse", methods=["GET", "POST"])
@staff_only(*WRITERS)
def note_answer(code: str, invitation_id: int) -> Any:
    """Write down what a partner says on the phone; a call that was to be made for it is done."""
    invitation, meeting = writable_invitation(code, invitation_id)
    form = NotedAnswerForm(obj=invitation)
    if form.validate_on_submit():
        try:
            _answer(invitation, meeting, form)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(f"La réponse de {invitation.contact.name} est notée.")
            return redirect(_back(code), 303)
    shown = {"invitation": invitation, "meeting": meeting, "call": asked(invitation).call}
    page = render_template("invitations/staff/note_answer.html", form=form, action=ActionForm(formdata=None), **shown)
    return page, form.status


def _answer(invitation: Invitation, meeting: Meeting, form: NotedAnswerForm) -> None:
    calling.answer_by_phone(invitation, meeting, **form.facts(), by_account_id=current_viewer().account_id, now=now())


@blueprint.post("/<int:invitation_id>/pas-joint")
@staff_only(*WRITERS)
def miss(code: str, invitation_id: int) -> Any:
    """Nobody picked up: the call stays to do."""
    invitation, _ = writable_invitation(code, invitation_id)
    if ActionForm().validate_on_submit() and calling.miss_call(invitation, now=now()):
        flash(f"C’est noté. {invitation.contact.name} reste à appeler.")
    return redirect(_back(code), 303)


def _back(code: str) -> str:
    """Where the officer was: on the desk, or among the meeting's partners."""
    if request.args.get("du") == "bureau":
        return url_for("desk.home")
    return url_for("invitations_staff.invite", code=code)
