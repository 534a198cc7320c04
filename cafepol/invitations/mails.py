"""What partners are told: the invitation, the reminder, each with a calendar part and a link to answer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from cafepol.core.filters import phone, when
from cafepol.core.links import url
from cafepol.invitations.models import Invitation
from cafepol.meetings import ical
from cafepol.meetings.models import Meeting
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.mails import compose
from cafepol.zone.queries import the_zone

Occasion = Literal["first", "reminder", "moved"]

_TITLES: Mapping[Occasion, str] = {
    "first": "Invitation",
    "reminder": "Rappel : invitation",
    "moved": "Nouveau jour : invitation",
}
_PURPOSES: Mapping[Occasion, str] = {
    "first": "Inviter à la rencontre",
    "reminder": "Demander une réponse à l’invitation",
    "moved": "Dire que la rencontre change de jour, et demander une nouvelle réponse",
}


def recipient(invitation: Invitation) -> Recipient:
    """The contact and how to reach them."""
    contact = invitation.contact
    return Recipient(name=contact.name, mail=contact.mail, phone=contact.phone, language=contact.language)


def invitation_mail(
    invitation: Invitation, meeting: Meeting, occasion: Occasion, *, token: str, now: datetime
) -> Draft:
    """The invitation to a meeting: REQUEST with one attendee, and the link to answer."""
    mail = invitation.contact.mail
    return compose(
        "invitation",
        subject=f"{_TITLES[occasion]} au {meeting.cafe}, {when(meeting.starts_local, meeting.ends_local)}",
        calendar=ical.request_for(meeting, attendee_name=invitation.contact.name, attendee_mail=mail, now=now)
        if mail
        else None,
        calendar_method="REQUEST" if mail else None,
        spoken=call_script(invitation, meeting, _PURPOSES[occasion]),
        invitation=invitation,
        meeting=meeting,
        link=url("invitations.answer", token=token),
        occasion=occasion,
        title=f"{_TITLES[occasion]} au {meeting.cafe}",
        zone=the_zone(),
    )


def call_script(invitation: Invitation, meeting: Meeting, purpose: str) -> str:
    """What an officer needs to say to a partner who has no mail."""
    contact = invitation.contact
    who = " – ".join(part for part in (contact.name, contact.function, contact.partner.name) if part)
    return "\n".join(
        [
            f"{purpose} : {meeting.title}, {when(meeting.starts_local, meeting.ends_local)}.",
            f"Lieu : {meeting.venue.name}, {meeting.venue.address}.",
            f"Personne à appeler : {who}.",
            f"Numéro à donner pour une question : {phone(meeting.phone)}.",
        ]
    )
