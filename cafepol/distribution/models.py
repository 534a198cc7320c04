"""Distribution rounds: who brings flyers to which mailboxes, and what they brought in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, relationship

from cafepol.accounts.models import Account
from cafepol.core.db import Base
from cafepol.core.personal import PARTNER, STAFF, about, plain
from cafepol.distribution.counting import Count
from cafepol.distribution.lateness import State, is_outdated, state_of
from cafepol.distribution.parts import CODE_LENGTH, LABEL, MOST_MAILBOXES, NAME, NOTE, PART, SEGMENT, Carrier
from cafepol.meetings.models import Meeting
from cafepol.partners.models import Partner
from cafepol.staff.models import Officer

_ROUND = text("round_id IS NOT NULL")
_NO_ROUND = text("round_id IS NULL")
_CARRIERS = ", ".join(repr(each.value) for each in Carrier)


class DistributionRound(Base):
    """One walk past the mailboxes for one meeting, with a flyer code of its own.

    `planned` and `handed_out` are mailboxes and copies. A round that was given up (`dropped_at`) keeps its code: what
    is printed must go on leading somewhere. `version` rises with every edit.
    """

    __tablename__ = "distribution_round"
    __table_args__ = (
        CheckConstraint(f"length(code) = {CODE_LENGTH}", name="code_length"),
        CheckConstraint(f"carrier IN ({_CARRIERS})", name="carrier"),
        CheckConstraint("(carrier = 'officer') = (officer_id IS NOT NULL)", name="officer"),
        CheckConstraint("(carrier = 'partner') = (partner_id IS NOT NULL)", name="partner"),
        CheckConstraint(f"planned BETWEEN 1 AND {MOST_MAILBOXES}", name="planned"),
        CheckConstraint(f"handed_out BETWEEN 0 AND {MOST_MAILBOXES}", name="handed_out"),
        CheckConstraint("done_at IS NULL OR handed_out IS NOT NULL", name="done"),
        CheckConstraint("done_at IS NULL OR dropped_at IS NULL", name="one_end"),
        CheckConstraint(f"length(label) BETWEEN 1 AND {LABEL}", name="label_length"),
        CheckConstraint(f"length(segment) <= {SEGMENT}", name="segment_length"),
        CheckConstraint(f"length(note) <= {NOTE}", name="note_length"),
    )

    id: Mapped[int] = plain(primary_key=True)
    code: Mapped[str] = plain(String(CODE_LENGTH), unique=True)
    meeting_id: Mapped[int] = plain(ForeignKey("meeting.id"), index=True)
    label: Mapped[str] = plain(String(LABEL))
    segment: Mapped[str] = plain(String(SEGMENT), default="")  # where, in words, when no streets are named
    planned: Mapped[int] = plain()
    carrier: Mapped[str] = plain(String(10))
    officer_id: Mapped[int | None] = about(STAFF, ForeignKey("officer.id"), index=True)
    partner_id: Mapped[int | None] = plain(ForeignKey("partner.id"), index=True)
    carrier_name: Mapped[str] = about(PARTNER, String(NAME), default="")  # of the prevention service or the partner
    day: Mapped[date | None] = plain(index=True)
    handed_out: Mapped[int | None] = plain()
    done_at: Mapped[datetime | None] = plain()
    done_by_id: Mapped[int | None] = about(STAFF, ForeignKey("account.id"), index=True)
    dropped_at: Mapped[datetime | None] = plain()
    note: Mapped[str] = plain(String(NOTE), default="")
    version: Mapped[int] = plain(default=1)
    created_at: Mapped[datetime] = plain()
    created_by_id: Mapped[int] = about(STAFF, ForeignKey("account.id"), index=True)

    meeting: Mapped[Meeting] = relationship(lazy="raise")
    officer: Mapped[Officer | None] = relationship(lazy="raise")
    partner: Mapped[Partner | None] = relationship(lazy="raise")
    done_by: Mapped[Account | None] = relationship(lazy="raise", foreign_keys=[done_by_id])
    streets: Mapped[list["RoundStreet"]] = relationship(
        lazy="raise", order_by="RoundStreet.id", cascade="all, delete-orphan"
    )

    @property
    def is_done(self) -> bool:
        """Whether somebody said that it is finished."""
        return self.done_at is not None

    @property
    def is_dropped(self) -> bool:
        """Whether it was given up."""
        return self.dropped_at is not None

    @property
    def count(self) -> Count:
        """It in numbers."""
        return Count(self.planned, self.handed_out, self.is_dropped)

    @property
    def where(self) -> str:
        """Its streets, or the place in words, or both."""
        return ", ".join([*(each.said for each in self.streets), *([self.segment] if self.segment else [])])

    @property
    def by_whom(self) -> str:
        """Who carries it: « Inspectrice Duval », « Service de prévention (Mme Petit) »; officer and partner loaded."""
        if self.officer is not None:
            return self.officer.full_name
        name = self.partner.name if self.partner is not None else "Service de prévention"
        return f"{name} ({self.carrier_name})" if self.carrier_name else name

    def is_outdated(self, meeting: Meeting) -> bool:
        """Whether its flyers say an earlier day, hour or place of its meeting."""
        return is_outdated(self.done_at, changed_at=meeting.plan_changed_at)

    def is_too_late(self, meeting: Meeting) -> bool:
        """Whether it is still to be walked on a day after its meeting, which was moved."""
        return self.day is not None and self.day > meeting.day and not (self.is_done or self.is_dropped)

    def state(self, meeting: Meeting, *, today: date, late_days: int) -> State:
        """Where it stands today, for its meeting."""
        return state_of(
            is_done=self.is_done,
            is_dropped=self.is_dropped,
            is_cancelled=meeting.is_cancelled,
            meeting_day=meeting.day,
            today=today,
            late_days=late_days,
        )


class RoundStreet(Base):
    """A street of a round, or a part of it (« du 1 au 99 »), by name: the list of streets may change afterwards."""

    __tablename__ = "round_street"
    __table_args__ = (
        UniqueConstraint("round_id", "name", "part"),
        CheckConstraint("mailboxes IS NULL OR mailboxes >= 0", name="mailboxes"),
    )

    id: Mapped[int] = plain(primary_key=True)
    round_id: Mapped[int] = plain(ForeignKey("distribution_round.id", ondelete="CASCADE"))
    quarter: Mapped[str] = plain(String(80))
    name: Mapped[str] = plain(String(120))
    part: Mapped[str] = plain(String(PART), default="")
    mailboxes: Mapped[int | None] = plain()

    @property
    def said(self) -> str:
        """« rue Neuve », « rue Neuve (Hornu) »."""
        return f"{self.name} ({self.part})" if self.part else self.name


class DoorMention(Base):
    """How many people said at the door that a flyer brought them: of one round, or of no round that they knew."""

    __tablename__ = "door_mention"
    __table_args__ = (
        CheckConstraint("people >= 0", name="people"),
        Index(
            "uq_door_mention_one_per_round",
            "meeting_id",
            "round_id",
            unique=True,
            sqlite_where=_ROUND,
            postgresql_where=_ROUND,
        ),
        Index(
            "uq_door_mention_one_without_round",
            "meeting_id",
            unique=True,
            sqlite_where=_NO_ROUND,
            postgresql_where=_NO_ROUND,
        ),
    )

    id: Mapped[int] = plain(primary_key=True)
    meeting_id: Mapped[int] = plain(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    round_id: Mapped[int | None] = plain(ForeignKey("distribution_round.id"), index=True)
    people: Mapped[int] = plain()
