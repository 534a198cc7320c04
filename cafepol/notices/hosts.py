"""Who receives now, and who does not any more: both are told at once; nobody else waits for them."""

from datetime import datetime

from cafepol.meetings.models import Meeting
from cafepol.messages.drafts import Recipient
from cafepol.messages.operations import post_message
from cafepol.notices import mails
from cafepol.staff.models import Officer


def tell_hosts(meeting: Meeting, *, former: Officer, now: datetime) -> int:
    """Tell the new host and the former one; how many could be reached.

    Without a mail address it is a call to make, for anybody of the commissariat.
    """
    return sum(_tell(meeting, each, former, now) for each in (meeting.host, former))


def tell_host(meeting: Meeting, *, now: datetime) -> bool:
    """Tell the host of a meeting that takes place after all that they receive; whether they could be reached."""
    return _tell(meeting, meeting.host, None, now)


def _tell(meeting: Meeting, officer: Officer, former: Officer | None, now: datetime) -> bool:
    message = post_message(
        mails.host_changed(meeting, officer, former=former),
        to=Recipient(name=officer.full_name, mail=officer.mail, phone=officer.phone),
        kind="host_changed",
        unique_key=f"host:{meeting.id}:{meeting.version}:{officer.id}",
        now=now,
        meeting_id=meeting.id,
        commissariat_id=meeting.commune.commissariat_id,
        expires_at=meeting.ends_at,
    )
    return message is not None
