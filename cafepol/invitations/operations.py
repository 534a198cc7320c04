"""Inviting partners, and what they answer."""

from datetime import datetime, timedelta

from sqlalchemy.exc import InvalidRequestError

from cafepol.core.config import settings
from cafepol.core.db import db
from cafepol.core.errors import NotFound, Refused
from cafepol.core.languages import gettext
from cafepol.core.links import Purpose, issue_link, revoke_links
from cafepol.core.marking import marked
from cafepol.core.text import clean_line, clean_text
from cafepol.invitations import mails
from cafepol.invitations.answers import (
    EXPECTED,
    NAME_MAX,
    NOTE_MAX,
    Answer,
    State,
    check_answering,
    check_inviting,
    check_seen,
    state_after,
)
from cafepol.invitations.departures import leaves_at
from cafepol.invitations.models import Invitation
from cafepol.invitations.queries import find_invitation
from cafepol.invitations.waiting import asked, last_told
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting_by_id, lock_meeting
from cafepol.messages import operations as messages
from cafepol.messages.drafts import Recipient
from cafepol.messages.operations import post_message, withdraw, withdraw_all
from cafepol.partners.models import PartnerContact
from cafepol.staff.models import Officer

PAGE_STAYS = timedelta(days=365)
LINK_STAYS = timedelta(days=548)
_TOO_LONG = marked("C’est trop long : %(most)s caractères au plus.")


def invite(meeting: Meeting, contact: PartnerContact, *, by: Officer | None, now: datetime) -> Invitation:
    """Invite a contact: a mail with a calendar request and a link, or a call to make for `by` (else for the host).

    Who is invited already stays so: nothing is sent twice. Who was revoked gets a new link; the old one stays dead.
    Raises Refused when the meeting is not published, has begun, or when the contact is not active any more.
    """
    lock_meeting(meeting)
    check_inviting(is_published=meeting.is_upcoming(now), starts_at=meeting.starts_at, now=now)
    check_active(contact)
    invitation = row_for(meeting, contact, now=now)
    if invitation.status is State.PREPARED:
        open_again(invitation, meeting, now=now)
        post(invitation, meeting, "first", by=by, now=now)
    return invitation


def check_active(contact: PartnerContact) -> None:
    """Nobody is invited who has left. Raises Refused."""
    if not contact.is_active:
        raise Refused("Cette personne de contact n’est plus active.", field="contacts")


def row_for(meeting: Meeting, contact: PartnerContact, *, now: datetime) -> Invitation:
    """The invitation of a contact to a meeting: a new one, or one that was taken back, is prepared."""
    invitation = find_invitation(meeting.id, contact.id)
    if invitation is None:
        invitation = Invitation(meeting_id=meeting.id, contact_id=contact.id, state=State.PREPARED, created_at=now)
        invitation.contact = contact
        db.session.add(invitation)
    elif invitation.status is State.REVOKED:
        withdraw(invitation.end_key)
        invitation.round += 1
        invitation.state = State.PREPARED
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


def take(invitation: Invitation, meeting: Meeting) -> None:
    """Take the meeting's row, then read the invitation anew: whoever changes it queues here.

    Raises NotFound if it was merged into another meanwhile.
    """
    lock_meeting(meeting)
    try:
        db.session.refresh(invitation, list(Invitation.__table__.columns.keys()))
    except InvalidRequestError as error:
        raise NotFound from error


def answer_link(invitation: Invitation, meeting: Meeting) -> str:
    """A new token for the page to answer on. The page ends at the start, which may be moved: the link outlives it."""
    return issue_link(Purpose.INVITATION, invitation.id, expires_at=meeting.starts_at + LINK_STAYS)


def page_link(invitation: Invitation, meeting: Meeting) -> str:
    """A new token for the contact's own page; it ends twelve months after the meeting."""
    return issue_link(Purpose.PARTNER, invitation.contact_id, expires_at=meeting.starts_at + PAGE_STAYS)


def post(
    invitation: Invitation,
    meeting: Meeting,
    occasion: mails.Occasion,
    *,
    by: Officer | None,
    to: Recipient | None = None,
    at_once: bool = False,
    now: datetime,
) -> None:
    """Write the mail or the call of this round. A mail leaves after the quiet time, unless that is over already.

    `to`: how the contact is reached, if not as the directory says.
    """
    quiet = 0 if at_once else settings().quiet_seconds
    tokens = mails.Tokens(answer_link(invitation, meeting), page_link(invitation, meeting))
    post_message(
        mails.invitation_mail(invitation, meeting, occasion, tokens=tokens, now=now),
        to=to or mails.recipient(invitation),
        kind="invitation" if occasion == "first" else f"invitation_{occasion}",
        unique_key=invitation.message_key,
        now=now,
        meeting_id=meeting.id,
        commissariat_id=meeting.commune.commissariat_id,
        officer_id=by.id if by else meeting.host_id,
        not_before=leaves_at(starts_at=meeting.starts_at, now=now, quiet_seconds=quiet),
        expires_at=meeting.starts_at,
    )


def answer(invitation: Invitation, meeting: Meeting, *, answer: Answer, now: datetime, **said: str) -> None:
    """Note what a partner answers and take back what still asks them. Takes and raises what `note_answer` does."""
    note_answer(invitation, meeting, answer=answer, now=now, **said)
    stop_asking(invitation)


def note_answer(
    invitation: Invitation,
    meeting: Meeting,
    *,
    answer: Answer,
    substitute: str = "",
    note: str = "",
    seen: str = "",
    now: datetime,
) -> None:
    """Note what a partner says of the day that was `seen` (ISO 8601). Raises Refused with the field to correct."""
    name, words = clean_line(substitute), clean_text(note)
    if len(name) > NAME_MAX:
        raise Refused(gettext(_TOO_LONG) % {"most": NAME_MAX}, field="substitute")
    if len(words) > NOTE_MAX:
        raise Refused(gettext(_TOO_LONG) % {"most": NOTE_MAX}, field="note")
    take(invitation, meeting)
    if meeting.is_cancelled:
        raise Refused(gettext("Cette rencontre est annulée. Vous ne devez pas répondre."))
    check_seen(seen, meeting.day)
    check_answering(invitation.status, answer, substitute=name, starts_at=meeting.starts_at, now=now)
    invitation.state = state_after(answer)
    invitation.substitute = name if answer is Answer.OTHER else ""
    invitation.note = words
    invitation.answered_at = now
    db.session.flush()


def stop_asking(invitation: Invitation) -> None:
    """Who answered is not reminded; who said no is not invited either. Who comes still gets the entry of the calendar.

    That is about what nobody has heard yet.
    """
    found = asked(invitation)
    unheard = found.unsaid or found.lost
    pointless = mails.UNDONE if invitation.status is State.DECLINED else (mails.REMINDER,)
    if unheard is None or unheard.kind not in pointless:
        return
    withdraw(invitation.message_key)
    if unheard.kind == mails.REMINDER:
        invitation.reminded_at = None
        db.session.flush()


def take_back(invitation: Invitation, meeting: Meeting, *, now: datetime) -> None:
    """Undo an invitation or a reminder within its quiet time: nobody will know of it. Raises Refused once it left."""
    take(invitation, meeting)
    unsaid = asked(invitation).unsaid
    if unsaid is None or unsaid.kind not in mails.UNDONE or not withdraw(unsaid.unique_key):
        raise Refused("C’est déjà parti. Vous pouvez encore retirer l’invitation : la personne sera prévenue.")
    if unsaid.kind == mails.REMINDER:
        invitation.reminded_at = None
        db.session.flush()
    else:
        revoke(invitation, now=now)


def hold_back(meeting: Meeting, *, now: datetime) -> int:
    """The meeting changes: what has not left of its invitations waits as long as the news of it, which replaces it.

    How many mails that was.
    """
    until = leaves_at(starts_at=meeting.starts_at, now=now, quiet_seconds=settings().quiet_seconds)
    return messages.hold_back(meeting.id, mails.UNDONE, until=until)


def revoke(invitation: Invitation, *, by: Officer | None = None, now: datetime) -> None:
    """Take an invitation back: what has not left is not said, its links die, no change is told any more.

    Who never heard of it leaves no trace; who heard, and has not said no, is told while the meeting is still to come.
    """
    meeting = get_meeting_by_id(invitation.meeting_id)
    take(invitation, meeting)
    if invitation.status is State.REVOKED:
        return
    was_expected = invitation.status in EXPECTED
    withdraw_all(invitation.every_key)
    invitation.state = State.REVOKED
    invitation.substitute = ""
    revoke_links(Purpose.INVITATION, invitation.id, now=now)
    told = last_told(invitation)
    if told is None:
        invitation.sent_at = None
    elif told.kind != mails.END and was_expected and meeting.is_upcoming(now) and now < meeting.starts_at:
        post_end(invitation, meeting, by=by, now=now)
    db.session.flush()


def post_end(invitation: Invitation, meeting: Meeting, *, by: Officer | None = None, now: datetime) -> None:
    """Tell somebody that they are not expected any more, and take the meeting out of their calendar."""
    post_message(
        mails.end_mail(invitation, meeting, now=now),
        to=mails.recipient(invitation),
        kind=mails.END,
        unique_key=invitation.end_key,
        now=now,
        meeting_id=meeting.id,
        commissariat_id=meeting.commune.commissariat_id,
        officer_id=by.id if by else meeting.host_id,
        expires_at=meeting.starts_at,
    )
