"""A partner's contact invited to a meeting."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship, validates

from cafepol.core.db import Base
from cafepol.core.personal import PARTNER, about, plain
from cafepol.invitations.answers import ANSWER_LABELS, NAME_MAX, NOTE_MAX, STATE_LABELS, Answer, State, answer_of
from cafepol.meetings.models import Meeting
from cafepol.partners.models import PartnerContact

_STATES = ", ".join(f"'{state}'" for state in State)


class Invitation(Base):
    """One contact, one meeting. `round` counts how often they were asked: each time has its own message and link.

    `known_sequence` is the calendar sequence that this person last heard of.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("meeting_id", "contact_id"),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint(f"length(substitute) <= {NAME_MAX}", name="substitute_length"),
        CheckConstraint(f"length(note) <= {NOTE_MAX}", name="note_length"),
        CheckConstraint("round >= 1", name="round"),
    )

    id: Mapped[int] = plain(primary_key=True)
    meeting_id: Mapped[int] = plain(ForeignKey("meeting.id"))
    contact_id: Mapped[int] = about(PARTNER, ForeignKey("partner_contact.id"), index=True)
    state: Mapped[str] = plain(String(10), default=State.SENT)
    substitute: Mapped[str] = about(PARTNER, String(NAME_MAX), default="")
    note: Mapped[str] = about(PARTNER, String(NOTE_MAX), default="")
    round: Mapped[int] = plain(default=1)
    created_at: Mapped[datetime] = plain()
    sent_at: Mapped[datetime | None] = plain()
    reminded_at: Mapped[datetime | None] = plain()
    answered_at: Mapped[datetime | None] = plain()
    first_answered_at: Mapped[datetime | None] = plain()  # since it was last sent: a change of mind does not move it
    was_present: Mapped[bool | None] = plain()
    known_sequence: Mapped[int] = plain(default=0)

    meeting: Mapped[Meeting] = relationship(lazy="raise")
    contact: Mapped[PartnerContact] = relationship(lazy="raise")

    @validates("answered_at")
    def _keep_first(self, _key: str, value: datetime | None) -> datetime | None:
        """The first answer counts until the invitation is sent anew."""
        self.first_answered_at = (self.first_answered_at or value) if value else None
        return value

    @property
    def status(self) -> State:
        """The state as the rules know it."""
        return State(self.state)

    @property
    def label(self) -> str:
        """Where it stands, in words: « sans réponse »."""
        return STATE_LABELS[self.status]

    @property
    def came_uninvited(self) -> bool:
        """Whether they were at the table without having been asked."""
        return self.status is State.PREPARED and bool(self.was_present)

    @property
    def answer(self) -> Answer | None:
        """What the partner said, or None."""
        return answer_of(self.status, self.substitute)

    @property
    def answer_label(self) -> str:
        """What the partner said, in words, or nothing."""
        return ANSWER_LABELS[self.answer] if self.answer else ""

    @property
    def attendee(self) -> str:
        """Who is expected: the substitute, else the contact."""
        return self.substitute or self.contact.name

    @property
    def is_in_directory(self) -> bool:
        """Whether the contact and its partner are still in the directory: nobody else is asked anything."""
        return self.contact.is_active and self.contact.partner.is_active

    @property
    def every_key(self) -> str:
        """How the keys of its messages begin, of every round."""
        return f"invitation:{self.id}:"

    @property
    def message_key(self) -> str:
        """What makes the message of this round unique."""
        return f"{self.every_key}{self.round}"

    @property
    def end_key(self) -> str:
        """What makes the message unique by which this round is taken back."""
        return f"{self.message_key}:end"
