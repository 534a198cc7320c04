"""What somebody who asked for a café is told. No word that they typed leaves in a mail."""

from cafepol.core.filters import day_long, day_medium, when
from cafepol.core.links import url
from cafepol.meetings.models import Meeting
from cafepol.meetings.standing import Standing
from cafepol.messages.drafts import Draft
from cafepol.messages.mails import compose
from cafepol.zone.queries import the_zone


def planned(meeting: Meeting, *, restored: bool = False, instead_of: Standing | None = None) -> Draft:
    """The café that was asked for takes place; on the phone, the same in two or three sentences.

    `restored`: they heard that it does not. `instead_of`: the one that they heard of, and that is called off.
    """
    news = "Il a bien lieu, malgré l’annulation" if restored else "Il aura lieu"
    spoken = (
        f"Cette personne avait demandé un café. {news} : {meeting.cafe}, "
        f"{when(meeting.starts_local, meeting.ends_local)}, {meeting.venue.name}, {meeting.venue.address}.\n"
        "Demandez si elle vient."
    )
    if instead_of:
        spoken = f"Le café prévu le {day_long(instead_of.day)} n’a pas lieu.\n{spoken}"
    return compose(
        "request_planned",
        subject=f"Le café que vous avez demandé : {meeting.cafe}, {day_medium(meeting.day)}",
        spoken=spoken,
        meeting=meeting,
        restored=restored,
        instead_of=instead_of,
        link=url("front.meeting", code=meeting.code),
        zone=the_zone(),
    )


def changed(meeting: Meeting, heard: Standing) -> Draft:
    """The café that was promised takes place on another day, at other hours or elsewhere than they heard."""
    if heard.day == meeting.day:
        news = "change d’heures ou de lieu"
    else:
        news = f"n’a pas lieu le {day_long(heard.day)}, mais un autre jour"
    spoken = (
        f"Cette personne avait demandé un café. Celui qui lui a été annoncé {news} : {meeting.cafe}, "
        f"{when(meeting.starts_local, meeting.ends_local)}, {meeting.venue.name}, {meeting.venue.address}.\n"
        "Demandez si elle vient."
    )
    return compose(
        "request_changed",
        subject=f"CHANGEMENT : {meeting.cafe}, {day_medium(meeting.day)}",
        spoken=spoken,
        meeting=meeting,
        news=news,
        link=url("front.meeting", code=meeting.code),
        zone=the_zone(),
    )


def called_off(meeting: Meeting, heard: Standing, *, waits: bool) -> Draft:
    """The café that was promised does not take place, and why; `waits`: the request is open for another answer."""
    spoken = (
        f"Cette personne avait demandé un café. Celui qui était prévu n’a pas lieu : {meeting.cafe}, "
        f"{when(heard.starts_local, heard.ends_local)}.\n"
        f"Pourquoi : {meeting.cancel_reason}\n"
    )
    return compose(
        "request_cancelled",
        subject=f"ANNULÉE : {meeting.cafe}, {day_medium(heard.day)}",
        spoken=f"{spoken}Sa demande reste ouverte." if waits else spoken,
        meeting=meeting,
        heard=heard,
        waits=waits,
        zone=the_zone(),
    )
