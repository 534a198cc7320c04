"""A meeting for search engines and link previews (schema.org Event). Nobody's name but the zone's."""

from typing import Any

from cafepol.core.clock import local
from cafepol.core.filters import when
from cafepol.core.links import url
from cafepol.meetings.models import Meeting
from cafepol.zone.models import Zone

SCHEMA = "https://schema.org"


def page_url(meeting: Meeting) -> str:
    """The meeting's full address on the configured origin."""
    return url("front.meeting", code=meeting.code)


def summary(meeting: Meeting) -> str:
    """What a link preview says: when and where."""
    sentence = f"{when(meeting.starts_local, meeting.ends_local)}, {meeting.venue.name}, {meeting.venue.address}."
    return f"ANNULÉE : {sentence}" if meeting.is_cancelled else sentence[:1].upper() + sentence[1:]


def event_data(meeting: Meeting, zone: Zone) -> dict[str, Any]:
    """The meeting in schema.org's words."""
    status = "EventCancelled" if meeting.is_cancelled else "EventScheduled"
    return {
        "@context": SCHEMA,
        "@type": "Event",
        "name": f"{meeting.title} – {meeting.place}",
        "description": meeting.public_text or summary(meeting),
        "startDate": local(meeting.starts_at).isoformat(),
        "endDate": local(meeting.ends_at).isoformat(),
        "eventStatus": f"{SCHEMA}/{status}",
        "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "inLanguage": meeting.language,
        "url": page_url(meeting),
        "location": {
            "@type": "Place",
            "name": meeting.venue.name,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": meeting.venue.street,
                "postalCode": meeting.venue.postal_code,
                "addressLocality": meeting.venue.locality,
                "addressCountry": "BE",
            },
        },
        "organizer": {"@type": "Organization", "name": zone.name, "url": zone.website, "telephone": zone.phone},
    }
