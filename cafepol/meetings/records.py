"""The records of the programming interface, filled from the database."""

from cafepol.core.clock import local
from cafepol.core.links import url
from cafepol.meetings.exchange import PublicCommune, PublicMeeting, PublicPlace
from cafepol.meetings.models import Meeting
from cafepol.zone.models import Commune


def commune_record(commune: Commune) -> PublicCommune:
    """A commune as programs get it."""
    return PublicCommune(
        slug=commune.slug,
        name=commune.name,
        postal_code=commune.postal_code,
        page=url("front.commune", slug=commune.slug),
        calendar=url("meetings.commune_feed", slug=commune.slug),
    )


def meeting_record(meeting: Meeting) -> PublicMeeting:
    """A meeting as programs get it: what its public page shows."""
    return PublicMeeting(
        code=meeting.code,
        uid=meeting.uid,
        status="cancelled" if meeting.is_cancelled else "confirmed",
        cancel_reason=meeting.cancel_reason if meeting.is_cancelled else None,
        title=meeting.title,
        text=meeting.public_text,
        language=meeting.language,
        commune=meeting.commune.slug,
        commune_name=meeting.commune.name,
        quarter=meeting.quarter.name if meeting.quarter else None,
        place=_place(meeting),
        starts=local(meeting.starts_at),
        ends=local(meeting.ends_at),
        hosts=[officer.full_name for officer in meeting.hosts],
        topics=[topic.label for topic in meeting.topics],
        phone=meeting.phone,
        page=url("front.meeting", code=meeting.code),
        calendar=url("meetings.calendar", code=meeting.code),
        updated=meeting.updated_at,
    )


def _place(meeting: Meeting) -> PublicPlace:
    venue = meeting.venue
    return PublicPlace(
        name=venue.name,
        street=venue.street,
        postal_code=venue.postal_code,
        locality=venue.locality,
        accessible=venue.is_accessible,
        access_note=venue.access_note,
    )
