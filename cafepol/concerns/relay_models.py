"""What a partner was asked about a concern: no more than what the preview showed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped

from cafepol.concerns.records import TEXT, one_of
from cafepol.core.db import Base
from cafepol.core.personal import STAFF, WORDS, about, plain

QUESTION = 1000
PLACE = 120
STATES = ("open", "answered", "expired", "ended")
_OPEN = sql("state = 'open'")


class Relay(Base):
    """One question to one contact of a partner; a concern has at most one open."""

    __tablename__ = "relay"
    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("(state = 'answered') = (answered_at IS NOT NULL)", name="answered"),
        Index("uq_relay_one_open", "concern_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = plain(primary_key=True)
    concern_id: Mapped[int] = plain(ForeignKey("concern.id"), index=True)
    contact_id: Mapped[int] = plain(ForeignKey("partner_contact.id"), index=True)
    cycle: Mapped[int] = plain(default=1)
    question: Mapped[str] = about(WORDS, String(QUESTION))
    place: Mapped[str] = about(WORDS, String(PLACE), default="")
    answer_by: Mapped[date] = plain()
    state: Mapped[str] = plain(String(10), default="open")
    sent_at: Mapped[datetime] = plain()
    sent_by_id: Mapped[int] = about(STAFF, ForeignKey("account.id"))
    message_id: Mapped[int | None] = plain(ForeignKey("message.id"))
    reminded_at: Mapped[datetime | None] = plain()
    answered_at: Mapped[datetime | None] = plain()
    answer: Mapped[str] = about(WORDS, String(TEXT), default="")
