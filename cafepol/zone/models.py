"""The zone's reference data: read from a profile once, afterwards the database is the truth."""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, relationship

from cafepol.core import personal
from cafepol.core.db import Base
from cafepol.core.personal import about, plain


class Zone(Base):
    """The one police zone of this installation: its name, its rules and its colours."""

    __tablename__ = "zone"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("promise_days BETWEEN 1 AND 60", name="promise_days"),
        CheckConstraint("cadence_min >= 0 AND cadence_max >= cadence_min", name="cadence"),
        CheckConstraint("travel_gap_minutes BETWEEN 0 AND 240", name="travel_gap"),
        CheckConstraint("round_late_days BETWEEN 0 AND 60", name="round_late_days"),
    )

    id: Mapped[int] = plain(primary_key=True)
    slug: Mapped[str] = plain(String(40))
    name: Mapped[str] = plain(String(120))
    short_name: Mapped[str] = plain(String(60))
    phone: Mapped[str] = plain(String(20))
    mail: Mapped[str] = plain(String(254))
    website: Mapped[str] = plain(String(200))
    address: Mapped[str] = plain(String(200))
    publisher: Mapped[str] = plain(String(200))
    controller: Mapped[str] = plain(String(300))
    dpo: Mapped[str] = plain(String(254))
    languages: Mapped[list[str]] = plain(JSON)
    default_title: Mapped[str] = plain(String(120))
    colours: Mapped[dict[str, str]] = plain(JSON)
    promise_days: Mapped[int] = plain()  # working days
    cadence_min: Mapped[int] = plain()  # meetings per commune and month
    cadence_max: Mapped[int] = plain()
    travel_gap_minutes: Mapped[int] = plain()
    flyer_days: Mapped[int] = plain()  # days a flyer needs to reach the mailboxes
    round_late_days: Mapped[int] = plain(default=5, server_default=text("5"))  # days before a meeting
    same_quarter_days: Mapped[int] = plain()
    horizon_months: Mapped[int] = plain()
    # where a complaint against the police goes: lines of an address, with its telephone
    internal_control: Mapped[str] = plain(String(300), default="", server_default=text("''"))
    oversight: Mapped[str] = plain(String(300), default="", server_default=text("''"))

    @property
    def cadence(self) -> str:
        """The target in words: « 2 à 3 »."""
        same = self.cadence_min == self.cadence_max
        return str(self.cadence_min) if same else f"{self.cadence_min} à {self.cadence_max}"


class Commissariat(Base):
    """A neighbourhood police station, in charge of one commune or several."""

    __tablename__ = "commissariat"

    id: Mapped[int] = plain(primary_key=True)
    slug: Mapped[str] = plain(String(40), unique=True)
    name: Mapped[str] = plain(String(120))
    chief_title: Mapped[str | None] = plain(String(80))
    address: Mapped[str] = plain(String(200))
    phone: Mapped[str] = plain(String(20))
    mail: Mapped[str] = plain(String(254))
    hours: Mapped[str] = plain(String(200))

    communes: Mapped[list["Commune"]] = relationship(
        back_populates="commissariat", order_by="Commune.position", lazy="raise"
    )

    @property
    def place(self) -> str:
        """The communes in its charge, which must be loaded: « Colfontaine », « Rietbeke et Molenwater »."""
        return " et ".join(commune.name for commune in self.communes)


class Commune(Base):
    """A municipality of the zone."""

    __tablename__ = "commune"

    id: Mapped[int] = plain(primary_key=True)
    slug: Mapped[str] = plain(String(40), unique=True)
    name: Mapped[str] = plain(String(80))
    postal_code: Mapped[str] = plain(String(10))
    commissariat_id: Mapped[int] = plain(ForeignKey("commissariat.id"), index=True)
    nearby: Mapped[list[str]] = plain(JSON)  # slugs, nearest first
    position: Mapped[int] = plain()

    commissariat: Mapped[Commissariat] = relationship(back_populates="communes", lazy="raise")


class Quarter(Base):
    """A part of a commune that residents call by its name."""

    __tablename__ = "quarter"
    __table_args__ = (
        UniqueConstraint("commune_id", "name"),
        CheckConstraint("length(name) BETWEEN 1 AND 80", name="name_length"),
    )

    id: Mapped[int] = plain(primary_key=True)
    commune_id: Mapped[int] = plain(ForeignKey("commune.id"), index=True)
    name: Mapped[str] = plain(String(80))

    commune: Mapped[Commune] = relationship(lazy="raise")


class Street(Base):
    """A street, or the part of one, that lies in a quarter. `key` is what people remember of its name."""

    __tablename__ = "street"
    __table_args__ = (
        UniqueConstraint("quarter_id", "name"),
        CheckConstraint("length(name) BETWEEN 1 AND 120", name="name_length"),
        CheckConstraint("mailboxes IS NULL OR mailboxes >= 0", name="mailboxes"),
    )

    id: Mapped[int] = plain(primary_key=True)
    quarter_id: Mapped[int] = plain(ForeignKey("quarter.id"), index=True)
    name: Mapped[str] = plain(String(120))
    key: Mapped[str] = plain(String(200), index=True)
    mailboxes: Mapped[int | None] = plain()  # None: nobody counted

    quarter: Mapped[Quarter] = relationship(lazy="raise")


class Venue(Base):
    """A room where a meeting can be held. `version` rises with every edit."""

    __tablename__ = "venue"
    __table_args__ = (CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),)

    id: Mapped[int] = plain(primary_key=True)
    commune_id: Mapped[int] = plain(ForeignKey("commune.id"), index=True)
    quarter_id: Mapped[int | None] = plain(ForeignKey("quarter.id"), index=True)
    name: Mapped[str] = plain(String(120))
    street: Mapped[str] = plain(String(120))
    postal_code: Mapped[str] = plain(String(10))
    locality: Mapped[str] = plain(String(80))
    capacity: Mapped[int | None] = plain()  # people
    access_note: Mapped[str] = plain(String(300), default="")
    is_accessible: Mapped[bool] = plain(default=False)
    is_active: Mapped[bool] = plain(default=True)
    opening_hours: Mapped[str] = plain(String(200), default="", server_default=text("''"))
    contact_name: Mapped[str] = about(personal.PARTNER, String(80), default="", server_default=text("''"))
    contact_phone: Mapped[str | None] = about(personal.PARTNER, String(20))
    contact_mail: Mapped[str | None] = about(personal.PARTNER, String(254))
    version: Mapped[int] = plain(default=1, server_default=text("1"))

    commune: Mapped[Commune] = relationship(lazy="raise")
    quarter: Mapped[Quarter | None] = relationship(lazy="raise")

    @property
    def address(self) -> str:
        """« rue de l’École 5, 7340 Wasmes »."""
        return f"{self.street}, {self.postal_code} {self.locality}"


class PlanPriority(Base):
    """A priority phenomenon or an attention of one cycle of the zonal safety plan."""

    __tablename__ = "plan_priority"
    __table_args__ = (
        CheckConstraint("kind IN ('phenomenon', 'attention')", name="kind"),
        CheckConstraint("ends_on >= starts_on", name="period"),
    )

    id: Mapped[int] = plain(primary_key=True)
    slug: Mapped[str] = plain(String(40), unique=True)
    plan: Mapped[str] = plain(String(40))
    kind: Mapped[str] = plain(String(20))
    label: Mapped[str] = plain(String(200))
    starts_on: Mapped[date] = plain()
    ends_on: Mapped[date] = plain()
    position: Mapped[int] = plain()


class Theme(Base):
    """What a concern is about; evidence for one priority of the plan, or for none."""

    __tablename__ = "theme"

    id: Mapped[int] = plain(primary_key=True)
    slug: Mapped[str] = plain(String(40), unique=True)
    label: Mapped[str] = plain(String(80))
    priority_id: Mapped[int | None] = plain(ForeignKey("plan_priority.id"), index=True)
    position: Mapped[int] = plain()

    priority: Mapped[PlanPriority | None] = relationship(lazy="raise")


class PartnerKind(Base):
    """A sort of partner: social housing, alderman, prevention service."""

    __tablename__ = "partner_kind"

    id: Mapped[int] = plain(primary_key=True)
    slug: Mapped[str] = plain(String(40), unique=True)
    label: Mapped[str] = plain(String(80))
    position: Mapped[int] = plain()


class PreventionTopic(Base):
    """A prevention project that an officer may present at a meeting."""

    __tablename__ = "prevention_topic"

    id: Mapped[int] = plain(primary_key=True)
    slug: Mapped[str] = plain(String(40), unique=True)
    label: Mapped[str] = plain(String(120))
    position: Mapped[int] = plain()


class PreparationItem(Base):
    """A step of preparing a meeting, due so many days before it.

    `derived` names what CaféPol knows by itself; what it does not know is ticked.
    """

    __tablename__ = "preparation_item"
    __table_args__ = (
        CheckConstraint("days_before BETWEEN 0 AND 180", name="days_before"),
        CheckConstraint("derived IN ('published', 'invited', 'flyer', 'handed_out')", name="derived"),
    )

    id: Mapped[int] = plain(primary_key=True)
    slug: Mapped[str] = plain(String(40), unique=True)
    label: Mapped[str] = plain(String(120))
    days_before: Mapped[int] = plain()
    derived: Mapped[str | None] = plain(String(10))
    position: Mapped[int] = plain()
