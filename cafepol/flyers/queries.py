"""What a meeting's papers say, read from the rooms below."""

from cafepol.core.filters import phone
from cafepol.core.languages import known
from cafepol.core.links import url
from cafepol.distribution.models import DistributionRound
from cafepol.flyers.content import FlyerContent, PreviewContent, SignInSheetContent
from cafepol.invitations.queries import expected_partners
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting
from cafepol.meetings.naming import cafe_of
from cafepol.registrations.queries import registrations_of
from cafepol.registrations.states import Kind
from cafepol.zone.contents import LogoData
from cafepol.zone.queries import the_zone, zone_logo

BLACK = "#000000"

PRIVACY = (
    "Vos données servent à cette rencontre seulement. Elles sont effacées 30 jours après. "
    "Vous pouvez aussi rester sans écrire votre nom."
)


def flyer_content(meeting: Meeting, *, round_code: str = "", language: str = "", black: bool = False) -> FlyerContent:
    """The flyer of a meeting: its public facts, the partners who said that they come, its short link.

    With a `round_code`, the flyer of that round of distribution: link and code are the round's. In the meeting's
    language, or in another (ISO 639-1); in the zone's colour, or all in black.
    """
    zone, venue = the_zone(), meeting.venue
    link = url("distribution.short", code=round_code) if round_code else url("meetings.short", code=meeting.code)
    return FlyerContent(
        title=meeting.title,
        day=meeting.day,
        starts=meeting.starts_local.time(),
        ends=meeting.ends_local.time(),
        place_name=venue.name,
        street=venue.street,
        locality=f"{venue.postal_code} {venue.locality}".strip(),
        quarter=meeting.quarter.name if meeting.quarter else "",
        host_name=meeting.host.full_name,
        co_hosts=tuple(officer.full_name for officer in meeting.hosts[1:]),
        phone=phone(meeting.phone),
        link=link,
        short_link=link.split("://", 1)[1],
        round_code=round_code,
        zone_name=zone.name,
        publisher=zone.publisher,
        partners=tuple(partner.name for partner in expected_partners(meeting.id)),
        topics=tuple(topic.label for topic in meeting.topics),
        colour=BLACK if black else zone.colours.get("plate", BLACK),
        language=known(language or meeting.language),
        is_draft=meeting.status is State.DRAFT,
        is_cancelled=meeting.is_cancelled,
        logo=logo_data(),
    )


def logo_data() -> LogoData | None:
    """The zone's own mark, if its profile gave one."""
    logo = zone_logo()
    return LogoData(logo.picture, logo.width, logo.height) if logo else None


def flyer_of(meeting: Meeting, walked: DistributionRound, *, language: str = "", black: bool = False) -> FlyerContent:
    """The flyer of one round of distribution of a meeting."""
    return flyer_content(meeting, round_code=walked.code, language=language, black=black)


def preview_content(meeting: Meeting) -> PreviewContent:
    """What the picture of a link to a meeting says: its day, its hours and its place."""
    zone, venue = the_zone(), meeting.venue
    cafe = cafe_of(meeting.place)
    return PreviewContent(
        heading=f"{cafe[:1].upper()}{cafe[1:]}",
        day=meeting.day,
        starts=meeting.starts_local.time(),
        ends=meeting.ends_local.time(),
        place=venue.name,
        street=f"{venue.street}, {venue.locality}",
        zone_name=zone.name,
        colour=zone.colours.get("plate", "#000000"),
        is_cancelled=meeting.is_cancelled,
    )


def sign_in_sheet_content(meeting: Meeting) -> SignInSheetContent:
    """The sheet at the door: those who said that they come, in line or not, then empty lines.

    An address that was not confirmed may be a stranger's: it is nobody yet.
    """
    coming = [each for each in registrations_of(meeting.id) if each.kind == Kind.GOING and not each.is_pending]
    registered = [(f"{each.room_name}{', en attente' * each.is_waiting}", each.party_size) for each in coming]
    return SignInSheetContent(
        title=meeting.title,
        day=meeting.day,
        starts=meeting.starts_local.time(),
        ends=meeting.ends_local.time(),
        place=f"{meeting.venue.name}, {meeting.place}",
        host_name=meeting.host.full_name,
        code=meeting.code,
        privacy=PRIVACY,
        zone_name=the_zone().name,
        registered=tuple(registered),
    )
