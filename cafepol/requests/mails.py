"""What somebody who asked for a café is told. No word that they typed leaves in a mail."""

from cafepol.core.filters import day_medium, when
from cafepol.core.links import url
from cafepol.meetings.models import Meeting
from cafepol.messages.drafts import Draft
from cafepol.messages.mails import compose
from cafepol.zone.queries import the_zone


def planned(meeting: Meeting) -> Draft:
    """The café that was asked for takes place; on the phone, the same in two sentences."""
    spoken = (
        f"Cette personne avait demandé un café. Il aura lieu : {meeting.cafe}, "
        f"{when(meeting.starts_local, meeting.ends_local)}, {meeting.venue.name}, {meeting.venue.address}.\n"
        "Demandez si elle vient."
    )
    return compose(
        "request_planned",
        subject=f"Le café que vous avez demandé : {meeting.cafe}, {day_medium(meeting.day)}",
        spoken=spoken,
        meeting=meeting,
        link=url("front.meeting", code=meeting.code),
        zone=the_zone(),
    )
