"""Saying something once: the ledger's row and the message are written in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from cafepol.core.db import db
from cafepol.meetings.models import Meeting
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.operations import post_message
from cafepol.notices.models import EVERYONE, Told


@dataclass(frozen=True)
class News:
    """One thing to tell about a meeting, in one version of it (a calendar sequence, or seconds since 1970)."""

    meeting: Meeting
    kind: str
    version: int

    def key(self, subject: str, version: int | None = None) -> str:
        """What makes the message to one person unique."""
        return f"{self.kind}:{self.meeting.id}:{self.version if version is None else version}:{subject}"


def claim(news: News, subject: str, *, known_before: int | None = None, now: datetime) -> Told | None:
    """The ledger's new row for this person; None when they were told before, by whomever.

    `known_before` is the calendar sequence of which they had heard.
    """
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    row = {
        "meeting_id": news.meeting.id,
        "kind": news.kind,
        "subject": subject,
        "version": news.version,
        "known_before": known_before,
        "told_at": now,
    }
    statement = dialect.insert(Told).values(row).on_conflict_do_nothing().returning(Told)
    claimed: Told | None = db.session.scalar(statement)
    return claimed


def claim_everyone(news: News, *, now: datetime) -> bool:
    """Whether it is for us to tell everyone: true once."""
    return claim(news, EVERYONE, now=now) is not None


def tell(news: News, told: Told, draft: Draft, *, to: Recipient, kind: str = "", now: datetime) -> bool:
    """Write the message of a claimed row; whether there was a way to reach the person."""
    message = post_message(
        draft,
        to=to,
        kind=kind or f"meeting_{news.kind}",
        unique_key=news.key(told.subject),
        now=now,
        meeting_id=news.meeting.id,
        commissariat_id=news.meeting.commune.commissariat_id,
        officer_id=news.meeting.host_id,
        expires_at=news.meeting.ends_at,
    )
    told.message_id = message.id if message else None
    return message is not None
