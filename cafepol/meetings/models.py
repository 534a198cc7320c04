"""A meeting: one café in one commune."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from cafepol.core import personal
from cafepol.core.db import Base
from cafepol.core.personal import about, plain
from cafepol.meetings import lifecycle
from cafepol.meetings.lifecycle import Phase, State
from cafepol.meetings.naming import cafe_of
from cafepol.meetings.standing import Standing
from cafepol.staff.models import Officer
from cafepol.zone.models import Commune, PreventionTopic, Quarter, Venue

meeting_co_host = Table(
    "meeting_co_host",
    Base.metadata,
    Column(
        "meeting_id",
        ForeignKey("meeting.id", ondelete="CASCADE"),
        primary_key=True,
        info={"privacy": personal.NONE},
    ),
    Column("officer_id", ForeignKey("officer.id"), primary_key=True, index=True, info={"privacy": personal.STAFF}),
)

meeting_topic = Table(
    "meeting_topic",
    Base.metadata,
    Column(
        "meeting_id",
        ForeignKey("meeting.id", ondelete="CASCADE"),
        primary_key=True,
        info={"privacy": personal.NONE},
    ),
    Column("topic_id", ForeignKey("prevention_topic.id"), primary_key=True, info={"privacy": personal.NONE}),
)


class Meeting(Base):
    """One café. Times are kept as the wall clock shows them and, derived, as instants.

    `sequence` is iCalendar's: it rises when start, end, place or cancellation change after the first publication.
    `version` rises with every edit: the form that was opened before another's edit is stale.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'published', 'cancelled', 'closed')", name="state"),
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("sequence >= 0 AND version >= 1", name="counters"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
        CheckConstraint("head_count IS NULL OR head_count BETWEEN 0 AND 2000", name="head_count"),
        CheckConstraint("length(title) BETWEEN 1 AND 120", name="title_length"),
        CheckConstraint("length(public_text) <= 2000", name="public_text_length"),
        CheckConstraint("length(cancel_reason) <= 300", name="cancel_reason_length"),
        CheckConstraint("state <> 'published' OR first_published_at IS NOT NULL", name="published"),
        CheckConstraint("state <> 'cancelled' OR cancelled_at IS NOT NULL", name="cancelled"),
        CheckConstraint("state <> 'closed' OR (closed_at IS NOT NULL AND head_count IS NOT NULL)", name="closed"),
        Index(None, "state", "starts_at"),
    )

    id: Mapped[int] = plain(primary_key=True)
    code: Mapped[str] = plain(String(6), unique=True)
    uid: Mapped[str] = plain(String(36), unique=True)
    sequence: Mapped[int] = plain(default=0)
    version: Mapped[int] = plain(default=1)
    state: Mapped[str] = plain(String(10), default=State.DRAFT)
    title: Mapped[str] = plain(String(120))
    public_text: Mapped[str] = plain(String(2000), default="")
    language: Mapped[str] = plain(String(5), default="fr")
    commune_id: Mapped[int] = plain(ForeignKey("commune.id"), index=True)
    quarter_id: Mapped[int | None] = plain(ForeignKey("quarter.id"), index=True)
    venue_id: Mapped[int] = plain(ForeignKey("venue.id"), index=True)
    host_id: Mapped[int] = about(personal.STAFF, ForeignKey("officer.id"), index=True)
    starts_local: Mapped[datetime] = plain(DateTime())
    ends_local: Mapped[datetime] = plain(DateTime())
    starts_at: Mapped[datetime] = plain(index=True)
    ends_at: Mapped[datetime] = plain(index=True)
    capacity: Mapped[int | None] = plain()  # people; soft
    phone: Mapped[str] = about(personal.STAFF, String(20), default="")  # E.164; empty in a draft at most
    created_at: Mapped[datetime] = plain()
    created_by_id: Mapped[int | None] = about(personal.STAFF, ForeignKey("account.id"))
    updated_at: Mapped[datetime] = plain()
    first_published_at: Mapped[datetime | None] = plain()  # since it was last a draft
    withdrawn_at: Mapped[datetime | None] = plain()  # when it was last put back to a draft
    published_at: Mapped[datetime | None] = plain()
    material_at: Mapped[datetime | None] = plain()  # last change of start, end or place once published
    contact_changed_at: Mapped[datetime | None] = plain()  # last change of host or phone once published
    day_moved_sequence: Mapped[int | None] = plain()  # the sequence with which it last went to another day
    plan_changed_at: Mapped[datetime | None] = plain()  # last change of day, hours or place, also of a draft
    paper_changed_at: Mapped[datetime | None] = plain()  # last change of what its flyer says
    cancelled_at: Mapped[datetime | None] = plain(index=True)
    cancel_reason: Mapped[str | None] = plain(String(300))
    closed_at: Mapped[datetime | None] = plain()
    reopen_reason: Mapped[str | None] = plain(String(300))  # why it was last opened again
    head_count: Mapped[int | None] = plain()  # people
    no_concern: Mapped[bool] = plain(default=False)

    commune: Mapped[Commune] = relationship(lazy="raise")
    quarter: Mapped[Quarter | None] = relationship(lazy="raise")
    venue: Mapped[Venue] = relationship(lazy="raise")
    host: Mapped[Officer] = relationship(lazy="raise")
    co_hosts: Mapped[list[Officer]] = relationship(
        secondary=meeting_co_host, order_by=(Officer.name, Officer.id), lazy="raise"
    )
    topics: Mapped[list[PreventionTopic]] = relationship(
        secondary=meeting_topic, order_by=PreventionTopic.position, lazy="raise"
    )

    @property
    def place(self) -> str:
        """« Wasmes »: the quarter's name, or the commune's."""
        return self.quarter.name if self.quarter else self.commune.name

    @property
    def cafe(self) -> str:
        """« café de Wasmes »."""
        return cafe_of(self.place)

    @property
    def day(self) -> date:
        """The date on the wall calendar."""
        return self.starts_local.date()

    @property
    def hosts(self) -> list[Officer]:
        """Who residents will meet: the host first."""
        return [self.host, *(officer for officer in self.co_hosts if officer.id != self.host_id)]

    @property
    def status(self) -> State:
        """The state as the rules know it."""
        return State(self.state)

    @property
    def is_cancelled(self) -> bool:
        """Whether it will not take place."""
        return self.status is State.CANCELLED

    @property
    def was_published(self) -> bool:
        """Whether the public was shown it since it was last a draft."""
        return self.first_published_at is not None

    @property
    def standing(self) -> Standing:
        """How it stands, as people are told."""
        return Standing(self.is_cancelled, self.starts_local, self.ends_local, self.venue_id)

    def phase(self, now: datetime) -> Phase:
        """Where it stands: state and clock together."""
        return lifecycle.phase(self.status, starts_at=self.starts_at, ends_at=self.ends_at, now=now)

    def phase_label(self, now: datetime) -> str:
        """Where it stands, in words: « à clôturer »."""
        return lifecycle.PHASE_LABELS[self.phase(now)]

    def is_closing_late(self, now: datetime) -> bool:
        """Whether it is over for so long that its host is reminded to close it."""
        return self.status is State.PUBLISHED and lifecycle.due_nag(self.ends_at, now=now) is not None

    def is_held_at(self, period: tuple[datetime, datetime], now: datetime) -> bool:
        """Whether it is announced for that time, start and end, and has begun."""
        return self.status is State.PUBLISHED and (self.starts_at, self.ends_at) == period and self.starts_at <= now

    def is_over(self, now: datetime) -> bool:
        """Whether its end has come."""
        return self.ends_at <= now

    def is_upcoming(self, now: datetime) -> bool:
        """Whether residents may still come: published and not yet over."""
        return self.status is State.PUBLISHED and not self.is_over(now)


class EarlierStanding(Base):
    """How a meeting stood under a sequence that another has followed: what people heard who heard nothing since.

    `place` is what the venue was called then, and where it was, if that was corrected since.
    """

    __tablename__ = "earlier_standing"

    meeting_id: Mapped[int] = plain(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    sequence: Mapped[int] = plain(primary_key=True, autoincrement=False)
    is_cancelled: Mapped[bool] = plain()
    starts_local: Mapped[datetime] = plain(DateTime())
    ends_local: Mapped[datetime] = plain(DateTime())
    venue_id: Mapped[int | None] = plain(ForeignKey("venue.id"), index=True)
    place: Mapped[str | None] = plain(Text)

    @property
    def standing(self) -> Standing:
        """What the row says."""
        venue_id = self.venue_id if self.place is None else None
        return Standing(self.is_cancelled, self.starts_local, self.ends_local, venue_id)


class PreparationTick(Base):
    """Somebody says that a step of preparing a meeting is done."""

    __tablename__ = "preparation_tick"
    __table_args__ = (UniqueConstraint("meeting_id", "item_id"),)

    id: Mapped[int] = plain(primary_key=True)
    meeting_id: Mapped[int] = plain(ForeignKey("meeting.id", ondelete="CASCADE"))
    item_id: Mapped[int] = plain(ForeignKey("preparation_item.id"), index=True)
    ticked_at: Mapped[datetime] = plain()
    ticked_by_id: Mapped[int | None] = about(personal.STAFF, ForeignKey("account.id"), index=True)

    def is_undone(self, plan_changed_at: datetime | None) -> bool:
        """Whether the meeting went to another day or place since it was ticked."""
        return plan_changed_at is not None and self.ticked_at < plan_changed_at
