"""Inviting partners to a meeting, undoing it in time, reminding them, taking an invitation back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from cafepol.accounts.guards import note_act, staff_only
from cafepol.core import receipts
from cafepol.core.clock import now
from cafepol.core.errors import DomainError
from cafepol.core.filters import count
from cafepol.invitations import operations, reminding
from cafepol.invitations.forms import ActionForm, InviteForm
from cafepol.invitations.guards import writable_invitation
from cafepol.invitations.page import Table, table_of
from cafepol.invitations.preparing import prepare
from cafepol.invitations.wording import on_the_way
from cafepol.meetings.guards import WRITERS, own_officer, writable_meeting
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting
from cafepol.partners.models import PartnerContact

blueprint = Blueprint("invitations_staff", __name__, url_prefix="/equipe/rencontres")


@blueprint.route("/<code>/inviter", methods=["GET", "POST"])
@staff_only(*WRITERS)
def invite(code: str) -> Any:
    """Choose among those who are proposed; those who are invited are listed beside them with their answers.

    Who is invited is proposed no more: a form that comes twice is recognised before it is checked.
    """
    meeting = writable_meeting(code)
    table = table_of(meeting, now=now())
    form = InviteForm(data={"contacts": table.ticked, "stage": meeting.state}).offer(table.people)
    there = receipts.settled(form.key.data) if form.is_submitted() else None
    target = there or form.once(lambda: _invite_chosen(meeting, table, form))
    if target:
        return redirect(target, 303)
    return _page(meeting, table, form)


def _page(meeting: Meeting, table: Table, form: InviteForm) -> Any:
    return render_template(
        "invitations/staff/invite.html", meeting=meeting, table=table, form=form, action=ActionForm(), now=now()
    ), form.status


def _invite_chosen(meeting: Meeting, table: Table, form: InviteForm) -> str:
    flash(_invite(meeting, table.chosen(form.contacts.data or ()), is_draft=form.stage.data == State.DRAFT))
    return url_for(".invite", code=meeting.code)


def _invite(meeting: Meeting, contacts: list[PartnerContact], *, is_draft: bool) -> str:
    """Invite these people, or choose them for the publication; what to tell the officer."""
    if is_draft:
        chosen = [prepare(meeting, contact, now=now()) for contact in contacts]
        return f"{count(len(chosen), 'personne sera invitée', 'personnes seront invitées')} à la publication."
    invited = [operations.invite(meeting, contact, by=own_officer(), now=now()) for contact in contacts]
    return on_the_way(invited, meeting, now=now())


@blueprint.post("/<code>/inviter/relancer")
@staff_only(*WRITERS)
def remind_all(code: str) -> Any:
    """Ask everybody who has not answered once more; a double click asks once."""
    meeting = writable_meeting(code)
    here = url_for(".invite", code=meeting.code)
    form = ActionForm()

    def act() -> str:
        reminded = reminding.remind_all(meeting, by=own_officer(), now=now())
        flash(on_the_way(reminded, meeting, noun="rappel", now=now()) or "Personne n’est à relancer aujourd’hui.")
        return here

    form.once(act)
    for refusal in form.form_errors:
        flash(refusal, "error")
    return redirect(here, 303)


@blueprint.post("/<code>/invitations/<int:invitation_id>/relancer")
@staff_only(*WRITERS)
def remind(code: str, invitation_id: int) -> Any:
    """Ask somebody who has not answered once more."""
    invitation, meeting = writable_invitation(code, invitation_id)
    try:
        reminding.ask_again(invitation, meeting, by=own_officer(), now=now())
    except DomainError as refusal:
        flash(refusal.message, "error")
    else:
        flash(f"{invitation.contact.name} : {on_the_way([invitation], meeting, noun='rappel', now=now())}")
    return redirect(url_for(".invite", code=meeting.code), 303)


@blueprint.post("/<code>/invitations/<int:invitation_id>/annuler-envoi")
@staff_only(*WRITERS)
def take_back(code: str, invitation_id: int) -> Any:
    """Undo what has not left yet."""
    invitation, meeting = writable_invitation(code, invitation_id)
    try:
        operations.take_back(invitation, meeting, now=now())
    except DomainError as refusal:
        flash(refusal.message, "error")
    else:
        flash(f"Rien ne part vers {invitation.contact.name}.")
    return redirect(url_for(".invite", code=meeting.code), 303)


@blueprint.post("/<code>/invitations/<int:invitation_id>/retirer")
@staff_only(*WRITERS)
def revoke(code: str, invitation_id: int) -> Any:
    """Take an invitation back; who had heard of it is told."""
    invitation, meeting = writable_invitation(code, invitation_id)
    operations.revoke(invitation, by=own_officer(), now=now())
    note_act("invitation_revoked", "invitation", invitation.id)
    flash(f"{invitation.contact.name} n’est plus sur la liste.")
    return redirect(url_for(".invite", code=meeting.code), 303)
