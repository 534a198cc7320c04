"""A meeting for search engines and link previews (schema.org Event). Nobody's name but the zone's."""

from typing import Any

from cafepol.core.clock import local
from cafepol.core.filters import when
from cafepol.core.links import url
from cafepol.meetings.models import Meeting
from cafepol.zone.models import Zone

SCHEMA = "https://schema.org"
ACCESS = "Accessible aux personnes à mobilité réduite"


def page_url(meeting: Meeting) -> str:
    """The meeting's full address on the configured origin."""
    return url("front.meeting", code=meeting.code)


def summary(meeting: Meeting) -> str:
    """What a link preview says: when and where."""
    sentence = f"{when(meeting.starts_local, meeting.ends_local)}, {meeting.venue.name}, {meeting.venue.address}."
    return f"ANNULÉE : {sentence}" if meeting.is_cancelled else sentence[:1].upper() + sentence[1:]


def picture_url(meeting: Meeting) -> str:
    """The picture of the meeting; changed, cancelled or restored, it has another address: nobody keeps an old one."""
    return url("flyers.preview", code=meeting.code, v=f"{meeting.version}-{meeting.sequence}")


def preview(meeting: Meeting) -> dict[str, str]:
    """What the page's head tells whoever previews a link to it."""
    return {"summary": summary(meeting), "address": page_url(meeting), "picture": picture_url(meeting)}


def status_of(meeting: Meeting) -> str:
    """How it stands: cancelled, moved to another day since it was announced, or as it was announced."""
    if meeting.is_cancelled:
        return f"{SCHEMA}/EventCancelled"
    return f"{SCHEMA}/{'EventScheduled' if meeting.day_moved_sequence is None else 'EventRescheduled'}"


def event_data(meeting: Meeting, zone: Zone) -> dict[str, Any]:
    """The meeting in schema.org's words."""
    return {
        "@context": SCHEMA,
        "@type": "Event",
        "name": f"{meeting.title} – {meeting.place}",
        "description": meeting.public_text or summary(meeting),
        "image": [picture_url(meeting)],
        "startDate": local(meeting.starts_at).isoformat(),
        "endDate": local(meeting.ends_at).isoformat(),
        "eventStatus": status_of(meeting),
        "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "inLanguage": meeting.language,
        "url": page_url(meeting),
        "location": _location(meeting),
        "organizer": {"@type": "Organization", "name": zone.name, "url": zone.website, "telephone": zone.phone},
        "offers": {"@type": "Offer", "price": 0, "priceCurrency": "EUR", "url": page_url(meeting)},
    }


def _location(meeting: Meeting) -> dict[str, Any]:
    venue = meeting.venue
    access = {"@type": "LocationFeatureSpecification", "name": ACCESS, "value": venue.is_accessible}
    return {
        "@type": "Place",
        "name": venue.name,
        "publicAccess": True,
        "amenityFeature": [access | ({"description": venue.access_note} if venue.access_note else {})],
        "address": {
            "@type": "PostalAddress",
            "streetAddress": venue.street,
            "postalCode": venue.postal_code,
            "addressLocality": venue.locality,
            "addressCountry": "BE",
        },
    }
