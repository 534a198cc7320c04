"""Every word that leaves the house: a mail to send, a call to make, a letter to print. One table."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped

from cafepol.core.db import Base
from cafepol.core.personal import MESSAGE, about, plain
from cafepol.messages.retries import CHANNEL_LABELS, CHANNELS, STATE_LABELS, STATES, UNARRIVED
from cafepol.messages.searching import SEARCH_MAX


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


CONCERN_KINDS = "concern_"  # what is said to somebody who raised a concern: fewer people read it


class Message(Base):
    """One message to one person. `unique_key` says what it is about, so that nothing is ever said twice.

    `done_at`: the call was made, the letter posted, or what did not arrive was dealt with (by nobody: too late).
    `spoken`: what an officer says who calls instead of a mail.
    """

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint(_one_of("channel", CHANNELS), name="channel"),
        CheckConstraint(_one_of("state", STATES), name="state"),
        CheckConstraint(
            "(channel = 'mail') = (state NOT IN ('to_do', 'done', 'failed')) OR state = 'dropped'",
            name="channel_state",
        ),
        CheckConstraint("channel <> 'mail' OR recipient_mail IS NOT NULL", name="mail_has_address"),
        CheckConstraint("channel <> 'call' OR recipient_phone IS NOT NULL", name="call_has_number"),
        CheckConstraint("(calendar IS NULL) = (calendar_method IS NULL)", name="calendar_method"),
        Index("ix_message_state_next_try_at", "state", "next_try_at"),
    )

    id: Mapped[int] = plain(primary_key=True)
    channel: Mapped[str] = plain(String(10))
    kind: Mapped[str] = plain(String(40))
    state: Mapped[str] = plain(String(10))
    unique_key: Mapped[str] = plain(String(160), unique=True)
    recipient_name: Mapped[str] = about(MESSAGE, String(120), default="")
    recipient_mail: Mapped[str | None] = about(MESSAGE, String(254))
    recipient_phone: Mapped[str | None] = about(MESSAGE, String(20))
    recipient_address: Mapped[str | None] = about(MESSAGE, String(300))
    recipient_search: Mapped[str] = about(MESSAGE, String(SEARCH_MAX), default="", server_default=sql("''"))
    language: Mapped[str] = plain(String(5), default="fr")
    subject: Mapped[str] = about(MESSAGE, String(200))
    text: Mapped[str] = about(MESSAGE, Text)
    spoken: Mapped[str] = about(MESSAGE, Text, default="", server_default=sql("''"))
    html: Mapped[str] = about(MESSAGE, Text, default="")
    calendar: Mapped[str | None] = about(MESSAGE, Text)
    calendar_method: Mapped[str | None] = plain(String(10))
    one_click: Mapped[str | None] = about(MESSAGE, String(300))  # where List-Unsubscribe leads
    message_id: Mapped[str] = plain(String(200))
    created_at: Mapped[datetime] = plain()
    not_before: Mapped[datetime] = plain()
    expires_at: Mapped[datetime | None] = plain()
    attempts: Mapped[int] = plain(default=0)
    tried_at: Mapped[datetime | None] = plain()
    next_try_at: Mapped[datetime] = plain()
    lease_until: Mapped[datetime | None] = plain()
    lease_owner: Mapped[str | None] = plain(String(80))
    last_error: Mapped[str | None] = about(MESSAGE, String(300))
    handed_over_at: Mapped[datetime | None] = plain()
    done_at: Mapped[datetime | None] = plain()
    done_by_id: Mapped[int | None] = plain(ForeignKey("account.id"))
    outcome: Mapped[str | None] = about(MESSAGE, String(300))
    meeting_id: Mapped[int | None] = plain(ForeignKey("meeting.id"), index=True)
    commissariat_id: Mapped[int | None] = plain(ForeignKey("commissariat.id"), index=True)
    officer_id: Mapped[int | None] = plain(ForeignKey("officer.id"), index=True)

    @property
    def state_label(self) -> str:
        """How far it is, in French."""
        return STATE_LABELS[self.state]

    @property
    def channel_label(self) -> str:
        """How it leaves, in French."""
        return CHANNEL_LABELS[self.channel]

    @property
    def is_about_concern(self) -> bool:
        """Whether only those who may know of a concern may read it."""
        return self.kind.startswith(CONCERN_KINDS)

    def is_for(self, officer_id: int | None, chief_of: Collection[int]) -> bool:
        """Whether this officer, or chief of these commissariats, may know of it: a concern is its own officer's."""
        mine = officer_id is not None and self.officer_id == officer_id
        return not self.is_about_concern or mine or self.commissariat_id in chief_of

    @property
    def is_unarrived(self) -> bool:
        """Whether it is a mail that did not arrive, dealt with or not."""
        return self.state in UNARRIVED

    @property
    def came_back(self) -> bool:
        """Whether a server took it and brought it back later, dealt with or not."""
        return self.is_unarrived and self.handed_over_at is not None

    @property
    def needs_somebody(self) -> bool:
        """Whether it did not arrive and nobody has dealt with it."""
        return self.is_unarrived and self.done_at is None

    def is_over(self, now: datetime) -> bool:
        """Whether it is too late to say it."""
        return self.expires_at is not None and self.expires_at <= now
