"""The people of the commissariats, with or without an account."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, LargeBinary, String, Table, false, true
from sqlalchemy.orm import Mapped, relationship

from cafepol.core import personal
from cafepol.core.db import Base
from cafepol.core.personal import about, plain
from cafepol.staff import names
from cafepol.zone.models import Commissariat, Quarter

officer_quarter = Table(
    "officer_quarter",
    Base.metadata,
    Column(
        "officer_id",
        ForeignKey("officer.id", ondelete="CASCADE"),
        primary_key=True,
        info={"privacy": personal.STAFF},
    ),
    Column("quarter_id", ForeignKey("quarter.id"), primary_key=True, index=True, info={"privacy": personal.NONE}),
)


class Officer(Base):
    """A member of a commissariat who holds meetings or answers for concerns."""

    __tablename__ = "officer"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 80", name="name_length"),
        CheckConstraint("length(rank) <= 20", name="rank_length"),
        CheckConstraint("length(title) <= 60", name="title_length"),
    )

    id: Mapped[int] = plain(primary_key=True)
    account_id: Mapped[int | None] = plain(ForeignKey("account.id"), unique=True)
    name: Mapped[str] = about(personal.STAFF, String(80))  # with civility: « M. Dupont »
    rank: Mapped[str] = about(personal.STAFF, String(20))  # INP, INPP, CP…
    title: Mapped[str] = about(personal.STAFF, String(60))  # « Inspecteur », « Inspectrice »
    phone: Mapped[str | None] = about(personal.STAFF, String(20))
    mail: Mapped[str | None] = about(personal.STAFF, String(254))
    commissariat_id: Mapped[int] = plain(ForeignKey("commissariat.id"), index=True)
    is_active: Mapped[bool] = plain(default=True)
    # what residents are shown beside the commissariat's own number: each officer chooses
    shows_name: Mapped[bool] = plain(default=True, server_default=true())
    shows_phone: Mapped[bool] = plain(default=False, server_default=false())
    shows_mail: Mapped[bool] = plain(default=False, server_default=false())

    commissariat: Mapped[Commissariat] = relationship(lazy="raise")
    quarters: Mapped[list[Quarter]] = relationship(secondary=officer_quarter, order_by=Quarter.name, lazy="raise")

    @property
    def full_name(self) -> str:
        """« Inspecteur Dupont »."""
        return names.full_name(self.title, self.name)


class OfficerPhoto(Base):
    """The portrait that an officer gave of themselves; who leaves takes it along."""

    __tablename__ = "officer_photo"
    __table_args__ = (
        CheckConstraint("length(digest) = 32", name="digest_length"),
        CheckConstraint("length(picture) BETWEEN 1 AND 60000", name="picture_length"),
    )

    officer_id: Mapped[int] = plain(ForeignKey("officer.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = about(personal.PORTRAIT, String(32), index=True)  # names these very bytes in an address
    # the bytes are asked for by name where they are served, never with a row
    picture: Mapped[bytes] = about(personal.PORTRAIT, LargeBinary, deferred=True, deferred_raiseload=True)
    is_shown: Mapped[bool] = plain(default=False, server_default=false())
