"""Where the zone publishes its meetings, what was published when, and the communal papers' copy deadlines."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, relationship

from cafepol.accounts.models import Account
from cafepol.core.db import Base
from cafepol.core.personal import STAFF, about, plain
from cafepol.zone.models import Commune
from cafepol.zone.publishing_models import PublicationChannel

LINK, TITLE = 300, 80  # characters


class Publication(Base):
    """That a meeting's text was published in a channel on a day; `sequence` is the meeting's when it was noted."""

    __tablename__ = "publication"

    id: Mapped[int] = plain(primary_key=True)
    meeting_id: Mapped[int] = plain(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    channel_id: Mapped[int] = plain(ForeignKey("publication_channel.id"), index=True)
    published_on: Mapped[date] = plain()
    link: Mapped[str | None] = plain(String(LINK))
    sequence: Mapped[int] = plain()
    by_id: Mapped[int] = about(STAFF, ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime] = plain()

    channel: Mapped[PublicationChannel] = relationship(lazy="raise")
    by: Mapped[Account] = relationship(lazy="raise")


class NewspaperIssue(Base):
    """An issue of a commune's paper: texts are due by `copy_by`, it is in the mailboxes from `appears_on`."""

    __tablename__ = "newspaper_issue"
    __table_args__ = (CheckConstraint("appears_on >= copy_by", name="order"),)

    id: Mapped[int] = plain(primary_key=True)
    commune_id: Mapped[int] = plain(ForeignKey("commune.id"), index=True)
    title: Mapped[str] = plain(String(TITLE))
    copy_by: Mapped[date] = plain()
    appears_on: Mapped[date] = plain()
    version: Mapped[int] = plain(default=1)

    commune: Mapped[Commune] = relationship(lazy="raise")
