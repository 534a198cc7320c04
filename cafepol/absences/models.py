"""When officers are not there, and the calendars that say so."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped

from cafepol.absences.addresses import ADDRESS_MAX, place_of
from cafepol.absences.periods import Busy
from cafepol.core import personal
from cafepol.core.db import Base
from cafepol.core.personal import about, plain

SOURCES = ("hand", "file", "address")


class Absence(Base):
    """A time at which an officer is not there: when, and who says so; never why."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("source IN ('hand', 'file', 'address')", name="source"),
        Index(None, "officer_id", "ends_at"),
    )

    id: Mapped[int] = plain(primary_key=True)
    officer_id: Mapped[int] = about(personal.STAFF, ForeignKey("officer.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime] = about(personal.STAFF)
    ends_at: Mapped[datetime] = about(personal.STAFF, index=True)
    whole_days: Mapped[bool] = plain()
    source: Mapped[str] = plain(String(10))

    @property
    def period(self) -> Busy:
        """Its time, as the rules know it."""
        return Busy(self.starts_at, self.ends_at, self.whole_days)


class AbsenceCalendar(Base):
    """Where an officer's absences come from: a file that was sent, or an address that is read again every day."""

    __tablename__ = "absence_calendar"
    __table_args__ = (
        UniqueConstraint("officer_id", "source"),
        CheckConstraint("source IN ('file', 'address')", name="source"),
        CheckConstraint("(source = 'address') = (address <> '')", name="address"),
        CheckConstraint(f"length(address) <= {ADDRESS_MAX}", name="address_length"),
    )

    id: Mapped[int] = plain(primary_key=True)
    officer_id: Mapped[int] = about(personal.STAFF, ForeignKey("officer.id", ondelete="CASCADE"))
    source: Mapped[str] = plain(String(10))
    address: Mapped[str] = about(personal.STAFF, String(ADDRESS_MAX), default="")
    read_at: Mapped[datetime | None] = plain()  # last time that it could be read
    tried_at: Mapped[datetime | None] = plain()
    problem: Mapped[str] = plain(String(300), default="")  # what the last try said, if it failed

    @property
    def host(self) -> str:
        """The server of its address: the rest of it is a secret of the officer's."""
        return place_of(self.address).host
