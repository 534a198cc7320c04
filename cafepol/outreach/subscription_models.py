"""Who wants to be told of the cafés of a commune, who does no more, and which cafés were announced."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, relationship

from cafepol.core.db import Base
from cafepol.core.personal import SUBSCRIBER, about, plain
from cafepol.zone.models import Commune


class Subscription(Base):
    """An address that asked for the announcements of a commune; they are sent once it is confirmed."""

    __tablename__ = "subscription"
    __table_args__ = (
        Index("uq_subscription_commune_id_mail_key", "commune_id", "mail_key", unique=True),
        {"sqlite_autoincrement": True},  # a link to one that ended must never open somebody else's
    )

    id: Mapped[int] = plain(primary_key=True)
    commune_id: Mapped[int] = plain(ForeignKey("commune.id"))
    mail: Mapped[str] = about(SUBSCRIBER, String(254))
    mail_key: Mapped[str] = about(SUBSCRIBER, String(254))
    asked_at: Mapped[datetime] = plain(index=True)  # the last time this address came through a form
    confirmed_at: Mapped[datetime | None] = plain()
    text_version: Mapped[str] = plain(String(20))

    commune: Mapped[Commune] = relationship(lazy="raise")

    @property
    def is_confirmed(self) -> bool:
        """Whether its holder said that it was really them."""
        return self.confirmed_at is not None


class Withdrawal(Base):
    """That somebody agreed once and wants no more: a keyed hash of the address, nothing else of them."""

    __tablename__ = "subscription_withdrawal"

    id: Mapped[int] = plain(primary_key=True)
    commune_id: Mapped[int] = plain(ForeignKey("commune.id"))
    mail_hash: Mapped[str] = about(SUBSCRIBER, String(64))
    confirmed_at: Mapped[datetime | None] = plain()
    text_version: Mapped[str] = plain(String(20))
    withdrawn_at: Mapped[datetime] = plain()


class Announced(Base):
    """A café that was announced to those who wanted it: once, whatever becomes of it."""

    __tablename__ = "announced"

    meeting_id: Mapped[int] = plain(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    announced_at: Mapped[datetime] = plain()
