"""Looking at a mail before it leaves: composed by what composes the mail itself, and stored nowhere."""

from datetime import datetime

from cafepol.invitations import mails
from cafepol.invitations.answers import State
from cafepol.invitations.proposals import follow_ups_at, proposed_contacts
from cafepol.invitations.queries import find_invitation, invitations_of
from cafepol.meetings.models import Meeting
from cafepol.messages.drafts import Draft
from cafepol.partners.models import PartnerContact


def readers_of(meeting: Meeting) -> dict[int, PartnerContact]:
    """To whom something may still leave, by id: those who are proposed or chosen, and those who have not answered.

    Those with a mail come first: the others are called.
    """
    waiting = [each.contact for each in invitations_of(meeting.id) if each.status in {State.PREPARED, State.SENT}]
    found = (*waiting, *(each.contact for each in proposed_contacts(meeting, follow_ups=follow_ups_at(meeting))))
    return {contact.id: contact for contact in sorted(found, key=lambda each: each.mail is None)}


def preview_for(meeting: Meeting, contact: PartnerContact, *, now: datetime) -> Draft:
    """What would leave now for this person: an invitation, or a reminder if they were asked already."""
    invitation = find_invitation(meeting.id, contact.id) or mails.unwritten(meeting, contact)
    return mails.preview(invitation, meeting, now=now)
