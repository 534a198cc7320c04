"""Tables of past cafés that an administrator brings, until they are kept."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped

from cafepol.core import personal
from cafepol.core.db import Base
from cafepol.core.personal import about, plain


class MeetingImport(Base):
    """One table: checked, waiting for the worker, running, done or failed. Once it ended, the file itself is gone."""

    __tablename__ = "meeting_import"
    __table_args__ = (
        CheckConstraint("state IN ('checked', 'waiting', 'running', 'done', 'failed')", name="state"),
        CheckConstraint("total >= 0 AND done >= 0 AND skipped >= 0", name="counts"),
    )

    id: Mapped[int] = plain(primary_key=True)
    state: Mapped[str] = plain(String(10), default="checked")
    file: Mapped[bytes] = about(personal.STAFF, LargeBinary)  # it names officers
    total: Mapped[int] = plain()  # meetings to add
    done: Mapped[int] = plain(default=0)
    skipped: Mapped[int] = plain()  # known already
    summary: Mapped[dict[str, list[str]]] = about(personal.STAFF, JSON)  # what else is added: venues, officers
    created_at: Mapped[datetime] = plain()
    created_by_id: Mapped[int | None] = about(personal.STAFF, ForeignKey("account.id"))
    claimed_at: Mapped[datetime | None] = plain()  # when a worker last did something of it
    finished_at: Mapped[datetime | None] = plain()

    @property
    def is_moving(self) -> bool:
        """Whether it goes on without anybody."""
        return self.state in {"waiting", "running"}


class ImportedMeeting(Base):
    """Which meeting came with which table: what fails half-way is taken out again."""

    __tablename__ = "imported_meeting"

    meeting_id: Mapped[int] = plain(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    import_id: Mapped[int] = plain(ForeignKey("meeting_import.id", ondelete="CASCADE"), index=True)


class ImportedVenue(Base):
    """Which venue was added for the cafés of which table."""

    __tablename__ = "imported_venue"

    venue_id: Mapped[int] = plain(ForeignKey("venue.id", ondelete="CASCADE"), primary_key=True)
    import_id: Mapped[int] = plain(ForeignKey("meeting_import.id", ondelete="CASCADE"), index=True)


class ImportedOfficer(Base):
    """Which officer was added for the cafés of which table."""

    __tablename__ = "imported_officer"

    officer_id: Mapped[int] = about(personal.STAFF, ForeignKey("officer.id", ondelete="CASCADE"), primary_key=True)
    import_id: Mapped[int] = plain(ForeignKey("meeting_import.id", ondelete="CASCADE"), index=True)
