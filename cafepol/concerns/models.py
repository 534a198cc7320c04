"""A concern, the people who raised it, what they were told, and what happened."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, event, inspect
from sqlalchemy.orm import Mapped, relationship

from cafepol.accounts.models import Account
from cafepol.concerns import debts, labels
from cafepol.concerns.debts import Channel, RaiserKind
from cafepol.concerns.transitions import OPEN, VOID_REASONS, Orientation, Outcome, State
from cafepol.core.clock import local
from cafepol.core.db import Base
from cafepol.core.personal import RAISER, STAFF, WORDS, about, plain
from cafepol.meetings.models import Meeting
from cafepol.messages.models import Message
from cafepol.registrations.models import Registration
from cafepol.staff.models import Officer
from cafepol.zone.models import Commune, Quarter, Theme

LINE = 120
TEXT = 2000
SUMMARY = 600
CAME_BACK = frozenset({"bounced", "dead", "dropped"})


def _one_of(column: str, values: Any) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class ConcernSerial(Base):
    """The last number given out in a year."""

    __tablename__ = "concern_serial"

    year: Mapped[int] = plain(primary_key=True, autoincrement=False)
    last: Mapped[int] = plain()


class Concern(Base):
    """One situation that residents brought up. `version` rises with every change of state, owner or step."""

    __tablename__ = "concern"
    __table_args__ = (
        CheckConstraint(_one_of("state", State), name="state"),
        CheckConstraint(_one_of("orientation", (Orientation.CONCERN, Orientation.OFFENCE_TO_RECORD)), name="orientation"),
        CheckConstraint(_one_of("outcome", Outcome), name="outcome"),
        CheckConstraint(_one_of("void_reason", VOID_REASONS), name="void_reason"),
        CheckConstraint("(orientation = 'concern') = (facts <> '')", name="facts"),
        CheckConstraint(f"length(facts) <= {TEXT}", name="facts_length"),
        CheckConstraint(f"length(decided) <= {TEXT}", name="decided_length"),
        CheckConstraint("state IN ('closed', 'voided') OR next_on IS NOT NULL", name="next_date"),
        CheckConstraint("state <> 'closed' OR (closed_at IS NOT NULL AND outcome IS NOT NULL AND summary <> '')", name="closed"),
        CheckConstraint("(state = 'voided') = (void_reason IS NOT NULL)", name="voided"),
        Index(None, "state", "next_on"),
    )

    id: Mapped[int] = plain(primary_key=True)
    number: Mapped[str] = plain(String(20), unique=True)
    version: Mapped[int] = plain(default=1)
    state: Mapped[str] = plain(String(20), default=State.HEARD)
    orientation: Mapped[str] = plain(String(30))
    meeting_id: Mapped[int | None] = plain(ForeignKey("meeting.id"), index=True)
    commune_id: Mapped[int] = plain(ForeignKey("commune.id"), index=True)
    quarter_id: Mapped[int | None] = plain(ForeignKey("quarter.id"), index=True)
    theme_id: Mapped[int] = plain(ForeignKey("theme.id"), index=True)
    owner_id: Mapped[int] = about(STAFF, ForeignKey("officer.id"), index=True)
    place: Mapped[str] = about(WORDS, String(LINE), default="")
    title: Mapped[str] = about(WORDS, String(LINE))
    facts: Mapped[str] = about(WORDS, String(TEXT), default="")
    reference: Mapped[str] = plain(String(60), default="")  # of what is on record elsewhere
    decided: Mapped[str] = about(WORDS, String(TEXT), default="")
    outcome: Mapped[str | None] = plain(String(30))
    summary: Mapped[str] = about(WORDS, String(SUMMARY), default="")
    next_step: Mapped[str] = about(WORDS, String(LINE), default="")
    next_on: Mapped[date | None] = plain()
    void_reason: Mapped[str | None] = plain(String(20))
    created_at: Mapped[datetime] = plain()
    created_by_id: Mapped[int] = about(STAFF, ForeignKey("account.id"))
    closed_at: Mapped[datetime | None] = plain()

    meeting: Mapped[Meeting | None] = relationship(lazy="raise")
    commune: Mapped[Commune] = relationship(lazy="raise")
    quarter: Mapped[Quarter | None] = relationship(lazy="raise")
    theme: Mapped[Theme] = relationship(lazy="raise")
    owner: Mapped[Officer] = relationship(lazy="raise")
    created_by: Mapped[Account] = relationship(lazy="raise")
    raisers: Mapped[list["Raiser"]] = relationship(lazy="raise", order_by="Raiser.id", back_populates="concern")
    entries: Mapped[list["Entry"]] = relationship(lazy="raise", order_by="Entry.id", back_populates="concern")

    @property
    def status(self) -> State:
        """The state as the rules know it."""
        return State(self.state)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.status in OPEN

    @property
    def where(self) -> str:
        """« Wasmes »: the quarter's name, or the commune's."""
        return self.quarter.name if self.quarter else self.commune.name

    @property
    def waiting(self) -> list["Raiser"]:
        """Who still waits for feedback; the raisers and their feedback are loaded."""
        return [raiser for raiser in self.raisers if raiser.waits]

    @property
    def due_on(self) -> date | None:
        """The earliest promise to somebody who still waits; None when nobody does."""
        return min((raiser.promised_on for raiser in self.waiting), default=None)

    @property
    def is_orphan(self) -> bool:
        """Whether it is open and its owner has left."""
        return self.is_open and not self.owner.is_active


class Raiser(Base):
    """Somebody who raised a concern. The promised day is stored once and never moves."""

    __tablename__ = "raiser"
    __table_args__ = (
        CheckConstraint(_one_of("kind", RaiserKind), name="kind"),
        CheckConstraint(_one_of("channel", Channel), name="channel"),
        CheckConstraint("wants_feedback = (channel <> 'none')", name="wants_feedback"),
        CheckConstraint("promised_on > heard_on", name="promise"),
    )

    id: Mapped[int] = plain(primary_key=True)
    concern_id: Mapped[int] = plain(ForeignKey("concern.id"), index=True)
    registration_id: Mapped[int | None] = plain(ForeignKey("registration.id"), index=True)
    kind: Mapped[str] = plain(String(12))
    name: Mapped[str | None] = about(RAISER, String(LINE))
    mail: Mapped[str | None] = about(RAISER, String(254))
    phone: Mapped[str | None] = about(RAISER, String(20))
    address: Mapped[str | None] = about(RAISER, String(300))
    wants_feedback: Mapped[bool] = plain()
    channel: Mapped[str] = plain(String(10))
    heard_on: Mapped[date] = plain()
    promised_on: Mapped[date] = plain()
    promise_days: Mapped[int] = plain()  # working days
    skipped: Mapped[list[list[str]]] = plain(JSON)  # weekdays that did not count, each with its reason
    on_time: Mapped[bool | None] = plain()  # frozen at the closing; None: no feedback was wanted

    concern: Mapped[Concern] = relationship(lazy="raise", back_populates="raisers")
    registration: Mapped[Registration | None] = relationship(lazy="raise")
    feedbacks: Mapped[list["Feedback"]] = relationship(lazy="raise", order_by="Feedback.id", back_populates="raiser")
    attempts: Mapped[list["Attempt"]] = relationship(lazy="raise", order_by="Attempt.id", back_populates="raiser")
    impossible: Mapped["Impossible | None"] = relationship(lazy="raise", back_populates="raiser")

    @property
    def label(self) -> str:
        """The name, or what is said instead of one."""
        return self.name or labels.NAMELESS[RaiserKind(self.kind)]

    @property
    def was_present(self) -> bool:
        """Whether this person's registration is ticked as present at the meeting."""
        return self.registration is not None and bool(self.registration.present)

    @property
    def discharged_on(self) -> date | None:
        """The first day on which nothing was owed to this person any more."""
        impossible_on = local(self.impossible.at).date() if self.impossible else None
        return debts.discharged_on((feedback.told(was_present=self.was_present) for feedback in self.feedbacks), impossible_on)

    @property
    def waits(self) -> bool:
        """Whether this person wants feedback and was neither told nor impossible to tell."""
        return self.wants_feedback and self.discharged_on is None

    @property
    def skipped_days(self) -> list[tuple[date, str]]:
        """The weekdays that did not count in the promise, each with its reason."""
        return [(date.fromisoformat(day), reason) for day, reason in self.skipped]


class Feedback(Base):
    """What one raiser was told. Rows are only ever added; a letter gets its posting date later."""

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint(_one_of("channel", [channel for channel in Channel if channel is not Channel.NONE]), name="channel"),
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

    raiser: Mapped[Raiser] = relationship(lazy="raise", back_populates="feedbacks")
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


class Attempt(Base):
    """One try to reach a raiser, without success."""

    __tablename__ = "attempt"

    id: Mapped[int] = plain(primary_key=True)
    raiser_id: Mapped[int] = plain(ForeignKey("raiser.id"), index=True)
    tried_on: Mapped[date] = plain()
    author_id: Mapped[int] = about(STAFF, ForeignKey("account.id"))
    created_at: Mapped[datetime] = plain()

    raiser: Mapped[Raiser] = relationship(lazy="raise", back_populates="attempts")


class Impossible(Base):
    """« Retour impossible », with its reason and who said so."""

    __tablename__ = "impossible"
    __table_args__ = (CheckConstraint(_one_of("code", debts.ImpossibleCode), name="code"),)

    id: Mapped[int] = plain(primary_key=True)
    raiser_id: Mapped[int] = plain(ForeignKey("raiser.id"), unique=True)
    code: Mapped[str] = plain(String(20))
    author_id: Mapped[int] = about(STAFF, ForeignKey("account.id"))
    at: Mapped[datetime] = plain()

    raiser: Mapped[Raiser] = relationship(lazy="raise", back_populates="impossible")


class Entry(Base):
    """One line of the timeline, for one reader: the team, the partner or the resident. Never copied across."""

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint(_one_of("compartment", labels.COMPARTMENTS), name="compartment"),
        CheckConstraint(_one_of("kind", labels.ENTRIES), name="kind"),
        CheckConstraint(f"length(text) <= {TEXT}", name="text_length"),
    )

    id: Mapped[int] = plain(primary_key=True)
    concern_id: Mapped[int] = plain(ForeignKey("concern.id"), index=True)
    compartment: Mapped[str] = plain(String(10))
    kind: Mapped[str] = plain(String(20))
    text: Mapped[str] = about(WORDS, String(TEXT), default="")
    author_id: Mapped[int] = about(STAFF, ForeignKey("account.id"))
    at: Mapped[datetime] = plain()

    concern: Mapped[Concern] = relationship(lazy="raise", back_populates="entries")
    author: Mapped[Account] = relationship(lazy="raise")


# what may still be written once the row is there; None: anything but the columns named
_WRITABLE = {Feedback: {"posted_on", "message_id"}, Entry: set[str](), Attempt: set[str](), Impossible: set[str]()}
_FIXED = {Raiser: {"promised_on", "heard_on", "promise_days", "skipped", "concern_id"}}


def _keep_as_written(_mapper: Any, _connection: Any, row: Base) -> None:
    """Append-only rows and promises cannot be changed through the models; a programming error if tried."""
    state = inspect(row)
    changed = {key for key in state.mapper.column_attrs.keys() if state.attrs[key].history.has_changes()}  # noqa: SIM118 -- not a dict
    kind = type(row)
    broken = changed - _WRITABLE[kind] if kind in _WRITABLE else changed & _FIXED[kind]
    if broken:
        msg = f"{kind.__tablename__}: {', '.join(sorted(broken))} cannot be changed"
        raise TypeError(msg)


def _keep(_mapper: Any, _connection: Any, row: Base) -> None:
    msg = f"{type(row).__tablename__} is append-only"
    raise TypeError(msg)


for _kind in (*_WRITABLE, *_FIXED):
    event.listen(_kind, "before_update", _keep_as_written)
for _kind in _WRITABLE:
    event.listen(_kind, "before_delete", _keep)
