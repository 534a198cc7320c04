"""A contact is reached elsewhere: former links open nothing, what was not heard yet goes to the new address."""

from datetime import datetime

from cafepol.core.links import Purpose, drop_links
from cafepol.core.text import mail_key
from cafepol.invitations.models import Invitation
from cafepol.invitations.operations import take
from cafepol.invitations.queries import invitations_to_come
from cafepol.invitations.rewriting import write_anew
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.partners.models import PartnerContact
from cafepol.partners.operations import edit_contact


def correct_contact(
    contact: PartnerContact, *, name: str, function: str, mail: str, phone: str, language: str, now: datetime
) -> None:
    """Correct a person at a partner as edit_contact does. Raises Refused as it does.

    With another mail address, every link to answer that went to the former one is dead; what was not heard there is
    said at the new one. Who had heard of a meeting can be asked again by a reminder.
    """
    former = contact.mail
    edit_contact(contact, name=name, function=function, mail=mail, phone=phone, language=language)
    if former and mail_key(former) != mail_key(contact.mail or ""):
        for invitation in invitations_to_come(contact.id, now=now):
            _ask_elsewhere(invitation, now=now)


def _ask_elsewhere(invitation: Invitation, *, now: datetime) -> None:
    meeting = get_meeting_by_id(invitation.meeting_id)
    take(invitation, meeting)
    drop_links(Purpose.INVITATION, invitation.id)
    if meeting.is_upcoming(now):
        write_anew(invitation, meeting, at_once=False, now=now)
