"""Registrations of residents for a meeting, and who came."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, relationship

from cafepol.core.db import Base
from cafepol.core.personal import REGISTRANT, about, plain
from cafepol.distribution.models import DistributionRound
from cafepol.meetings.models import Meeting
from cafepol.registrations import attendance
from cafepol.registrations.states import (
    CHANNEL_LABELS,
    EVENT_LABELS,
    HOLD,
    KIND_LABELS,
    STATE_LABELS,
    Channel,
    Event,
    Kind,
    State,
    holds_place,
)

_NOT_CANCELLED = text("state <> 'cancelled'")
_IS_DUE = text("tell_at IS NOT NULL")


def _one_of(column: str, values: type[Kind | State | Channel | Event]) -> str:
    return f"{column} IN ({', '.join(repr(value.value) for value in values)})"


class Registration(Base):
    """One answer of a resident: the kind and how many people; everything else is optional.

    A waiting registration stands in line once it is confirmed (`confirmed_at`): by the mailed link, or by the host when
    many strangers answer (`accepted_at`). `tell_at`: when the mail that an answer on the web leads to is to be written.
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
        Index("ix_registration_tell_at", "tell_at", sqlite_where=_IS_DUE, postgresql_where=_IS_DUE),
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
    round_id: Mapped[int | None] = plain(ForeignKey("distribution_round.id"), index=True)  # whose flyer brought them
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
    tell_at: Mapped[datetime | None] = plain()
    accepted_at: Mapped[datetime | None] = plain()

    meeting: Mapped[Meeting] = relationship(lazy="raise")
    round: Mapped[DistributionRound | None] = relationship(lazy="raise")

    @property
    def has_contact(self) -> bool:
        """Whether this person can be told anything."""
        return bool(self.mail or self.phone)

    @property
    def is_pending(self) -> bool:
        """Whether the address was not confirmed yet."""
        return self.confirmed_at is None and self.state != State.CANCELLED

    @property
    def is_held(self) -> bool:
        """Whether it waits for the host's « accepter »: no mailed link can confirm it."""
        return self.is_pending and self.mail is None

    @property
    def awaits_call(self) -> bool:
        """Whether it is called next: a number was left, and the mail that asks was written."""
        return self.tell_at is not None and self.tell_at == self.asked_at + HOLD

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


class AskedAgain(Base):
    """An answer on the web that gave an address known here already: it changes nothing of what is stored.

    It takes its places for a day all the same, as if the address were new: whether a meeting is full tells nobody who
    is registered.
    """

    __tablename__ = "asked_again"
    __table_args__ = (CheckConstraint("people BETWEEN 0 AND 10", name="people"),)

    id: Mapped[int] = plain(primary_key=True)
    meeting_id: Mapped[int] = plain(ForeignKey("meeting.id"), index=True)
    registration_id: Mapped[int] = plain(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    people: Mapped[int] = plain()
    asked_at: Mapped[datetime] = plain()


class RegistrationEvent(Base):
    """What happened to a registration, when, and through whom if that was staff; never in free words.

    Of a voided one: the state it had (`was`), and which were voided together (`batch`).
    """

    __tablename__ = "registration_event"
    __table_args__ = (CheckConstraint(_one_of("kind", Event), name="kind"),)

    id: Mapped[int] = plain(primary_key=True)
    registration_id: Mapped[int] = plain(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = plain(String(10))
    at: Mapped[datetime] = plain()
    by_id: Mapped[int | None] = plain(ForeignKey("account.id"))
    was: Mapped[str | None] = plain(String(10))
    batch: Mapped[str | None] = plain(String(16), index=True)

    @property
    def label(self) -> str:
        """What happened, in a word, for staff."""
        return EVENT_LABELS[Event(self.kind)]


class Approval(Base):
    """While this row stands, answers of strangers to a meeting wait for the host's « accepter »."""

    __tablename__ = "approval"

    meeting_id: Mapped[int] = plain(ForeignKey("meeting.id"), primary_key=True)
    since: Mapped[datetime] = plain()
    by_id: Mapped[int | None] = plain(ForeignKey("account.id"))


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
