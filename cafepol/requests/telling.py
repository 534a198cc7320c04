"""What who asked for a café is told of it: how it stands, if that is not what they heard last. None commits."""

from datetime import datetime

from cafepol.core.db import db
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.operations import post_message, withdraw_all
from cafepol.requests import mails
from cafepol.requests.hearing import (
    CALLED_OFF,
    CHANGED,
    KINDS,
    PLANNED,
    Heard,
    beginning,
    times_written,
    what_was_heard,
)
from cafepol.requests.models import CafeRequest
from cafepol.requests.states import State

News = tuple[str, Meeting, Draft]


def tell_asker(request: CafeRequest, *, told_from: datetime, now: datetime) -> None:
    """Take back what was not said yet, and write what is new to who asked, for `told_from`; their row is taken.

    Who left no contact, or whose contact was forgotten, is told nothing.
    """
    db.session.flush()
    for kind in KINDS:
        withdraw_all(beginning(kind, request.id))
    news = _news(request, what_was_heard(request.id), now)
    if news is not None:
        _post(request, *news, told_from=told_from, now=now)


def _news(request: CafeRequest, heard: Heard | None, now: datetime) -> News | None:
    """What is said next: the café that is promised if they never heard of it, else what became of the one they know."""
    promised = get_meeting_by_id(request.meeting_id) if request.meeting_id and request.state == State.PLANNED else None
    is_promised = promised is not None and promised.is_upcoming(now)
    if promised and is_promised and (heard is None or heard.meeting.id != promised.id):
        gone = heard.plan if heard and heard.is_gone(now) else None
        return PLANNED, promised, mails.planned(promised, instead_of=gone)
    return _sequel(heard, waits=not is_promised and request.state == State.PLANNED, now=now) if heard else None


def _sequel(heard: Heard, *, waits: bool, now: datetime) -> News | None:
    """What became of a café since somebody heard of it; nothing of what is over. `waits`: their request is open."""
    meeting = heard.meeting
    if heard.is_gone(now):
        return CALLED_OFF, meeting, mails.called_off(meeting, heard.plan, waits=waits)
    if not meeting.is_upcoming(now):
        return None
    if heard.is_off:
        return PLANNED, meeting, mails.planned(meeting, restored=True)
    if not heard.plan.says_the_same(meeting.standing):
        return CHANGED, meeting, mails.changed(meeting, heard.plan)
    return None


def _post(
    request: CafeRequest, kind: str, meeting: Meeting, draft: Draft, *, told_from: datetime, now: datetime
) -> None:
    key = f"{beginning(kind, request.id)}{meeting.id}:{meeting.sequence}"
    again = times_written(key)  # what was taken back may have to be said after all
    post_message(
        draft,
        to=Recipient(name=request.name or "", mail=request.mail, phone=request.phone),
        kind=kind,
        unique_key=f"{key}:{again}" if again else key,
        now=now,
        meeting_id=meeting.id,
        commissariat_id=meeting.commune.commissariat_id,
        officer_id=meeting.host_id,
        not_before=told_from,
        expires_at=meeting.ends_at,
    )
