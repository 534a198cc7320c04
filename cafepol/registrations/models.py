"""Registrations of residents for a meeting, and who came."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, relationship

from cafepol.core.db import Base
from cafepol.core.personal import REGISTRANT, about, plain
from cafepol.meetings.models import Meeting
from cafepol.registrations import attendance
from cafepol.registrations.states import CHANNEL_LABELS, KIND_LABELS, STATE_LABELS, Channel, Kind, State, holds_place

_NOT_CANCELLED = text("state <> 'cancelled'")


def _one_of(column: str, values: type[Kind | State | Channel]) -> str:
    return f"{column} IN ({', '.join(repr(value.value) for value in values)})"


class Registration(Base):
    """One answer of a resident: the kind and how many people; everything else is optional.

    A waiting registration that gave an address stands in line once it is confirmed (`confirmed_at`).
    """

    __tablename__ = "registration"
    __table_args__ = (
        CheckConstraint("party_size BETWEEN 1 AND 10", name="party_size"),
        CheckConstraint(_one_of("kind", Kind), name="kind"),
        CheckConstraint(_one_of("state", State), name="state"),
        CheckConstraint(_one_of("channel", Channel), name="channel"),
        CheckConstraint("(mail IS NULL) = (mail_key IS NULL)", name="mail_key"),
        CheckConstraint("state <> 'pending' OR mail IS NOT NULL", name="pending_has_mail"),
        CheckConstraint("state <> 'confirmed' OR confirmed_at IS NOT NULL", name="confirmed"),
        CheckConstraint("state <> 'waiting' OR waiting_since IS NOT NULL", name="waiting"),
        CheckConstraint("(state = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled"),
        CheckConstraint("present IS NULL OR present BETWEEN 1 AND 10", name="present"),
        CheckConstraint("length(name) <= 80", name="name_length"),
        CheckConstraint("length(needs) <= 200", name="needs_length"),
        CheckConstraint("length(subject) <= 500", name="subject_length"),
        Index(
            "uq_registration_one_per_person",
            "meeting_id",
            "mail_key",
            unique=True,
            sqlite_where=_NOT_CANCELLED,
            postgresql_where=_NOT_CANCELLED,
        ),
        Index("ix_registration_meeting_id_state", "meeting_id", "state"),
        {"sqlite_autoincrement": True},  # a link to a deleted registration must never open somebody else's
    )

    id: Mapped[int] = plain(primary_key=True)
    meeting_id: Mapped[int] = plain(ForeignKey("meeting.id"))
    kind: Mapped[str] = plain(String(10))
    state: Mapped[str] = plain(String(10))
    party_size: Mapped[int] = plain()  # people
    channel: Mapped[str] = plain(String(10))
    reference: Mapped[str] = about(REGISTRANT, String(7), unique=True)
    name: Mapped[str | None] = about(REGISTRANT, String(80))
    mail: Mapped[str | None] = about(REGISTRANT, String(254))
    mail_key: Mapped[str | None] = about(REGISTRANT, String(254))
    phone: Mapped[str | None] = about(REGISTRANT, String(20), index=True)
    call_back: Mapped[bool] = plain(default=False)
    language: Mapped[str] = about(REGISTRANT, String(5), default="fr")
    needs: Mapped[str | None] = about(REGISTRANT, String(200))
    subject: Mapped[str | None] = about(REGISTRANT, String(500))
    notice_version: Mapped[str] = plain(String(20))
    created_at: Mapped[datetime] = plain()
    asked_at: Mapped[datetime] = plain(index=True)  # the last time this address came through a form
    confirmed_at: Mapped[datetime | None] = plain()
    waiting_since: Mapped[datetime | None] = plain()
    cancelled_at: Mapped[datetime | None] = plain()
    version: Mapped[int] = plain(default=1)
    known_sequence: Mapped[int] = plain(default=0)  # the meeting's sequence that this person was told last
    place_untold: Mapped[bool] = plain(default=False, server_default=false())  # a place that is told with a change
    present: Mapped[int | None] = plain()  # people of this party who were ticked
    ticked_at: Mapped[datetime | None] = plain()

    meeting: Mapped[Meeting] = relationship(lazy="raise")

    @property
    def has_contact(self) -> bool:
        """Whether this person can be told anything."""
        return bool(self.mail or self.phone)

    @property
    def is_pending(self) -> bool:
        """Whether the address was not confirmed yet."""
        return self.confirmed_at is None and self.state != State.CANCELLED

    @property
    def is_waiting(self) -> bool:
        """Whether it stands in line for a place."""
        return self.state == State.WAITING

    @property
    def is_cancelled(self) -> bool:
        """Whether the resident will not come."""
        return self.state == State.CANCELLED

    @property
    def is_present(self) -> bool:
        """Whether it was ticked in the room."""
        return self.present is not None

    @property
    def room_name(self) -> str:
        """The name as other eyes may see it in the room."""
        return attendance.room_name(self.name)

    @property
    def kind_label(self) -> str:
        """« Je participe » or « Ça m’intéresse »."""
        return KIND_LABELS[Kind(self.kind)]

    @property
    def state_label(self) -> str:
        """The state in a word, for staff."""
        return STATE_LABELS[State(self.state)]

    @property
    def channel_label(self) -> str:
        """How it reached us: « inscription par téléphone »."""
        return CHANNEL_LABELS[Channel(self.channel)]

    def holds_place(self, now: datetime) -> bool:
        """Whether it takes places at this instant."""
        return holds_place(kind=self.kind, state=self.state, created_at=self.created_at, now=now)


class Attendance(Base):
    """What was counted in the room of one meeting, while it lasts."""

    __tablename__ = "attendance"
    __table_args__ = (
        CheckConstraint("head_count IS NULL OR head_count BETWEEN 0 AND 2000", name="head_count"),
        CheckConstraint("walk_ins IS NULL OR walk_ins BETWEEN 0 AND 2000", name="walk_ins"),
    )

    meeting_id: Mapped[int] = plain(ForeignKey("meeting.id"), primary_key=True)
    head_count: Mapped[int | None] = plain()  # people, as somebody typed them
    counted_at: Mapped[datetime | None] = plain()  # when the head count was typed, or taken back
    walk_ins: Mapped[int | None] = plain()  # people without a registration, as counted by taps
    updated_at: Mapped[datetime] = plain()


class AttendanceStep(Base):
    """One tap in the room (tick, head count, + or −), by the key that the tablet gave it: a resend changes nothing."""

    __tablename__ = "attendance_step"
    __table_args__ = (Index("uq_attendance_step_meeting_id_key", "meeting_id", "key", unique=True),)

    id: Mapped[int] = plain(primary_key=True)
    meeting_id: Mapped[int] = plain(ForeignKey("meeting.id"))
    key: Mapped[str] = plain(String(64))
