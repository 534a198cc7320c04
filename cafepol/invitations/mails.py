"""What partners are told: the invitation, the reminder, each with a calendar part and a link to answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from cafepol.core.filters import phone, when
from cafepol.core.languages import gettext, speaking
from cafepol.core.links import url
from cafepol.core.marking import marked
from cafepol.invitations.answers import State
from cafepol.invitations.models import Invitation
from cafepol.meetings import ical
from cafepol.meetings.models import Meeting
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.mails import compose
from cafepol.partners.models import PartnerContact
from cafepol.zone.queries import the_zone

Occasion = Literal["first", "reminder", "moved", "restored"]

_TITLES: Mapping[Occasion, str] = {
    "first": marked("Invitation au %(cafe)s"),
    "reminder": marked("Rappel : invitation au %(cafe)s"),
    "moved": marked("Nouveau jour : invitation au %(cafe)s"),
    "restored": marked("Maintenue, un autre jour : invitation au %(cafe)s"),
}
_PURPOSES: Mapping[Occasion, str] = {
    "first": "Inviter à la rencontre",
    "reminder": "Demander une réponse à l’invitation",
    "moved": "Dire que la rencontre change de jour, et demander une nouvelle réponse",
    "restored": "Dire que la rencontre n’est plus annulée et change de jour, et demander une nouvelle réponse",
}

_END_TITLE = marked("Invitation retirée : %(cafe)s")
_END_PURPOSE = "Dire que l’invitation est retirée ; la rencontre a bien lieu"
REMINDER, END = "invitation_reminder", "invitation_end"  # kinds of messages
UNDONE = ("invitation", REMINDER)  # what may be undone before it leaves


@dataclass(frozen=True)
class Tokens:
    """What opens the page to answer on, and the contact's own page."""

    answer: str
    page: str


def occasion_of(kind: str) -> Occasion:
    """With which words a message of this kind asks."""
    return cast("Occasion", kind.removeprefix("invitation").lstrip("_") or "first")


DEAD = Tokens("lien-personnel", "lien-personnel")  # open nothing: what a preview shows in place of somebody's links


def recipient(invitation: Invitation) -> Recipient:
    """The contact and how to reach them."""
    contact = invitation.contact
    return Recipient(name=contact.name, mail=contact.mail, phone=contact.phone)


def invitation_mail(
    invitation: Invitation, meeting: Meeting, occasion: Occasion, *, tokens: Tokens, now: datetime
) -> Draft:
    """The invitation to a meeting in the contact's language: REQUEST with one attendee, and the links that answer.

    What an officer would say on the phone is in French.
    """
    return _mail(
        "invitation",
        invitation,
        meeting,
        title=_TITLES[occasion],
        purpose=_PURPOSES[occasion],
        calendar=(ical.request_for, "REQUEST"),
        now=now,
        link=url("invitations.answer", token=tokens.answer),
        page=url("partner_page.index", token=tokens.page),
        occasion=occasion,
    )


def _mail(
    name: str,
    invitation: Invitation,
    meeting: Meeting,
    *,
    title: str,
    purpose: str,
    calendar: tuple[Callable[..., str], str],
    now: datetime,
    **more: str,
) -> Draft:
    """A mail to a contact in their language, with a calendar part for them alone, and what is said in its place."""
    contact, spoken = invitation.contact, call_script(invitation, meeting, purpose)
    make, method = calendar
    with speaking(contact.language):
        named = gettext(title) % {"cafe": meeting.cafe, "place": meeting.place}
        has_mail = contact.mail is not None
        return compose(
            name,
            subject=f"{named}, {when(meeting.starts_local, meeting.ends_local)}",
            calendar=make(meeting, attendee_name=contact.name, attendee_mail=contact.mail, now=now)
            if has_mail
            else None,
            calendar_method=method if has_mail else None,
            spoken=spoken,
            invitation=invitation,
            meeting=meeting,
            title=named,
            zone=the_zone(),
            **more,
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


def end_mail(invitation: Invitation, meeting: Meeting, *, now: datetime) -> Draft:
    """The meeting takes place, this person is not expected any more: CANCEL takes it out of their calendar alone."""
    return _mail(
        "invitation_end",
        invitation,
        meeting,
        title=_END_TITLE,
        purpose=_END_PURPOSE,
        calendar=(ical.uninvited, "CANCEL"),
        now=now,
    )


def preview(invitation: Invitation, meeting: Meeting, *, now: datetime) -> Draft:
    """What would leave now, word for word but for the link, which opens nothing: a reminder to who was asked."""
    occasion: Occasion = "reminder" if invitation.status is State.SENT else "first"
    return invitation_mail(invitation, meeting, occasion, tokens=DEAD, now=now)


def unwritten(meeting: Meeting, contact: PartnerContact) -> Invitation:
    """An invitation to look at, which is not stored."""
    invitation = Invitation(meeting_id=meeting.id, contact_id=contact.id, state=State.PREPARED)
    invitation.contact = contact
    return invitation
