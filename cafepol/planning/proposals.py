"""What the form of a new meeting says before anything is typed: oneself, one's phone, and what the address asks for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

from cafepol.core.filters import phone
from cafepol.meetings import guards
from cafepol.meetings.offers import Offer
from cafepol.zone.queries import the_zone

LONGEST = 10  # characters of a date, and more than any id here has


def narrowed(offer: Offer, asked: Mapping[str, str]) -> Offer:
    """The same offer, kept to the commune that the address names if it is one of ours."""
    slug = asked.get("commune", "")
    venues = [venue for venue in offer.venues if venue.commune.slug == slug]
    if not venues:
        return offer
    quarters = [quarter for quarter in offer.quarters if quarter.commune.slug == slug]
    return replace(offer, venues=venues, quarters=quarters)


def proposal(offer: Offer, asked: Mapping[str, str]) -> dict[str, Any]:
    """The form's first values; `asked` is what stands in the address: jour, debut, fin, lieu, quartier, hote.

    What is no day, hour, or row of the offer is passed over.
    """
    officer = guards.own_officer()
    number = officer.phone if officer else None
    if number is None and offer.officers:
        number = offer.officers[0].commissariat.phone
    host = _among(asked.get("hote"), offer.officers) or (_among(str(officer.id), offer.officers) if officer else None)
    return {
        "host": host,
        "phone": phone(number) if number else "",
        "title": the_zone().default_title,
        "venue": _among(asked.get("lieu"), offer.venues) or (offer.venues[0].id if len(offer.venues) == 1 else None),
        "quarter": _among(asked.get("quartier"), offer.quarters) or 0,
        "day": _read(date.fromisoformat, asked.get("jour")),
        "starts": _read(time.fromisoformat, asked.get("debut")),
        "ends": _read(time.fromisoformat, asked.get("fin")),
    }


def _among(asked: str | None, rows: list[Any]) -> int | None:
    """The id of the row that is asked for, if it is one of these."""
    return next((row.id for row in rows if str(row.id) == asked), None)


def _read(function: Any, asked: str | None) -> Any:
    try:
        return function(asked) if asked and len(asked) <= LONGEST else None
    except ValueError:
        return None
