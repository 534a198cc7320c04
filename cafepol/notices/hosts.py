"""Who receives now, and who does not any more: both are told at once; nobody else waits for them."""

from datetime import datetime

from cafepol.meetings.models import Meeting
from cafepol.messages.drafts import Recipient
from cafepol.messages.operations import post_message
from cafepol.notices import mails
from cafepol.notices.ledger import News, claim
from cafepol.notices.queries import HOST, host_when_cancelled
from cafepol.staff.models import Officer


def tell_hosts(meeting: Meeting, *, former: Officer, now: datetime) -> int:
    """Tell the new host and the former one; how many could be reached.

    Without a mail address it is a call to make, for anybody of the commissariat.
    """
    return sum(_tell(meeting, each, former, now) for each in (meeting.host, former))


def keep_host(meeting: Meeting, *, now: datetime) -> None:
    """Keep who receives when a meeting was called off: they believe so until they are told otherwise."""
    claim(News(meeting, HOST, meeting.sequence), f"officer:{meeting.host_id}", now=now)


def tell_hosts_after_all(meeting: Meeting, *, now: datetime) -> int:
    """It takes place after all: tell who receives instead of the host it had when it was called off, and that one.

    Who left the service hears nothing. How many could be reached.
    """
    former = host_when_cancelled(meeting)
    if former is None or former.id == meeting.host_id:
        return 0
    return sum(_tell(meeting, each, former, now) for each in (meeting.host, former) if each.is_active)


def _tell(meeting: Meeting, officer: Officer, former: Officer, now: datetime) -> bool:
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
