"""What has been said: the ledger with which the state of the world is compared."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped

from cafepol.core.db import Base
from cafepol.core.personal import MESSAGE, about, plain

EVERYONE = "everyone"


class Told(Base):
    """Somebody was told something of a meeting, in a version of it: once.

    `known_before` is the calendar sequence of which they had heard until then.
    `subject` is « registration:12 », « invitation:3 », or « everyone » when all who are concerned were told.
    """

    __tablename__ = "told"
    __table_args__ = (UniqueConstraint("meeting_id", "kind", "subject", "version"),)

    id: Mapped[int] = plain(primary_key=True)
    meeting_id: Mapped[int] = plain(ForeignKey("meeting.id"))
    kind: Mapped[str] = plain(String(40))
    subject: Mapped[str] = about(MESSAGE, String(60))
    version: Mapped[int] = plain(BigInteger)
    known_before: Mapped[int | None] = plain()
    told_at: Mapped[datetime] = plain()
    message_id: Mapped[int | None] = about(MESSAGE, ForeignKey("message.id"), index=True)
