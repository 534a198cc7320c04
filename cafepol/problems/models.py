"""A problem behind several concerns, the concerns that it groups, and its timeline. No resident is named here."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, relationship

from cafepol.accounts.models import Account
from cafepol.concerns.keeping import append_only, fixed
from cafepol.concerns.models import Concern
from cafepol.concerns.records import one_of
from cafepol.core.db import Base
from cafepol.core.personal import STAFF, WORDS, about, plain
from cafepol.problems import stages
from cafepol.problems.counting import Comparison
from cafepol.problems.labels import ENTRIES
from cafepol.problems.stages import LINE, NARRATIVE, USUAL_WINDOW, WINDOWS, Stage, Verdict
from cafepol.staff.models import Officer
from cafepol.zone.models import Commune, Quarter, Theme

TEXT = 2000
_PLANNED = "('response', 'assessment', 'closed')"
_JUDGED = "('assessment', 'closed')"


class ProblemSerial(Base):
    """The last number given out in a year."""

    __tablename__ = "problem_serial"

    year: Mapped[int] = plain(primary_key=True, autoincrement=False)
    last: Mapped[int] = plain()


class Problem(Base):
    """One problem of a commune; its quarter and theme are those that all its concerns share."""

    __tablename__ = "problem"
    __table_args__ = (
        CheckConstraint(one_of("stage", Stage), name="stage"),
        CheckConstraint(one_of("verdict", Verdict), name="verdict"),
        CheckConstraint(f"window_days IN {WINDOWS}", name="window"),
        CheckConstraint(f"length(analysis) <= {NARRATIVE}", name="analysis_length"),
        CheckConstraint(f"length(response) <= {NARRATIVE}", name="response_length"),
        CheckConstraint(f"length(verdict_text) <= {NARRATIVE}", name="verdict_length"),
        CheckConstraint("stage = 'scanning' OR analysis <> ''", name="analysed"),
        CheckConstraint(
            f"stage NOT IN {_PLANNED} OR (response <> '' AND response_from IS NOT NULL AND evaluate_on IS NOT NULL)",
            name="planned",
        ),
        CheckConstraint("evaluate_on > response_from", name="evaluation_after"),
        CheckConstraint(f"(stage IN {_JUDGED}) = (verdict IS NOT NULL)", name="judged"),
        CheckConstraint(
            f"stage IN {_JUDGED} OR (before_count IS NULL AND after_count IS NULL)", name="counted"
        ),
        CheckConstraint("(stage = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        Index(None, "commune_id", "stage"),
    )  # fmt: skip

    id: Mapped[int] = plain(primary_key=True)
    number: Mapped[str] = plain(String(20), unique=True)
    version: Mapped[int] = plain(default=1)
    stage: Mapped[str] = plain(String(12), default=Stage.SCANNING)
    commune_id: Mapped[int] = plain(ForeignKey("commune.id"))
    quarter_id: Mapped[int | None] = plain(ForeignKey("quarter.id"))
    theme_id: Mapped[int | None] = plain(ForeignKey("theme.id"))
    owner_id: Mapped[int] = about(STAFF, ForeignKey("officer.id"), index=True)
    title: Mapped[str] = about(WORDS, String(LINE))
    analysis: Mapped[str] = about(WORDS, String(NARRATIVE), default="")
    response: Mapped[str] = about(WORDS, String(NARRATIVE), default="")
    response_from: Mapped[date | None] = plain()
    evaluate_on: Mapped[date | None] = plain()
    window_days: Mapped[int] = plain(default=USUAL_WINDOW)
    before_count: Mapped[int | None] = plain()  # frozen at the assessment; None there: the window was not complete
    after_count: Mapped[int | None] = plain()
    verdict: Mapped[str | None] = plain(String(10))
    verdict_text: Mapped[str] = about(WORDS, String(NARRATIVE), default="")
    created_at: Mapped[datetime] = plain()
    created_by_id: Mapped[int] = about(STAFF, ForeignKey("account.id"))
    closed_at: Mapped[datetime | None] = plain()

    commune: Mapped[Commune] = relationship(lazy="raise")
    quarter: Mapped[Quarter | None] = relationship(lazy="raise")
    theme: Mapped[Theme | None] = relationship(lazy="raise")
    owner: Mapped[Officer] = relationship(lazy="raise")
    grouped: Mapped[list["ProblemConcern"]] = relationship(
        lazy="raise", order_by="ProblemConcern.concern_id", cascade="all, delete-orphan"
    )
    entries: Mapped[list["ProblemEntry"]] = relationship(lazy="raise", order_by="ProblemEntry.id")

    @property
    def status(self) -> Stage:
        """The stage as the rules know it."""
        return Stage(self.stage)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.status is not Stage.CLOSED

    @property
    def is_gathering(self) -> bool:
        """Whether concerns may still come and go."""
        return self.status in stages.GATHERING

    @property
    def where(self) -> str:
        """« Wasmes »: the quarter's name, or the commune's."""
        return self.quarter.name if self.quarter else self.commune.name

    @property
    def what(self) -> str:
        """The theme that all its concerns share, or « tous les thèmes »."""
        return self.theme.label if self.theme else "tous les thèmes"

    @property
    def counted(self) -> Comparison:
        """The counts that were frozen at the assessment."""
        return Comparison(self.before_count, self.after_count, self.window_days)

    def is_due(self, today: date) -> bool:
        """Whether the day set for its evaluation has come."""
        return stages.is_due(self.status, self.evaluate_on, today)


class ProblemConcern(Base):
    """A concern that a problem groups; it is in one open problem at most (`is_open`: the problem is)."""

    __tablename__ = "problem_concern"
    __table_args__ = (
        Index(
            "uq_problem_concern_open",
            "concern_id",
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
    )

    problem_id: Mapped[int] = plain(ForeignKey("problem.id"), primary_key=True)
    concern_id: Mapped[int] = plain(ForeignKey("concern.id"), primary_key=True)
    is_open: Mapped[bool] = plain(default=True)

    concern: Mapped[Concern] = relationship(lazy="raise")


class ProblemEntry(Base):
    """One line of a problem's timeline. Rows are only ever added."""

    __tablename__ = "problem_entry"
    __table_args__ = (
        CheckConstraint(one_of("kind", ENTRIES), name="kind"),
        CheckConstraint(f"length(text) <= {TEXT}", name="text_length"),
    )

    id: Mapped[int] = plain(primary_key=True)
    problem_id: Mapped[int] = plain(ForeignKey("problem.id"), index=True)
    kind: Mapped[str] = plain(String(12))
    text: Mapped[str] = about(WORDS, String(TEXT), default="")
    author_id: Mapped[int] = about(STAFF, ForeignKey("account.id"))
    at: Mapped[datetime] = plain()

    author: Mapped[Account] = relationship(lazy="raise")


append_only(ProblemEntry)
fixed(Problem, {"number", "commune_id", "created_at", "created_by_id"})
