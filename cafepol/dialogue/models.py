"""What passes between the team and one who raised a concern: a question, an opinion, a wish to take it up again."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped

from cafepol.concerns.records import TEXT, one_of
from cafepol.core.db import Base
from cafepol.core.personal import STAFF, WORDS, about, plain

QUESTION = 1000
REASON = 600
STATES = ("open", "answered", "lapsed")
_OPEN = sql("state = 'open'")


class RaiserQuestion(Base):
    """A question to one raiser, until the day it lapses; a concern has at most one open."""

    __tablename__ = "raiser_question"
    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("lapses_on > asked_on", name="lapses"),
        CheckConstraint("(state = 'answered') = (answered_at IS NOT NULL)", name="answered"),
        Index("uq_raiser_question_one_open", "concern_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = plain(primary_key=True)
    concern_id: Mapped[int] = plain(ForeignKey("concern.id"), index=True)
    raiser_id: Mapped[int] = plain(ForeignKey("raiser.id"), index=True)
    text: Mapped[str] = about(WORDS, String(QUESTION))
    asked_on: Mapped[date] = plain()
    lapses_on: Mapped[date] = plain()
    state: Mapped[str] = plain(String(10), default="open")
    asked_by_id: Mapped[int] = about(STAFF, ForeignKey("account.id"))
    message_id: Mapped[int | None] = plain(ForeignKey("message.id"))
    answer: Mapped[str] = about(WORDS, String(TEXT), default="")
    answered_at: Mapped[datetime | None] = plain()


class Satisfaction(Base):
    """How one raiser found what was done in one cycle: 1, not at all, to 4, very well. No words are kept."""

    __tablename__ = "satisfaction"
    __table_args__ = (
        UniqueConstraint("raiser_id", "cycle"),
        CheckConstraint("score BETWEEN 1 AND 4", name="score"),
    )

    id: Mapped[int] = plain(primary_key=True)
    raiser_id: Mapped[int] = plain(ForeignKey("raiser.id"))
    cycle: Mapped[int] = plain()
    score: Mapped[int] = plain()
    at: Mapped[datetime] = plain()


class Reopening(Base):
    """A wish to take a closed concern up again, by a raiser or by an account, and what the chief decided."""

    __tablename__ = "reopening"
    __table_args__ = (
        CheckConstraint("(raiser_id IS NULL) <> (asked_by_id IS NULL)", name="asked_by"),
        CheckConstraint("(decided_at IS NULL) = (accepted IS NULL)", name="decided"),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by"),
    )

    id: Mapped[int] = plain(primary_key=True)
    concern_id: Mapped[int] = plain(ForeignKey("concern.id"), index=True)
    cycle: Mapped[int] = plain()
    raiser_id: Mapped[int | None] = plain(ForeignKey("raiser.id"))
    asked_by_id: Mapped[int | None] = about(STAFF, ForeignKey("account.id"))
    reason: Mapped[str] = about(WORDS, String(REASON))
    asked_at: Mapped[datetime] = plain()
    decided_at: Mapped[datetime | None] = plain()
    decided_by_id: Mapped[int | None] = about(STAFF, ForeignKey("account.id"))
    accepted: Mapped[bool | None] = plain()
    decision: Mapped[str] = about(WORDS, String(REASON), default="")
