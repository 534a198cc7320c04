"""What the back of a flyer and the sheet of a commune's next cafés say, read from the rooms below."""

from datetime import date, datetime, timedelta

from cafepol.core.filters import phone
from cafepol.core.languages import known
from cafepol.core.links import url
from cafepol.flyers.cafes_content import CafeLine, MonthsContent, VersoContent
from cafepol.flyers.queries import BLACK, logo_data
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import agenda
from cafepol.zone.models import Commune
from cafepol.zone.queries import the_zone

NEXT_ON_VERSO = 3
COVERED = timedelta(days=91)  # three months


def verso_content(
    meeting: Meeting, *, now: datetime, round_code: str = "", language: str = "", black: bool = False
) -> VersoContent:
    """The back of a meeting's flyer; `round_code` where it is the flyer of a round."""
    zone, station = the_zone(), meeting.commune.commissariat
    following = [each for each in _held(now, meeting.commune) if each.starts_at > meeting.starts_at]
    return VersoContent(
        day=meeting.day,
        commune=meeting.commune.name,
        code=round_code or meeting.code,
        hand_in=f"{station.name}, {station.address}",
        zone_name=zone.name,
        colour=BLACK if black else zone.colours.get("plate", BLACK),
        next_cafes=tuple(_line(each) for each in following[:NEXT_ON_VERSO]),
        language=known(language or meeting.language),
    )


def months_content(
    commune: Commune, *, today: date, now: datetime, language: str = "", black: bool = False
) -> MonthsContent:
    """The cafés of a commune, whose police station is loaded, in the three months from today."""
    zone, last = the_zone(), today + COVERED
    link = url("front.commune", slug=commune.slug)
    return MonthsContent(
        commune=commune.name,
        first=today,
        last=last,
        cafes=tuple(_line(each) for each in _held(now, commune) if each.day <= last),
        phone=phone(commune.commissariat.phone),
        link=link,
        short_link=link.split("://", 1)[1],
        zone_name=zone.name,
        publisher=zone.publisher,
        colour=BLACK if black else zone.colours.get("plate", BLACK),
        language=known(language or zone.languages[0]),
        logo=logo_data(),
    )


def _held(now: datetime, commune: Commune) -> list[Meeting]:
    return [each for each in agenda(now, commune) if not each.is_cancelled]


def _line(meeting: Meeting) -> CafeLine:
    return CafeLine(
        meeting.day,
        meeting.starts_local.time(),
        meeting.ends_local.time(),
        meeting.venue.name,
        meeting.venue.address,
    )
