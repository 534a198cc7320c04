"""The secret address of an officer's own calendar: one at a time, revocable. None commits."""

from datetime import datetime, timedelta

from cafepol.core.links import Purpose, issue_link, revoke_links, url
from cafepol.staff.models import Officer

LIFETIME = timedelta(days=5 * 365)  # a calendar program asks for years; revoking ends it at once


def new_address(officer: Officer, *, now: datetime) -> str:
    """A new secret address for this officer's calendar, to be shown once; the former one opens nothing any more."""
    revoke_address(officer, now=now)
    token = issue_link(Purpose.CALENDAR, officer.id, expires_at=now + LIFETIME)
    return url("own_calendar.feed", token=token)


def revoke_address(officer: Officer, *, now: datetime) -> None:
    """End the address that was given out, if there is one."""
    revoke_links(Purpose.CALENDAR, officer.id, now=now)
