"""What was written to everybody who registered for a meeting."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped

from cafepol.core.db import Base
from cafepol.core.personal import MESSAGE, about, plain


class Broadcast(Base):
    """One message to all: its words, how many mails and calls it made, and until when it could be undone.

    `undone_at`: since when nothing more of it is said, by hand or because the meeting changed.
    """

    __tablename__ = "broadcast"

    id: Mapped[int] = plain(primary_key=True)
    meeting_id: Mapped[int] = plain(ForeignKey("meeting.id"), index=True)
    subject: Mapped[str] = about(MESSAGE, String(120))
    text: Mapped[str] = about(MESSAGE, Text)
    mails: Mapped[int] = plain()
    calls: Mapped[int] = plain()
    by_id: Mapped[int | None] = plain(ForeignKey("account.id"))
    created_at: Mapped[datetime] = plain()
    leaves_at: Mapped[datetime] = plain()
    undone_at: Mapped[datetime | None] = plain()

    def may_undo(self, now: datetime) -> bool:
        """Whether nothing of it left yet."""
        return self.undone_at is None and now < self.leaves_at

    @property
    def left_in_part(self) -> bool:
        """Whether it ended only after it had begun to leave."""
        return self.undone_at is not None and self.undone_at >= self.leaves_at
