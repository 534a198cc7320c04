"""A mail that a server took and brought back later: what it said was never read."""

from datetime import datetime

from sqlalchemy import update

from cafepol.core.db import db
from cafepol.messages.models import Message
from cafepol.messages.reports import Report


def note_bounce(report: Report, *, now: datetime) -> Message | None:
    """Mark the mail of a report as bounced, so that it is owed again; None when it is none of ours, or settled.

    A report may be faster than the books of the worker that handed the mail over. The same one twice changes nothing.
    """
    written = (
        update(Message)
        .where(
            Message.message_id == report.message_id,
            Message.channel == "mail",
            Message.state.in_(("sending", "sent", "bounced")),
            Message.done_at.is_(None),
        )
        .values(
            state="bounced",
            last_error=report.reason,
            handed_over_at=db.func.coalesce(Message.handed_over_at, now),
            lease_owner=None,
            lease_until=None,
        )
        .returning(Message)
    )
    found: Message | None = db.session.scalars(written).first()
    return found
