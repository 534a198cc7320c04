"""What a registered person is told. No word that a visitor typed leaves in a mail: it may go to somebody else."""

from dataclasses import replace
from datetime import datetime

from cafepol.core.filters import count, day_medium, phone, sentence, when
from cafepol.core.links import url
from cafepol.meetings import ical
from cafepol.meetings.models import Meeting
from cafepol.messages.drafts import Draft
from cafepol.messages.mails import compose
from cafepol.registrations.models import Registration
from cafepol.registrations.states import Kind
from cafepol.zone.queries import the_zone


def link_to(token: str) -> str:
    """The full address of the page that a token opens."""
    return url("registrations.detail", token=token)


def personal_calendar(meeting: Meeting, token: str, *, now: datetime, has_place: bool = True) -> str:
    """The meeting for a registered person's own calendar, with the link to their page."""
    return ical.personal(meeting, link=link_to(token), now=now, has_place=has_place)


def _draft(name: str, subject: str, registration: Registration, meeting: Meeting, token: str) -> Draft:
    return compose(
        f"registration_{name}",
        subject=f"{subject} : {meeting.cafe}, {day_medium(meeting.day)}",
        registration=registration,
        meeting=meeting,
        link=link_to(token),
        zone=the_zone(),
    )


def confirm(registration: Registration, meeting: Meeting, token: str) -> Draft:
    """Asks whether it was really this person who answered."""
    return _draft("confirm", "Confirmez votre réponse", registration, meeting, token)


def unconfirmed(registration: Registration, meeting: Meeting) -> Draft:
    """What is said to somebody who left a number and whose address nobody confirmed: it may be mistyped."""
    spoken = (
        f"{meeting.cafe}, {when(meeting.starts_local, meeting.ends_local)}. Réponse du site : "
        f"{registration.kind_label}, {count(registration.party_size, 'personne')}. L’adresse électronique n’est pas "
        "confirmée : elle est peut-être mal écrite, et la réponse s’efface après deux jours.\n"
        "Demandez si la personne vient, puis inscrivez-la."
    )
    return Draft(
        subject=f"À confirmer au téléphone : {meeting.cafe}, {day_medium(meeting.day)}", text="", spoken=spoken
    )


def already(registration: Registration, meeting: Meeting, token: str) -> Draft:
    """Says that this address is registered already, with the link to change or cancel."""
    return _draft("already", "Votre inscription", registration, meeting, token)


def confirmed(registration: Registration, meeting: Meeting, token: str, *, now: datetime) -> Draft:
    """Place and time with the calendar file and the link to change or cancel; or that the line is long."""
    subject = "Vous êtes en attente" if registration.is_waiting else "C’est noté"
    draft = _draft("confirmed", subject, registration, meeting, token)
    if registration.is_waiting:
        return draft
    return replace(draft, calendar=personal_calendar(meeting, token, now=now), calendar_method="PUBLISH")


def reminder(registration: Registration, meeting: Meeting, token: str) -> Draft:
    """It is soon; on the phone, the same in a few sentences."""
    draft = _draft("reminder", "C’est bientôt", registration, meeting, token)
    asked = {
        Kind.GOING: f"Demandez si la personne vient toujours ({count(registration.party_size, 'personne')}).",
        Kind.INTERESTED: "Cette personne est intéressée. Demandez si elle vient.",
    }
    spoken = (
        f"Rappel demandé : {meeting.cafe}, {when(meeting.starts_local, meeting.ends_local)}, "
        f"{meeting.venue.name}, {meeting.venue.address}.\n"
        f"{asked[Kind(registration.kind)]}\n"
        f"Contact : {meeting.host.full_name}, {phone(meeting.phone)}."
    )
    return replace(draft, spoken=spoken)


def promoted(registration: Registration, meeting: Meeting, token: str, *, now: datetime) -> Draft:
    """A place came free; on the phone, the same in two sentences."""
    draft = _draft("promoted", "Une place s’est libérée", registration, meeting, token)
    spoken = (
        f"Une place s’est libérée : {meeting.cafe}, {when(meeting.starts_local, meeting.ends_local)}, "
        f"{meeting.venue.name}, {meeting.venue.address}.\n"
        "Demandez si la personne vient toujours.\n"
        f"Contact : {meeting.host.full_name}, {phone(meeting.phone)}."
    )
    calendar = personal_calendar(meeting, token, now=now)
    return replace(draft, calendar=calendar, calendar_method="PUBLISH", spoken=spoken)


def to_all(registration: Registration, meeting: Meeting, token: str, *, subject: str, said: str) -> Draft:
    """What the host writes to everybody who registered; on the phone, the same words."""
    draft = compose(
        "registration_all",
        subject=subject,
        registration=registration,
        meeting=meeting,
        said=said,
        link=link_to(token),
        zone=the_zone(),
    )
    about = f"{sentence(meeting.cafe)}, {when(meeting.starts_local, meeting.ends_local)}, {meeting.venue.name}."
    return replace(draft, spoken=f"{said}\n\n{about}\nContact : {meeting.host.full_name}, {phone(meeting.phone)}.")
