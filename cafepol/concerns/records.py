"""What is written once about a concern: the promise, what somebody was told, the tries that failed, the timeline."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint, true
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, relationship

from cafepol.accounts.models import Account
from cafepol.concerns import debts, labels, promises
from cafepol.concerns.debts import Channel
from cafepol.concerns.keeping import append_only, fixed
from cafepol.core.clock import local
from cafepol.core.db import Base
from cafepol.core.personal import STAFF, WORDS, about, plain
from cafepol.core.triggers import only_added
from cafepol.messages.models import Message
from cafepol.registrations.models import Registration

TEXT = 2000
REASON = 300
CAME_BACK = frozenset({"bounced", "dead", "dropped"})


def one_of(column: str, values: Iterable[str]) -> str:
    """The SQL condition that a column holds one of these codes."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Promise(Base):
    """What one raiser was promised in one cycle: when it was heard, or taken up again. The promised day never moves.

    `extended_to`: a chief said a later day, with a reason (`Extension`); figures use `due_on`.
    """

    __tablename__ = "promise"
    __table_args__ = (
        UniqueConstraint("raiser_id", "cycle"),
        CheckConstraint("cycle >= 1", name="cycle"),
        CheckConstraint("due_on > heard_on", name="due"),
        CheckConstraint("extended_to > due_on", name="extended"),
    )

    id: Mapped[int] = plain(primary_key=True)
    raiser_id: Mapped[int] = plain(ForeignKey("raiser.id"))
    cycle: Mapped[int] = plain()
    heard_on: Mapped[date] = plain()
    due_on: Mapped[date] = plain()
    days: Mapped[int] = plain()  # working days
    skipped: Mapped[list[list[str]]] = plain(JSON)  # weekdays that did not count, each with its reason
    made_at: Mapped[datetime] = plain()
    extended_to: Mapped[date | None] = plain()
    on_time: Mapped[bool | None] = plain()  # frozen at the closing; None: no feedback was wanted

    @property
    def valid_on(self) -> date:
        """The day that holds now."""
        return promises.valid_day(self.due_on, self.extended_to)

    @property
    def skipped_days(self) -> list[tuple[date, str]]:
        """The weekdays that did not count, each with its reason."""
        return [(date.fromisoformat(day), reason) for day, reason in self.skipped]


class Feedback(Base):
    """What one raiser was told. Rows are only ever added; a letter gets its posting date later.

    `is_answer` false: news, which discharges nothing. `registration_id`: of a raiser who was told at `meeting_id`.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint(
            one_of("channel", [channel for channel in Channel if channel is not Channel.NONE]), name="channel"
        ),
        CheckConstraint(f"length(text) <= {TEXT}", name="text_length"),
        CheckConstraint("cycle >= 1", name="cycle"),
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
    cycle: Mapped[int] = plain(default=1, server_default=sql("1"))
    is_answer: Mapped[bool] = plain(default=True, server_default=true())
    meeting_id: Mapped[int | None] = plain(ForeignKey("meeting.id"))
    registration_id: Mapped[int | None] = plain(ForeignKey("registration.id", ondelete="SET NULL"), index=True)
    returned_on: Mapped[date | None] = plain()
    returned_by_id: Mapped[int | None] = about(STAFF, ForeignKey("account.id"))

    author: Mapped[Account] = relationship(lazy="raise", foreign_keys=[author_id])
    message: Mapped[Message | None] = relationship(lazy="raise")
    registration: Mapped[Registration | None] = relationship(lazy="raise")

    @property
    def came_back(self) -> bool:
        """Whether its mail was refused, or the mail or the letter came back."""
        return self.returned_on is not None or (self.message is not None and self.message.state in CAME_BACK)

    @property
    def left_on(self) -> date | None:
        """The day a mail was handed over or a letter posted; None before, and for what is said."""
        handed_over = self.message.handed_over_at if self.message else None
        return local(handed_over).date() if handed_over else self.posted_on

    @property
    def may_come_back(self) -> bool:
        """Whether it left and, as far as anybody knows, arrived."""
        return self.left_on is not None and not self.came_back

    @property
    def was_present(self) -> bool:
        """Whether who was told is ticked as present where it was said."""
        return self.registration is not None and bool(self.registration.present)

    def told(self) -> debts.Told:
        """This feedback as the rules know it."""
        return debts.Told(
            channel=Channel(self.channel),
            given_on=self.given_on,
            posted_on=self.posted_on,
            handed_over_on=self.left_on if self.message else None,
            came_back=self.came_back,
            was_present=self.was_present,
            cycle=self.cycle,
            is_answer=self.is_answer,
        )

    @property
    def counts(self) -> bool:
        """Whether it discharges the debt of its cycle to its raiser."""
        return debts.counts_on(self.told()) is not None


class Attempt(Base):
    """One try to reach a raiser, without success."""

    __tablename__ = "attempt"

    id: Mapped[int] = plain(primary_key=True)
    raiser_id: Mapped[int] = plain(ForeignKey("raiser.id"), index=True)
    tried_on: Mapped[date] = plain()
    author_id: Mapped[int] = about(STAFF, ForeignKey("account.id"))
    created_at: Mapped[datetime] = plain()
    cycle: Mapped[int] = plain(default=1, server_default=sql("1"))

    author: Mapped[Account] = relationship(lazy="raise")


class Impossible(Base):
    """« Retour impossible » in one cycle, with its reason and who said so."""

    __tablename__ = "impossible"
    __table_args__ = (
        UniqueConstraint("raiser_id", "cycle"),
        CheckConstraint(one_of("code", debts.ImpossibleCode), name="code"),
    )

    id: Mapped[int] = plain(primary_key=True)
    raiser_id: Mapped[int] = plain(ForeignKey("raiser.id"))
    code: Mapped[str] = plain(String(20))
    author_id: Mapped[int] = about(STAFF, ForeignKey("account.id"))
    at: Mapped[datetime] = plain()
    cycle: Mapped[int] = plain(default=1, server_default=sql("1"))

    author: Mapped[Account] = relationship(lazy="raise")


class Entry(Base):
    """One line of the timeline, for one reader: the team, the partner or the resident. Never copied across.

    `written_by` says who wrote it: an account (staff), or somebody by a link, or the worker. With `raiser_id` the only
    resident who reads it is that one.
    """

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint(one_of("compartment", labels.COMPARTMENTS), name="compartment"),
        CheckConstraint(one_of("kind", labels.ENTRIES), name="kind"),
        CheckConstraint(f"length(text) <= {TEXT}", name="text_length"),
        CheckConstraint(one_of("written_by", labels.WRITERS), name="written_by"),
        CheckConstraint("(written_by = 'staff') = (author_id IS NOT NULL)", name="author"),
    )

    id: Mapped[int] = plain(primary_key=True)
    concern_id: Mapped[int] = plain(ForeignKey("concern.id"), index=True)
    compartment: Mapped[str] = plain(String(10))
    kind: Mapped[str] = plain(String(20))
    text: Mapped[str] = about(WORDS, String(TEXT), default="")
    author_id: Mapped[int | None] = about(STAFF, ForeignKey("account.id"))
    at: Mapped[datetime] = plain()
    written_by: Mapped[str] = plain(String(10), default="staff", server_default=sql("'staff'"))
    raiser_id: Mapped[int | None] = plain(ForeignKey("raiser.id"))
    relay_id: Mapped[int | None] = plain(ForeignKey("relay.id"))

    author: Mapped[Account | None] = relationship(lazy="raise")

    @property
    def writer(self) -> str:
        """Who wrote it, in words."""
        return self.author.name if self.author else labels.WRITERS[self.written_by]


fixed(Promise, {"raiser_id", "cycle", "heard_on", "due_on", "days", "skipped", "made_at"})
append_only(Feedback, besides={"posted_on", "message_id", "returned_on", "returned_by_id"})
append_only(Attempt)
append_only(Impossible)
append_only(Entry)
# the tries and the impossible hold no words and stay for the figures; what was told and the timeline hold words whose
# period ends (12 months after the closing), and a letter gets its posting date: the database must let these change
only_added(Attempt.__table__)
only_added(Impossible.__table__)
