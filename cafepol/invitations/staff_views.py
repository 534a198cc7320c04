"""Inviting partners to a meeting, reminding them, noting what they said on the phone."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from cafepol.accounts import audit
from cafepol.accounts.guards import current_viewer, staff_only
from cafepol.core.clock import now
from cafepol.core.errors import DomainError
from cafepol.core.filters import count
from cafepol.invitations import operations
from cafepol.invitations.answers import Answer
from cafepol.invitations.forms import ActionForm, InviteForm, NotedAnswerForm
from cafepol.invitations.guards import writable_invitation
from cafepol.invitations.models import Invitation
from cafepol.invitations.queries import contacts_to_invite, invitations_of
from cafepol.meetings.guards import WRITERS, own_officer, writable_meeting
from cafepol.meetings.models import Meeting
from cafepol.partners.models import PartnerContact

blueprint = Blueprint("invitations_staff", __name__, url_prefix="/equipe/rencontres")


@blueprint.route("/<code>/inviter", methods=["GET", "POST"])
@staff_only(*WRITERS)
def invite(code: str) -> Any:
    """Choose among the contacts of the commune; those who are invited are listed below with their answers."""
    meeting = writable_meeting(code)
    choices = {contact.id: contact for contact in contacts_to_invite(meeting)}
    form = InviteForm()
    form.contacts.choices = {str(contact.id): contact.name for contact in choices.values()}
    if form.validate_on_submit():
        try:
            invited = _invite_all(meeting, [choices[each] for each in form.contacts.data])
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_sent(invited))
            return redirect(url_for(".invite", code=meeting.code), 303)
    return render_template(
        "invitations/staff/invite.html", form=form, meeting=meeting, **_listed(meeting, choices)
    ), form.status


def _listed(meeting: Meeting, choices: dict[int, PartnerContact]) -> dict[str, Any]:
    """What the page lists: whom one may invite and how they are reached, and who is invited already."""
    return {
        "contacts": choices,
        "descriptions": {str(contact.id): f"{contact.partner.name}, {_way(contact)}" for contact in choices.values()},
        "invitations": invitations_of(meeting.id),
        "may_invite": meeting.is_upcoming(now()) and meeting.starts_at > now(),
        "action": ActionForm(),
    }


def _way(contact: PartnerContact) -> str:
    return "par e-mail" if contact.mail else "par téléphone"


def _invite_all(meeting: Meeting, contacts: list[PartnerContact]) -> list[Invitation]:
    return [operations.invite(meeting, contact, by=own_officer(), now=now()) for contact in contacts]


def _sent(invited: list[Invitation]) -> str:
    """What happens next: « 2 invitations partent par e-mail. 1 appel est à faire »."""
    mails = sum(1 for each in invited if each.contact.mail)
    calls = len(invited) - mails
    said = []
    if mails:
        said.append(f"{count(mails, 'invitation')} {'part' if mails == 1 else 'partent'} par e-mail.")
    if calls:
        said.append(f"{count(calls, 'appel')} {'est' if calls == 1 else 'sont'} à faire : voyez votre bureau.")
    return " ".join(said)


@blueprint.post("/<code>/invitations/<int:invitation_id>/relancer")
@staff_only(*WRITERS)
def remind(code: str, invitation_id: int) -> Any:
    """Ask somebody who has not answered once more."""
    invitation, meeting = writable_invitation(code, invitation_id)
    try:
        operations.ask_again(invitation, meeting, by=own_officer(), now=now())
    except DomainError as refusal:
        flash(refusal.message, "error")
    else:
        flash(f"{invitation.contact.name} : le rappel part." if invitation.contact.mail else "L’appel est à faire.")
    return redirect(url_for(".invite", code=meeting.code), 303)


@blueprint.post("/<code>/invitations/<int:invitation_id>/retirer")
@staff_only(*WRITERS)
def revoke(code: str, invitation_id: int) -> Any:
    """Take an invitation back."""
    invitation, meeting = writable_invitation(code, invitation_id)
    operations.revoke(invitation, now=now())
    audit.record(
        "invitation_revoked",
        account_id=current_viewer().account_id,
        now=now(),
        subject="invitation",
        subject_id=invitation.id,
    )
    flash(f"{invitation.contact.name} n’est plus sur la liste. Le lien ne s’ouvre plus.")
    return redirect(url_for(".invite", code=meeting.code), 303)


@blueprint.route("/<code>/invitations/<int:invitation_id>/reponse", methods=["GET", "POST"])
@staff_only(*WRITERS)
def note_answer(code: str, invitation_id: int) -> Any:
    """Write down what a partner said on the phone."""
    invitation, meeting = writable_invitation(code, invitation_id)
    form = NotedAnswerForm(obj=invitation)
    if form.validate_on_submit():
        said = {"answer": Answer(form.answer.data), "substitute": form.substitute.data, "note": form.note.data}
        try:
            operations.answer(invitation, meeting, **said, now=now())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(f"La réponse de {invitation.contact.name} est notée.")
            return redirect(url_for(".invite", code=meeting.code), 303)
    page = render_template("invitations/staff/note_answer.html", form=form, invitation=invitation, meeting=meeting)
    return page, form.status
