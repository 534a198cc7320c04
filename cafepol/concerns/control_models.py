"""What a chief decides or asks about concerns, and what is counted without a name."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped

from cafepol.concerns.keeping import append_only
from cafepol.core.db import Base
from cafepol.core.personal import STAFF, WORDS, about, plain

REASON = 300
TYPED = 20


class Extension(Base):
    """A chief moved what was promised to somebody to a later day, and says why."""

    __tablename__ = "extension"
    __table_args__ = (CheckConstraint("to_on > from_on", name="later"),)

    id: Mapped[int] = plain(primary_key=True)
    promise_id: Mapped[int] = plain(ForeignKey("promise.id"), index=True)
    from_on: Mapped[date] = plain()
    to_on: Mapped[date] = plain()
    reason: Mapped[str] = about(WORDS, String(REASON))
    by_id: Mapped[int] = about(STAFF, ForeignKey("account.id"))
    at: Mapped[datetime] = plain()


class ConcernAccess(Base):
    """A chief asked to see one concern outside the own commissariat. `concern_id` None: no such number."""

    __tablename__ = "concern_access"

    id: Mapped[int] = plain(primary_key=True)
    account_id: Mapped[int] = about(STAFF, ForeignKey("account.id"), index=True)
    concern_id: Mapped[int | None] = plain(ForeignKey("concern.id"))
    typed: Mapped[str] = plain(String(TYPED))
    reason: Mapped[str] = about(STAFF, String(REASON))
    at: Mapped[datetime] = plain()
    expires_at: Mapped[datetime] = plain()


class ComplaintMonth(Base):
    """How many complaints against the police were led elsewhere in a month (its first day). Nothing else is kept."""

    __tablename__ = "complaint_month"
    __table_args__ = (CheckConstraint("count >= 1", name="count"),)

    month: Mapped[date] = plain(primary_key=True)
    count: Mapped[int] = plain()


class ReturnSheet(Base):
    """The « fiche retour » of a meeting was told there."""

    __tablename__ = "return_sheet"

    meeting_id: Mapped[int] = plain(ForeignKey("meeting.id"), primary_key=True)
    told_at: Mapped[datetime] = plain()
    by_id: Mapped[int] = about(STAFF, ForeignKey("account.id"))


append_only(Extension)
