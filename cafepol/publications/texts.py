"""The texts of a meeting, in its own language: its public facts put into words for each channel."""

from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil

from cafepol.core.errors import Refused
from cafepol.core.filters import day_short, hour, phone, when
from cafepol.core.languages import SOURCE, gettext, speaking
from cafepol.core.links import url
from cafepol.core.typography import typo
from cafepol.invitations.queries import expected_partners
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting
from cafepol.publications.queries import Place, Published
from cafepol.publications.wording import Facts, Kind, text
from cafepol.zone.queries import the_zone

COLUMNS = 72  # characters on a line of the box from which a text is copied, about


@dataclass(frozen=True)
class Text:
    """What there is to copy for a channel, or why there is nothing: `refusal` names what is too long."""

    place: Place
    language: str
    text: str = ""
    refusal: Refused | None = None

    @cached_property
    def rows(self) -> int:
        """How many lines its box needs to show it all."""
        return sum(max(1, ceil(len(line) / COLUMNS)) for line in self.text.split("\n"))


def texts_of(published: Published) -> list[Text]:
    """The texts for all channels, of a meeting that was announced."""
    meeting = published.meeting
    with speaking(meeting.language) as language:
        facts = _facts(meeting, language)
        return [_text(facts, place, language) for place in published.places]


def _text(facts: Facts, place: Place, language: str) -> Text:
    channel = place.channel
    told = replace(facts, is_changed=place.is_stale)
    try:
        found = text(Kind(channel.kind), told, maximum=channel.maximum, say=gettext)
    except Refused as refusal:
        return Text(place, language, refusal=refusal)
    return Text(place, language, found)


def _facts(meeting: Meeting, language: str) -> Facts:
    venue, link = meeting.venue, url("meetings.short", code=meeting.code)
    own = typo if language == SOURCE else str  # what people typed, with the spaces of the language it is in
    return Facts(
        title=own(meeting.title),
        when=when(meeting.starts_local, meeting.ends_local),
        when_short=f"{day_short(meeting.day)}, {hour(meeting.starts_local)}",
        place_name=own(venue.name),
        street=own(venue.street),
        locality=f"{venue.postal_code} {venue.locality}".strip(),
        town=own(meeting.place),
        hosts=tuple(each.full_name for each in meeting.hosts),
        phone=phone(meeting.phone),
        link=link,
        typed_link=link.split("://", 1)[1],
        zone_name=the_zone().name,
        partners=tuple(partner.name for partner in expected_partners(meeting.id)),
        topics=tuple(topic.label for topic in meeting.topics),
        public_text=own(meeting.public_text),
        is_cancelled=meeting.status is State.CANCELLED,
        reason=own(meeting.cancel_reason or ""),
        is_french=language == SOURCE,
    )
