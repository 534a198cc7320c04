"""A request for a café, by somebody who lives in a quarter or through an officer."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, relationship

from cafepol.core.db import Base
from cafepol.core.personal import ASKER, STAFF, WORDS, about, plain
from cafepol.meetings.models import Meeting
from cafepol.requests.states import CHANNEL_LABELS, STATE_LABELS, Channel, State, standing
from cafepol.zone.models import Commune, Quarter


class CafeRequest(Base):
    """Somebody asks for a café in a commune, or in one of its quarters, and says why; who they are is optional."""

    __tablename__ = "cafe_request"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'planned', 'shelved')", name="state"),
        CheckConstraint("channel IN ('web', 'phone', 'counter', 'officer')", name="channel"),
        CheckConstraint("length(why) BETWEEN 1 AND 500", name="why_length"),
        CheckConstraint("state = 'open' OR answered_at IS NOT NULL", name="answered"),
        CheckConstraint("state <> 'planned' OR meeting_id IS NOT NULL", name="planned"),
        CheckConstraint("state <> 'shelved' OR outcome IS NOT NULL", name="shelved"),
        Index(None, "state", "commune_id"),
    )

    id: Mapped[int] = plain(primary_key=True)
    state: Mapped[str] = plain(String(10), default=State.OPEN)
    channel: Mapped[str] = plain(String(10))
    commune_id: Mapped[int] = plain(ForeignKey("commune.id"), index=True)
    quarter_id: Mapped[int | None] = plain(ForeignKey("quarter.id"), index=True)
    why: Mapped[str] = about(WORDS, String(500))
    name: Mapped[str | None] = about(ASKER, String(80))
    mail: Mapped[str | None] = about(ASKER, String(254))
    phone: Mapped[str | None] = about(ASKER, String(20))  # E.164
    created_at: Mapped[datetime] = plain()
    created_by_id: Mapped[int | None] = about(STAFF, ForeignKey("account.id"))
    meeting_id: Mapped[int | None] = plain(ForeignKey("meeting.id"), index=True)
    outcome: Mapped[str | None] = plain(String(300))  # why it was shelved
    answered_at: Mapped[datetime | None] = plain()
    answered_by_id: Mapped[int | None] = about(STAFF, ForeignKey("account.id"))

    commune: Mapped[Commune] = relationship(lazy="raise")
    quarter: Mapped[Quarter | None] = relationship(lazy="raise")
    meeting: Mapped[Meeting | None] = relationship(lazy="raise")

    @property
    def place(self) -> str:
        """« Wasmes »: the quarter's name, or the commune's."""
        return self.quarter.name if self.quarter else self.commune.name

    @property
    def standing(self) -> State:
        """Where it stands, the meeting that answered it being what it is now."""
        return standing(State(self.state), is_cancelled=self.meeting is not None and self.meeting.is_cancelled)

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer: nobody gave one, or the meeting was called off."""
        return self.standing is State.OPEN

    @property
    def called_off(self) -> Meeting | None:
        """The meeting that was its answer and was called off, as long as there is no other."""
        return self.meeting if self.is_open else None

    @property
    def has_contact(self) -> bool:
        """Whether the person can be told what becomes of it."""
        return self.mail is not None or self.phone is not None

    @property
    def state_label(self) -> str:
        """Where it stands, in words."""
        return STATE_LABELS[self.standing]

    @property
    def channel_label(self) -> str:
        """How it reached us, in words."""
        return CHANNEL_LABELS[Channel(self.channel)]
