"""What the papers of the day say, read from the rooms below."""

from cafepol.core.filters import phone
from cafepol.core.links import url
from cafepol.flyers.day_content import CardContent, SlipContent
from cafepol.meetings.models import Meeting
from cafepol.meetings.naming import cafe_of
from cafepol.staff.models import Officer
from cafepol.staff.queries import get_officer
from cafepol.zone.models import Zone
from cafepol.zone.queries import the_zone


def slip_content(meeting: Meeting) -> SlipContent:
    """The slip of a meeting, with its code: what is written on it is typed in at the office, under that meeting."""
    zone, cafe = the_zone(), cafe_of(meeting.place)
    return SlipContent(
        cafe=f"{cafe[:1].upper()}{cafe[1:]}, {meeting.venue.name}",
        day=meeting.day,
        code=meeting.code,
        complaint=_complaint(zone),
        dpo=zone.dpo,
        zone_name=zone.name,
    )


def _complaint(zone: Zone) -> str:
    """Where a complaint against the police goes; of a zone that did not say, whom to ask."""
    told = ", ".join(line.strip() for line in zone.internal_control.splitlines() if line.strip())
    if not told:
        return f"demandez l’adresse au {phone(zone.phone)}."
    return f"{told.rstrip('.')}."


def cards_content(meeting: Meeting) -> tuple[CardContent, ...]:
    """The cards of those who hold a meeting."""
    return tuple(card_content(get_officer(host.id)) for host in meeting.hosts)


def card_content(officer: Officer) -> CardContent:
    """The card of an officer, who must be loaded with commissariat and quarters: what they let residents see."""
    zone, station = the_zone(), officer.commissariat
    own = officer.phone if officer.shows_phone else None
    return CardContent(
        name=officer.full_name if officer.shows_name else "",
        quarters=tuple(quarter.name for quarter in officer.quarters),
        phone=phone(own or station.phone),
        mail=(officer.mail or "") if officer.shows_mail else "",
        station=station.name,
        address=station.address,
        station_phone=phone(station.phone) if own and own != station.phone else "",
        site=url("front.home").split("://", 1)[1].rstrip("/"),
        zone_name=zone.name,
        colour=zone.colours.get("plate", "#000000"),
    )
