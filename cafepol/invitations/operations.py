"""Inviting partners, and what they answer."""

from collections.abc import Collection, Sequence
from datetime import datetime

from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.links import Purpose, issue_link, revoke_links
from cafepol.core.text import clean_line, clean_text
from cafepol.invitations import mails
from cafepol.invitations.answers import (
    NAME_MAX,
    NOTE_MAX,
    Answer,
    State,
    check_answering,
    check_inviting,
    check_reminding,
    state_after,
)
from cafepol.invitations.models import Invitation
from cafepol.invitations.queries import find_invitation
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import lock_meeting
from cafepol.messages.operations import post_message, withdraw
from cafepol.partners.models import PartnerContact
from cafepol.staff.models import Officer


def invite(meeting: Meeting, contact: PartnerContact, *, by: Officer | None, now: datetime) -> Invitation:
    """Invite a contact: a mail with a calendar request and a link, or a call to make for `by` (else for the host).

    Who is invited already stays so: nothing is sent twice. Who was revoked gets a new link; the old one stays dead.
    Raises Refused when the meeting is not published, has begun, or when the contact is not active any more.
    """
    lock_meeting(meeting)
    check_inviting(is_published=meeting.is_upcoming(now), starts_at=meeting.starts_at, now=now)
    if not contact.is_active:
        raise Refused("Cette personne de contact n’est plus active.", field="contacts")
    invitation = find_invitation(meeting.id, contact.id)
    if invitation is None:
        invitation = Invitation(meeting_id=meeting.id, contact_id=contact.id, state=State.PREPARED, created_at=now)
        invitation.contact = contact
        db.session.add(invitation)
    elif invitation.status is State.REVOKED:
        invitation.round += 1
    elif invitation.status is not State.PREPARED:
        return invitation
    open_again(invitation, meeting, now=now)
    _post(invitation, meeting, "first", by=by, now=now)
    return invitation


def open_again(invitation: Invitation, meeting: Meeting, *, now: datetime) -> None:
    """Wait for an answer (again): what was answered before is forgotten; they know the meeting as it now is."""
    invitation.state = State.SENT
    invitation.substitute = ""
    invitation.note = ""
    invitation.answered_at = None
    invitation.reminded_at = None
    invitation.sent_at = now
    invitation.known_sequence = meeting.sequence
    db.session.flush()


def ask_again(invitation: Invitation, meeting: Meeting, *, by: Officer | None, now: datetime) -> None:
    """Remind somebody who has not answered, at most once a day. Raises Refused, also once the meeting has begun."""
    _take(invitation, meeting)
    check_inviting(is_published=meeting.is_upcoming(now), starts_at=meeting.starts_at, now=now)
    check_reminding(invitation.status, reminded_at=invitation.reminded_at, now=now)
    invitation.round += 1
    invitation.reminded_at = now
    invitation.known_sequence = meeting.sequence
    db.session.flush()
    _post(invitation, meeting, "reminder", by=by, now=now)


def invite_anew(invitation: Invitation, meeting: Meeting, *, is_moved: bool, now: datetime) -> None:
    """Send the invitation once more as the meeting now stands: on another day, or because it had not left yet."""
    invitation.round += 1
    open_again(invitation, meeting, now=now)
    _post(invitation, meeting, "moved" if is_moved else "first", by=None, now=now)


def _take(invitation: Invitation, meeting: Meeting) -> None:
    """Take the meeting's row, then read the invitation anew: whoever changes it queues here."""
    lock_meeting(meeting)
    db.session.refresh(invitation, list(Invitation.__table__.columns.keys()))


def answer_link(invitation: Invitation, meeting: Meeting) -> str:
    """A new token for the page to answer on; it ends at the start of the meeting."""
    return issue_link(Purpose.INVITATION, invitation.id, expires_at=meeting.starts_at)


def _post(
    invitation: Invitation, meeting: Meeting, occasion: mails.Occasion, *, by: Officer | None, now: datetime
) -> None:
    token = answer_link(invitation, meeting)
    post_message(
        mails.invitation_mail(invitation, meeting, occasion, token=token, now=now),
        to=mails.recipient(invitation),
        kind="invitation" if occasion == "first" else f"invitation_{occasion}",
        unique_key=invitation.message_key,
        now=now,
        meeting_id=meeting.id,
        commissariat_id=meeting.commune.commissariat_id,
        officer_id=by.id if by else meeting.host_id,
        expires_at=meeting.starts_at,
    )


def answer(
    invitation: Invitation, meeting: Meeting, *, answer: Answer, substitute: str = "", note: str = "", now: datetime
) -> None:
    """Note what a partner answers; it may be changed until the start. Raises Refused with the field to correct."""
    name, words = clean_line(substitute), clean_text(note)
    if len(name) > NAME_MAX:
        raise Refused(f"C’est trop long : {NAME_MAX} caractères au plus.", field="substitute")
    if len(words) > NOTE_MAX:
        raise Refused(f"C’est trop long : {NOTE_MAX} caractères au plus.", field="note")
    _take(invitation, meeting)
    if meeting.is_cancelled:
        raise Refused("Cette rencontre est annulée. Vous ne devez pas répondre.")
    check_answering(invitation.status, answer, substitute=name, starts_at=meeting.starts_at, now=now)
    invitation.state = state_after(answer)
    invitation.substitute = name if answer is Answer.OTHER else ""
    invitation.note = words
    invitation.answered_at = now
    db.session.flush()


def revoke(invitation: Invitation, *, now: datetime) -> None:
    """Take an invitation back: what has not left is not said, its links die, no change is told any more."""
    withdraw(invitation.message_key)
    invitation.state = State.REVOKED
    invitation.substitute = ""
    revoke_links(Purpose.INVITATION, invitation.id, now=now)
    db.session.flush()


def note_presence(invitations: Sequence[Invitation], *, present: Collection[int]) -> None:
    """After the meeting: which of its invitations (by id) came to the table. Revoked ones did not."""
    for invitation in invitations:
        invitation.was_present = invitation.id in present and invitation.status is not State.REVOKED
    db.session.flush()
