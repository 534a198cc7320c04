"""Noting how people may have heard of a meeting."""

from datetime import date, datetime

from cafepol.accounts import audit
from cafepol.core.db import db
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import lock_meeting
from cafepol.outreach.counting import check_as_of, check_noting
from cafepol.outreach.models import OutreachCount


def note_flyers(meeting: Meeting, flyers: int | None, *, by_account_id: int | None, now: datetime) -> None:
    """Note how many flyers were handed out, on the audit trail; None: nobody knows. Raises Refused once closed."""
    found = _counts(meeting)
    if found.flyers == flyers:
        return
    found.flyers = flyers
    db.session.flush()
    _audit("flyers_noted", meeting, by_account_id, now, flyers=flyers)


def note_facebook(
    meeting: Meeting,
    *,
    interested: int | None,
    going: int | None,
    as_of: date,
    by_account_id: int | None,
    today: date,
    now: datetime,
) -> None:
    """Note how many people were interested and going on Facebook on the day `as_of`, on the audit trail.

    Neither number: what was noted is taken back. Raises Refused for a day to come, numbers older than those that are
    noted, or once the meeting is closed.
    """
    found = _counts(meeting)
    is_known = interested is not None or going is not None
    if is_known:
        check_as_of(as_of, today=today, noted=found.as_of)
    found.interested, found.going, found.as_of = interested, going, as_of if is_known else None
    found.noted_by_id = by_account_id if is_known else None
    db.session.flush()
    _audit("facebook_noted", meeting, by_account_id, now, interested=interested, going=going)


def _counts(meeting: Meeting) -> OutreachCount:
    """The row of a meeting, whose own row is taken first: whoever closes it meanwhile is waited for."""
    check_noting(lock_meeting(meeting).state)
    found = db.session.get(OutreachCount, meeting.id, populate_existing=True)
    if found is None:
        found = OutreachCount(meeting_id=meeting.id)
        db.session.add(found)
    return found


def _audit(action: str, meeting: Meeting, account_id: int | None, now: datetime, **detail: int | None) -> None:
    audit.record(action, account_id=account_id, now=now, subject="meeting", subject_id=meeting.id, **detail)
