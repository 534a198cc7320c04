"""Flyers of a month printed in one go: the job, and the PDF that it made, in parts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, relationship

from cafepol.accounts.models import Account
from cafepol.batches.states import MOVING, State
from cafepol.core.db import Base
from cafepol.core.personal import STAFF, about, plain
from cafepol.zone.models import Commissariat

PART_BYTES = 262_144


class PrintJob(Base):
    """All flyers of the `month` (its first day) of one commissariat, or of the zone, in one format.

    `done` of `total` flyers are drawn; `skipped` names those that do not print, and why.
    """

    __tablename__ = "print_job"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(each.value) for each in State)})", name="state"),
        CheckConstraint("total >= 0 AND done BETWEEN 0 AND total", name="progress"),
        CheckConstraint("(state IN ('waiting', 'running')) = (finished_at IS NULL)", name="finished"),
    )

    id: Mapped[int] = plain(primary_key=True)
    month: Mapped[date] = plain()
    commissariat_id: Mapped[int | None] = plain(ForeignKey("commissariat.id"), index=True)
    format: Mapped[str] = plain(String(40))
    language: Mapped[str | None] = plain(String(5))
    state: Mapped[str] = plain(String(10), default=State.WAITING, index=True)
    total: Mapped[int] = plain(default=0)
    done: Mapped[int] = plain(default=0)
    skipped: Mapped[list[dict[str, Any]]] = plain(JSON, default=list)
    size: Mapped[int | None] = plain()  # bytes
    created_at: Mapped[datetime] = plain()
    created_by_id: Mapped[int] = about(STAFF, ForeignKey("account.id"), index=True)
    claimed_at: Mapped[datetime | None] = plain()
    finished_at: Mapped[datetime | None] = plain()
    cancel_asked_at: Mapped[datetime | None] = plain()

    commissariat: Mapped[Commissariat | None] = relationship(lazy="raise")
    created_by: Mapped[Account] = relationship(lazy="raise")

    @property
    def is_moving(self) -> bool:
        """Whether it goes on without anybody."""
        return self.state in MOVING


class PrintPart(Base):
    """A piece of a job's PDF, numbered from 0: read and written piece by piece, never whole in memory."""

    __tablename__ = "print_part"
    __table_args__ = (CheckConstraint(f"length(content) BETWEEN 1 AND {PART_BYTES}", name="size"),)

    job_id: Mapped[int] = plain(ForeignKey("print_job.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = plain(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = plain(LargeBinary)
