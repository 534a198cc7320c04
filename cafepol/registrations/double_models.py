"""What somebody said of two registrations that look like one: they are not."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped

from cafepol.core.db import Base
from cafepol.core.personal import plain


class NotDouble(Base):
    """Two registrations of one number, of two people (a couple, a care home); the older one first."""

    __tablename__ = "not_double"
    __table_args__ = (CheckConstraint("a_id < b_id", name="older_first"),)

    a_id: Mapped[int] = plain(ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True)
    b_id: Mapped[int] = plain(ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True, index=True)
