"""A meeting that is over and not closed: its host is reminded 3 and 7 days after its end, once each."""

from datetime import datetime

from cafepol.meetings.lifecycle import State, due_nag
from cafepol.meetings.queries import take_meeting_by_id
from cafepol.messages.drafts import Recipient
from cafepol.messages.operations import post_message
from cafepol.notices import mails
from cafepol.notices.ledger import News, claim_everyone

KIND = "nag"


def tell_nag(meeting_id: int, *, now: datetime) -> int:
    """Remind the host of a meeting to close it, if that is due; how many messages were written.

    Of two reminders that were missed only the later one is said. Co-hosts are left in peace; an officer who left the
    zone is too: the chief sees the meeting on the desk.
    """
    meeting = take_meeting_by_id(meeting_id)
    days = due_nag(meeting.ends_at, now=now)
    if days is None or meeting.status is not State.PUBLISHED:
        return 0
    news = News(meeting, KIND, days)
    if not claim_everyone(news, now=now) or not meeting.host.is_active:
        return 0
    host = meeting.host
    message = post_message(
        mails.to_close(meeting, (now - meeting.ends_at).days),
        to=Recipient(name=host.full_name, mail=host.mail, phone=host.phone),
        kind="meeting_nag",
        unique_key=news.key("host"),
        now=now,
        meeting_id=meeting.id,
        commissariat_id=meeting.commune.commissariat_id,
    )
    return int(message is not None)
