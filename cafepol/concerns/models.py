"""A concern and the people who raised it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, relationship

from cafepol.accounts.models import Account
from cafepol.concerns import control_models, deadlines, debts, labels
from cafepol.concerns.aloud import Person
from cafepol.concerns.debts import Channel, RaiserKind
from cafepol.concerns.keeping import fixed
from cafepol.concerns.records import TEXT, Attempt, Entry, Feedback, Impossible, Promise, one_of
from cafepol.concerns.transitions import ALIVE, KEPT, OPEN, VOID_REASONS, Outcome, State
from cafepol.core.clock import local
from cafepol.core.db import Base
from cafepol.core.personal import RAISER, STAFF, WORDS, about, plain
from cafepol.meetings.models import Meeting
from cafepol.registrations.models import Registration
from cafepol.staff.models import Officer
from cafepol.zone.models import Commune, Quarter, Theme

LINE = 120
SUMMARY = 600
SEARCH = 400
TABLES = (control_models,)  # whoever knows concerns knows these
_OPEN = sql(one_of("state", sorted(OPEN)))


class ConcernSerial(Base):
    """The last number given out in a year."""

    __tablename__ = "concern_serial"

    year: Mapped[int] = plain(primary_key=True, autoincrement=False)
    last: Mapped[int] = plain()


class Concern(Base):
    """One situation that residents brought up. `version` rises with every change of state, owner or step."""

    __tablename__ = "concern"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint(one_of("orientation", sorted(KEPT)), name="orientation"),
        CheckConstraint(one_of("outcome", Outcome), name="outcome"),
        CheckConstraint(one_of("void_reason", VOID_REASONS), name="void_reason"),
        CheckConstraint("(orientation = 'concern' AND wiped_at IS NULL) = (facts <> '')", name="facts"),
        CheckConstraint(f"length(facts) <= {TEXT}", name="facts_length"),
        CheckConstraint(f"length(decided) <= {TEXT}", name="decided_length"),
        CheckConstraint("state IN ('closed', 'voided', 'merged') OR next_on IS NOT NULL", name="next_date"),
        CheckConstraint(
            "state NOT IN ('closed', 'reopen_requested') OR (closed_at IS NOT NULL AND outcome IS NOT NULL"
            " AND (summary <> '' OR wiped_at IS NOT NULL))",
            name="closed",
        ),
        CheckConstraint("(state = 'voided') = (void_reason IS NOT NULL)", name="voided"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged"),
        CheckConstraint("cycle >= 1", name="cycle"),
        Index(None, "state", "next_on"),
        Index(None, "commune_id", "state"),
        Index(None, "quarter_id", "theme_id", "state"),
        Index("ix_concern_open_owner_id", "owner_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
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
    cycle: Mapped[int] = plain(default=1, server_default=sql("1"))  # rises each time it is taken up again
    merged_into_id: Mapped[int | None] = plain(ForeignKey("concern.id"), index=True)
    recorded_on: Mapped[date | None] = plain()  # elsewhere; its texts are wiped some time after
    wiped_at: Mapped[datetime | None] = plain()
    search: Mapped[str] = about(WORDS, String(SEARCH), default="", server_default=sql("''"))

    meeting: Mapped[Meeting | None] = relationship(lazy="raise")
    commune: Mapped[Commune] = relationship(lazy="raise")
    quarter: Mapped[Quarter | None] = relationship(lazy="raise")
    theme: Mapped[Theme] = relationship(lazy="raise")
    owner: Mapped[Officer] = relationship(lazy="raise")
    created_by: Mapped[Account] = relationship(lazy="raise")
    raisers: Mapped[list["Raiser"]] = relationship(
        lazy="raise", order_by="Raiser.id", back_populates="concern", foreign_keys="Raiser.concern_id"
    )
    entries: Mapped[list[Entry]] = relationship(lazy="raise", order_by=Entry.id)

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
    def waiting_names(self) -> str:
        """Who still waits, in words: « Mme Martin et M. Petit »; empty when nobody does."""
        return debts.joined([raiser.label for raiser in self.waiting])

    @property
    def due_on(self) -> date | None:
        """The earliest promise to somebody who still waits; None when nobody does."""
        return min((raiser.promised_on for raiser in self.waiting), default=None)

    @property
    def is_orphan(self) -> bool:
        """Whether somebody has to act and its owner has left, or works elsewhere by now."""
        is_there = self.owner.is_active and self.owner.commissariat_id == self.commune.commissariat_id
        return self.status in ALIVE and not is_there


class Raiser(Base):
    """Somebody who raised a concern, with one promise for each cycle. What is owed is owed in the last one."""

    __tablename__ = "raiser"
    __table_args__ = (
        CheckConstraint(one_of("kind", RaiserKind), name="kind"),
        CheckConstraint(one_of("channel", Channel), name="channel"),
        CheckConstraint("wants_feedback = (channel <> 'none')", name="wants_feedback"),
    )

    id: Mapped[int] = plain(primary_key=True)
    concern_id: Mapped[int] = plain(ForeignKey("concern.id"), index=True)
    # what a registration lends (name, contact) is kept here; only one that nobody ticked is deleted, so no debt returns
    registration_id: Mapped[int | None] = plain(ForeignKey("registration.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = plain(String(12))
    name: Mapped[str | None] = about(RAISER, String(LINE))
    mail: Mapped[str | None] = about(RAISER, String(254))
    phone: Mapped[str | None] = about(RAISER, String(20))
    address: Mapped[str | None] = about(RAISER, String(300))
    wants_feedback: Mapped[bool] = plain()
    channel: Mapped[str] = plain(String(10))
    heard_on: Mapped[date] = plain()
    words: Mapped[str] = about(WORDS, String(TEXT), default="", server_default=sql("''"))  # this person's own
    search: Mapped[str] = about(RAISER, String(SEARCH), default="", server_default=sql("''"))
    moved_from_id: Mapped[int | None] = plain(ForeignKey("concern.id"))  # the concern that was merged into this one

    concern: Mapped[Concern] = relationship(lazy="raise", back_populates="raisers", foreign_keys=[concern_id])
    registration: Mapped[Registration | None] = relationship(lazy="raise")
    promises: Mapped[list[Promise]] = relationship(lazy="raise", order_by=Promise.cycle)
    feedbacks: Mapped[list[Feedback]] = relationship(lazy="raise", order_by=Feedback.id)
    attempts: Mapped[list[Attempt]] = relationship(lazy="raise", order_by=Attempt.id)
    impossibles: Mapped[list[Impossible]] = relationship(lazy="raise", order_by=Impossible.cycle)

    @property
    def label(self) -> str:
        """The name, or what is said instead of one."""
        return self.name or labels.NAMELESS[RaiserKind(self.kind)]

    @property
    def person(self) -> Person:
        """As whom a text may name them."""
        return Person(self.name or "", self.mail or "", self.phone or "", self.address or "")

    @property
    def promise(self) -> Promise:
        """What is promised now."""
        return self.promises[-1]

    @property
    def promised_on(self) -> date:
        """The day by which this person hears, as it stands now."""
        return self.promise.valid_on

    @property
    def promise_days(self) -> int:
        """How many working days that is."""
        return self.promise.days

    @property
    def skipped_days(self) -> list[tuple[date, str]]:
        """The weekdays that did not count in the promise, each with its reason."""
        return self.promise.skipped_days

    @property
    def on_time(self) -> bool | None:
        """Whether the present promise was kept: frozen at the closing."""
        return self.promise.on_time

    @property
    def impossible(self) -> Impossible | None:
        """Why this person cannot be told what is owed now, if that was said."""
        return next((each for each in self.impossibles if each.cycle == self.promise.cycle), None)

    @property
    def tries(self) -> list[Attempt]:
        """The tries to tell what is owed now; they are loaded."""
        return [each for each in self.attempts if each.cycle == self.promise.cycle]

    @property
    def discharged_on(self) -> date | None:
        """The first day on which nothing was owed to this person any more."""
        impossible_on = local(self.impossible.at).date() if self.impossible else None
        told = (feedback.told() for feedback in self.feedbacks)
        return debts.discharged_on(told, impossible_on, cycle=self.promise.cycle)

    @property
    def waits(self) -> bool:
        """Whether this person wants feedback and was neither told nor impossible to tell."""
        return self.wants_feedback and self.discharged_on is None

    def was_answered_at(self, meeting_id: int) -> bool:
        """Whether what is owed now was already said at a meeting, and noted."""
        cycle = self.promise.cycle
        return any(each.is_answer and (each.meeting_id, each.cycle) == (meeting_id, cycle) for each in self.feedbacks)

    def is_near(self, today: date) -> bool:
        """Whether the promised day is today or tomorrow."""
        return deadlines.is_near(self.promised_on, today)


fixed(Raiser, {"concern_id", "heard_on"})
