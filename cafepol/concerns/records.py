"""What is written once about a concern: what somebody was told, the tries that failed, the timeline."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, relationship

from cafepol.accounts.models import Account
from cafepol.concerns import debts, labels
from cafepol.concerns.debts import Channel
from cafepol.concerns.keeping import append_only
from cafepol.core.clock import local
from cafepol.core.db import Base
from cafepol.core.personal import STAFF, WORDS, about, plain
from cafepol.core.triggers import only_added
from cafepol.messages.models import Message

TEXT = 2000
CAME_BACK = frozenset({"bounced", "dead", "dropped"})


def one_of(column: str, values: Iterable[str]) -> str:
    """The SQL condition that a column holds one of these codes."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Feedback(Base):
    """What one raiser was told. Rows are only ever added; a letter gets its posting date later."""

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint(
            one_of("channel", [channel for channel in Channel if channel is not Channel.NONE]), name="channel"
        ),
        CheckConstraint("length(text) BETWEEN 1 AND 2000", name="text_length"),
        CheckConstraint("posted_on IS NULL OR channel = 'letter'", name="posted"),
        CheckConstraint("posted_on >= given_on", name="posted_after"),
    )

    id: Mapped[int] = plain(primary_key=True)
    raiser_id: Mapped[int] = plain(ForeignKey("raiser.id"), index=True)
    given_on: Mapped[date] = plain()
    channel: Mapped[str] = plain(String(10))
    text: Mapped[str] = about(WORDS, String(TEXT))
    author_id: Mapped[int] = about(STAFF, ForeignKey("account.id"))
    message_id: Mapped[int | None] = plain(ForeignKey("message.id"))
    posted_on: Mapped[date | None] = plain()
    created_at: Mapped[datetime] = plain()

    author: Mapped[Account] = relationship(lazy="raise")
    message: Mapped[Message | None] = relationship(lazy="raise")

    @property
    def came_back(self) -> bool:
        """Whether its mail was refused or came back."""
        return self.message is not None and self.message.state in CAME_BACK

    def told(self, *, was_present: bool) -> debts.Told:
        """This feedback as the rules know it."""
        handed_over = self.message.handed_over_at if self.message else None
        return debts.Told(
            channel=Channel(self.channel),
            given_on=self.given_on,
            posted_on=self.posted_on,
            handed_over_on=local(handed_over).date() if handed_over else None,
            came_back=self.came_back,
            was_present=was_present,
        )

    def counts(self, *, was_present: bool) -> bool:
        """Whether it discharges the debt to its raiser."""
        return debts.counts_on(self.told(was_present=was_present)) is not None


class Attempt(Base):
    """One try to reach a raiser, without success."""

    __tablename__ = "attempt"

    id: Mapped[int] = plain(primary_key=True)
    raiser_id: Mapped[int] = plain(ForeignKey("raiser.id"), index=True)
    tried_on: Mapped[date] = plain()
    author_id: Mapped[int] = about(STAFF, ForeignKey("account.id"))
    created_at: Mapped[datetime] = plain()


class Impossible(Base):
    """« Retour impossible », with its reason and who said so."""

    __tablename__ = "impossible"
    __table_args__ = (CheckConstraint(one_of("code", debts.ImpossibleCode), name="code"),)

    id: Mapped[int] = plain(primary_key=True)
    raiser_id: Mapped[int] = plain(ForeignKey("raiser.id"), unique=True)
    code: Mapped[str] = plain(String(20))
    author_id: Mapped[int] = about(STAFF, ForeignKey("account.id"))
    at: Mapped[datetime] = plain()


class Entry(Base):
    """One line of the timeline, for one reader: the team, the partner or the resident. Never copied across."""

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint(one_of("compartment", labels.COMPARTMENTS), name="compartment"),
        CheckConstraint(one_of("kind", labels.ENTRIES), name="kind"),
        CheckConstraint(f"length(text) <= {TEXT}", name="text_length"),
    )

    id: Mapped[int] = plain(primary_key=True)
    concern_id: Mapped[int] = plain(ForeignKey("concern.id"), index=True)
    compartment: Mapped[str] = plain(String(10))
    kind: Mapped[str] = plain(String(20))
    text: Mapped[str] = about(WORDS, String(TEXT), default="")
    author_id: Mapped[int] = about(STAFF, ForeignKey("account.id"))
    at: Mapped[datetime] = plain()

    author: Mapped[Account] = relationship(lazy="raise")


append_only(Feedback, besides={"posted_on", "message_id"})
append_only(Attempt)
append_only(Impossible)
append_only(Entry)
# the tries and the impossible hold no words and stay for the figures; what was told and the timeline hold words whose
# period ends (12 months after the closing), and a letter gets its posting date: the database must let these change
only_added(Attempt.__table__)
only_added(Impossible.__table__)
