"""How people may have heard of a meeting, in numbers."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, relationship

from cafepol.accounts.models import Account
from cafepol.core import personal
from cafepol.core.db import Base
from cafepol.core.personal import about, plain


class OutreachCount(Base):
    """The numbers of one meeting. Those of Facebook are an aggregate that somebody read there on the day `as_of`."""

    __tablename__ = "outreach_count"
    __table_args__ = (
        CheckConstraint("flyers IS NULL OR flyers >= 0", name="flyers"),
        CheckConstraint("interested IS NULL OR interested >= 0", name="interested"),
        CheckConstraint("going IS NULL OR going >= 0", name="going"),
        CheckConstraint("(interested IS NULL AND going IS NULL) = (as_of IS NULL)", name="as_of"),
    )

    meeting_id: Mapped[int] = plain(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    flyers: Mapped[int | None] = plain()  # handed out
    interested: Mapped[int | None] = plain()  # people, on Facebook
    going: Mapped[int | None] = plain()  # people, on Facebook
    as_of: Mapped[date | None] = plain()
    noted_by_id: Mapped[int | None] = about(personal.STAFF, ForeignKey("account.id"), index=True)  # Facebook's numbers

    noted_by: Mapped[Account | None] = relationship(lazy="raise")

    @property
    def has_facebook(self) -> bool:
        """Whether anything of Facebook is noted."""
        return self.as_of is not None
