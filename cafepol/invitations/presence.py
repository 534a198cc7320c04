"""After the meeting: which partners came to the table, invited or not."""

from collections.abc import Collection, Sequence
from datetime import datetime

from cafepol.core.db import db
from cafepol.invitations.answers import State
from cafepol.invitations.models import Invitation
from cafepol.invitations.queries import find_invitation
from cafepol.meetings.models import Meeting
from cafepol.partners.models import PartnerContact


def note_presence(invitations: Sequence[Invitation], *, present: Collection[int]) -> None:
    """Which of a meeting's invitations (by id) came to the table; noted anew it counts as it is noted last.

    A revoked one did not, unless it was noted that they came all the same. Who was noted as having come uninvited,
    and did not, leaves no trace.
    """
    for invitation in invitations:
        may_have_come = invitation.status is not State.REVOKED or bool(invitation.was_present)
        invitation.was_present = invitation.id in present and may_have_come
        if invitation.status is State.PREPARED and not invitation.was_present:
            invitation.state = State.REVOKED
    db.session.flush()


def note_uninvited(meeting: Meeting, contacts: Collection[PartnerContact], *, now: datetime) -> None:
    """Contacts who came to the table without an invitation, or after theirs was taken back."""
    for contact in contacts:
        found = find_invitation(meeting.id, contact.id)
        if found is None:
            found = Invitation(meeting_id=meeting.id, contact_id=contact.id, state=State.PREPARED, created_at=now)
            found.contact = contact
            db.session.add(found)
        elif found.status is State.REVOKED and found.sent_at is None:
            found.state = State.PREPARED
        found.was_present = True
    db.session.flush()
