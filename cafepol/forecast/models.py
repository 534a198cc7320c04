"""What closed meetings were, in figures without names; and what they taught."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped

from cafepol.core.db import Base
from cafepol.core.personal import plain


class AttendanceRecord(Base):
    """One meeting as it stood when it was closed. Opened again it counts no more until it is closed anew.

    `groups`: for each group of registered people how many, the sum of the squares of their parties' sizes, and how
    many of them were ticked. `said_*`: the range that its page showed before; `said_expected` is empty where no
    number was said.
    """

    __tablename__ = "attendance_record"
    __table_args__ = (CheckConstraint("head_count >= 0", name="head_count"),)

    meeting_id: Mapped[int] = plain(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    commune_id: Mapped[int] = plain(ForeignKey("commune.id"), index=True)
    day: Mapped[date] = plain()
    counts: Mapped[bool] = plain(default=True)
    groups: Mapped[dict[str, list[int]]] = plain(JSON)
    was_ticked: Mapped[bool] = plain()
    head_count: Mapped[int] = plain()  # people
    flyers: Mapped[int | None] = plain()
    fb_interested: Mapped[int | None] = plain()
    fb_going: Mapped[int | None] = plain()
    web_interested: Mapped[int] = plain()  # registrations
    web_going: Mapped[int] = plain()  # registrations
    said_status: Mapped[str] = plain(String(4))
    said_low: Mapped[int] = plain()
    said_high: Mapped[int] = plain()
    said_expected: Mapped[int | None] = plain()

    @property
    def result(self) -> str:
        """Where the number of people fell: inside the range, above or below."""
        if self.head_count > self.said_high:
            return "above"
        return "below" if self.head_count < self.said_low else "inside"


class ForecastFit(Base):
    """What the closed meetings taught: one row. `mark`: of which meetings and which day it is."""

    __tablename__ = "forecast_fit"

    id: Mapped[int] = plain(primary_key=True)
    mark: Mapped[str] = plain(String(80))
    content: Mapped[dict[str, Any]] = plain(JSON)
