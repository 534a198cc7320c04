"""What a partner was asked about a concern: no more than what the preview showed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, relationship

from cafepol.concerns.models import Concern
from cafepol.concerns.records import TEXT, one_of
from cafepol.concerns.transitions import State
from cafepol.core.clock import local
from cafepol.core.db import Base
from cafepol.core.personal import STAFF, WORDS, about, plain
from cafepol.core.text import mail_key
from cafepol.messages.models import Message
from cafepol.partners.models import PartnerContact
from cafepol.relays.asking import Standing

QUESTION = 1000
PLACE = 120
STATES = ("open", "answered", "expired", "ended")
_OPEN = sql("state = 'open'")


class Relay(Base):
    """One question to one contact of a partner; a concern has at most one open."""

    __tablename__ = "relay"
    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("(state = 'answered') = (answered_at IS NOT NULL)", name="answered"),
        Index("uq_relay_one_open", "concern_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = plain(primary_key=True)
    concern_id: Mapped[int] = plain(ForeignKey("concern.id"), index=True)
    contact_id: Mapped[int] = plain(ForeignKey("partner_contact.id"), index=True)
    cycle: Mapped[int] = plain(default=1)
    question: Mapped[str] = about(WORDS, String(QUESTION))
    place: Mapped[str] = about(WORDS, String(PLACE), default="")
    answer_by: Mapped[date] = plain()
    state: Mapped[str] = plain(String(10), default="open")
    sent_at: Mapped[datetime] = plain()
    sent_by_id: Mapped[int] = about(STAFF, ForeignKey("account.id"))
    message_id: Mapped[int | None] = plain(ForeignKey("message.id"))
    reminded_at: Mapped[datetime | None] = plain()
    answered_at: Mapped[datetime | None] = plain()
    answer: Mapped[str] = about(WORDS, String(TEXT), default="")

    concern: Mapped[Concern] = relationship(lazy="raise")
    contact: Mapped[PartnerContact] = relationship(lazy="raise")
    message: Mapped[Message | None] = relationship(lazy="raise")

    @property
    def is_open(self) -> bool:
        """Whether nobody answered it, took it back, or let it run out."""
        return self.state == "open"

    @property
    def is_answered(self) -> bool:
        """Whether it has its one answer."""
        return self.state == "answered"

    @property
    def is_awaited(self) -> bool:
        """Whether its answer is still of use: the concern did not move on without it."""
        return self.is_open and self.concern.status is State.RELAYED

    @property
    def is_astray(self) -> bool:
        """Whether it went to a mail address at which its contact is not reached any more."""
        sent_to = self.message.recipient_mail if self.message and self.message.channel == "mail" else None
        return sent_to is not None and mail_key(sent_to) != mail_key(self.contact.mail or "")

    @property
    def keys(self) -> str:
        """What the unique key of each message about it begins with."""
        return f"concern_relay:{self.id}:"

    def standing(self) -> Standing:
        """Where it stands as the rules know it; concern, contact and message are loaded."""
        return Standing(
            is_awaited=self.is_awaited,
            is_reachable=self.contact.is_active,
            is_astray=self.is_astray,
            is_inherited=self.message is not None and self.message.officer_id != self.concern.owner_id,
            is_reminded=self.reminded_at is not None,
            sent_on=local(self.sent_at).date(),
            answer_by=self.answer_by,
        )
