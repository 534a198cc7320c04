"""What people are told of a change: to residents with a published calendar, to partners with a request or a cancel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cafepol.core.filters import phone, when
from cafepol.core.languages import SOURCE, gettext, speaking
from cafepol.core.links import url
from cafepol.core.marking import marked
from cafepol.invitations.models import Invitation
from cafepol.meetings import ical
from cafepol.meetings.models import Meeting
from cafepol.meetings.standing import Standing
from cafepol.messages.drafts import Draft
from cafepol.messages.mails import compose
from cafepol.staff.models import Officer
from cafepol.zone.models import Venue
from cafepol.zone.queries import get_venue, the_zone

Turn = Literal["day", "restored", "restored_day", "restored_details", "details", "contact"]

_SUBJECTS: dict[Turn, str] = {
    "day": marked("Nouveau jour : %(cafe)s, %(when)s"),
    "restored": marked("Maintenue : %(cafe)s, %(when)s"),
    "restored_day": marked("Maintenue, un autre jour : %(cafe)s, %(when)s"),
    "restored_details": marked("Maintenue, avec un changement : %(cafe)s, %(when)s"),
    "details": marked("Changement : %(cafe)s, %(when)s"),
    "contact": marked("Votre contact a changé : %(cafe)s, %(when)s"),
}
_CANCELLED = marked("ANNULÉE : %(cafe)s, %(when)s")
_SPOKEN: dict[Turn, str] = {
    "day": "La rencontre change de jour",
    "restored": "La rencontre n’est plus annulée, elle a bien lieu",
    "restored_day": "La rencontre n’est plus annulée, elle a lieu un autre jour",
    "restored_details": "La rencontre n’est plus annulée, elle a lieu à d’autres heures ou à un autre endroit",
    "details": "La rencontre change",
    "contact": "La personne de contact change",
}


@dataclass(frozen=True)
class Listener:
    """Who is told: a resident's or a partner's name, and the page on which they may answer or withdraw.

    `is_asked`: their answer is waited for.
    """

    name: str
    link: str
    is_partner: bool = False
    mail: str | None = None
    language: str = SOURCE
    is_asked: bool = False


def resident(name: str | None, token: str) -> Listener:
    """A registered person, with the link to say « je ne viens plus »."""
    return Listener(name or "", url("registrations.detail", token=token))


def partner(invitation: Invitation, token: str) -> Listener:
    """An invited contact, with the link to change the answer."""
    contact = invitation.contact
    return Listener(
        contact.name,
        url("invitations.answer", token=token),
        is_partner=True,
        mail=contact.mail,
        language=contact.language,
        is_asked=invitation.answer is None,
    )


def news_of(meeting: Meeting, listener: Listener, heard: Standing, *, place: bool = False, now: datetime) -> Draft:
    """How the meeting stands now, for somebody who `heard` something else; `place`: they have one since."""
    if meeting.is_cancelled:
        return cancelled(meeting, listener, heard, now=now)
    return changed(meeting, listener, _turn(heard, meeting.standing), place=place, now=now)


def _turn(heard: Standing, current: Standing) -> Turn:
    """What is said first of a meeting that takes place."""
    if heard.is_cancelled and heard.plans_like(current):
        return "restored"
    if heard.day != current.day:
        return "restored_day" if heard.is_cancelled else "day"
    return "restored_details" if heard.is_cancelled else "details"


def changed(meeting: Meeting, listener: Listener, news: Turn, *, place: bool = False, now: datetime) -> Draft:
    """How the meeting stands now. A new contact needs no new calendar entry: SEQUENCE stays."""
    said = _script(_SPOKEN[news], meeting, listener)
    if place:
        said += "\nUne place s’est libérée pour cette personne. Demandez si elle vient toujours."
    with speaking(listener.language):
        calendar, method = (None, None) if news == "contact" else _calendar(meeting, listener, now)
        return compose(
            "meeting_changed",
            subject=_subject(_SUBJECTS[news], meeting, meeting.standing),
            calendar=calendar,
            calendar_method=method,
            spoken=said,
            meeting=meeting,
            listener=listener,
            news=news,
            with_place=place,
            zone=the_zone(),
        )


def cancelled(meeting: Meeting, listener: Listener, heard: Standing, *, now: datetime) -> Draft:
    """The meeting does not take place: ANNULÉE, and the calendar entry goes. The day and the place are those heard."""
    reason = f"\nPourquoi : {meeting.cancel_reason}" if meeting.cancel_reason else ""
    venue = meeting.venue if heard.venue_id in {None, meeting.venue_id} else get_venue(heard.venue_id)
    said = _script("La rencontre est ANNULÉE", meeting, listener, heard, venue) + reason
    with speaking(listener.language):
        calendar, method = _calendar(meeting, listener, now)
        return compose(
            "meeting_cancelled",
            subject=_subject(_CANCELLED, meeting, heard),
            calendar=calendar,
            calendar_method=method,
            spoken=said,
            meeting=meeting,
            listener=listener,
            heard=heard,
            venue=venue,
            zone=the_zone(),
        )


def host_changed(meeting: Meeting, officer: Officer, *, former: Officer) -> Draft:
    """What the new host, or the former one, needs to know of who receives now."""
    receives = officer.id == meeting.host_id
    subject = f"{'Vous recevez' if receives else 'Vous ne recevez plus'} : {meeting.cafe}, {_when(meeting)}"
    other = f"Avant : {former.full_name}" if receives else f"Maintenant : {meeting.host.full_name}"
    return compose(
        "host_changed",
        subject=subject,
        spoken=f"{subject}.\n{other}.",
        meeting=meeting,
        former=former,
        receives=receives,
        helps=officer.id in {each.id for each in meeting.co_hosts},
        link=url("desk.hub", code=meeting.code),
        zone=the_zone(),
    )


def to_close(meeting: Meeting, days: int) -> Draft:
    """What a host is reminded of, so many days after the meeting."""
    subject = f"À clôturer : {meeting.cafe}, {_when(meeting)}"
    return compose(
        "meeting_to_close",
        subject=subject,
        spoken=f"{subject}.\nLa rencontre a eu lieu il y a {days} jours et n’est pas encore clôturée.",
        meeting=meeting,
        days=days,
        link=url("room.close", code=meeting.code),
        zone=the_zone(),
    )


def _calendar(meeting: Meeting, listener: Listener, now: datetime) -> tuple[str | None, str | None]:
    """The calendar part and its method, the same inside and outside (RFC 6047)."""
    if not listener.is_partner:
        return ical.personal(meeting, link=listener.link, now=now), "PUBLISH"
    if listener.mail is None:
        return None, None
    make, method = (ical.cancel_for, "CANCEL") if meeting.is_cancelled else (ical.request_for, "REQUEST")
    return make(meeting, attendee_name=listener.name, attendee_mail=listener.mail, now=now), method


def _script(
    news: str, meeting: Meeting, listener: Listener, plan: Standing | None = None, venue: Venue | None = None
) -> str:
    """What an officer says on the phone, of the meeting as it stands unless another plan and venue are given."""
    there = venue or meeting.venue
    lines = [
        f"{news} : {meeting.cafe}, {_when(plan or meeting.standing)}.",
        f"Lieu : {there.name}, {there.address}.",
        f"Contact : {meeting.host.full_name}, {phone(meeting.phone)}.",
    ]
    if listener.name:
        lines.append(f"Personne à appeler : {listener.name}.")
    return "\n".join(lines)


def _subject(sentence: str, meeting: Meeting, plan: Standing) -> str:
    return gettext(sentence) % {"cafe": meeting.cafe, "place": meeting.place, "when": _when(plan)}


def _when(plan: Meeting | Standing) -> str:
    return when(plan.starts_local, plan.ends_local)


def digest(lines: Sequence[str], *, leads: bool) -> Draft:
    """How many concerns need an officer this morning, or a commissariat (`leads`); no word of any of them."""
    return compose(
        "concern_digest",
        subject="Doléances : ce qui vous attend ce matin",
        lines=lines,
        leads=leads,
        link=url("concerns_staff.index"),
        zone=the_zone(),
    )
