"""The directory: organisations that work for the well-being of a commune, and whom to call there."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, relationship

from cafepol.core import personal
from cafepol.core.db import Base
from cafepol.core.personal import about, plain
from cafepol.core.text import slug
from cafepol.staff.names import surname
from cafepol.zone.models import Commune, PartnerKind

partner_commune = Table(
    "partner_commune",
    Base.metadata,
    Column(
        "partner_id",
        ForeignKey("partner.id", ondelete="CASCADE"),
        primary_key=True,
        info={"privacy": personal.NONE},
    ),
    Column("commune_id", ForeignKey("commune.id"), primary_key=True, index=True, info={"privacy": personal.NONE}),
)


class Partner(Base):
    """An organisation, of a kind, that serves one commune or several."""

    __tablename__ = "partner"
    __table_args__ = (CheckConstraint("length(name) BETWEEN 1 AND 120", name="name_length"),)

    id: Mapped[int] = plain(primary_key=True)
    kind_id: Mapped[int] = plain(ForeignKey("partner_kind.id"), index=True)
    name: Mapped[str] = plain(String(120))
    is_active: Mapped[bool] = plain(default=True)

    kind: Mapped[PartnerKind] = relationship(lazy="raise")
    communes: Mapped[list[Commune]] = relationship(secondary=partner_commune, order_by=Commune.position, lazy="raise")
    contacts: Mapped[list["PartnerContact"]] = relationship(
        back_populates="partner", order_by="PartnerContact.name", lazy="raise"
    )

    @property
    def retired_contacts(self) -> list["PartnerContact"]:
        """The people who are no longer invited."""
        return [each for each in self.contacts if not each.is_active]

    @property
    def active_contacts(self) -> list["PartnerContact"]:
        """The people who may still be invited, by surname."""
        return sorted(
            (each for each in self.contacts if each.is_active), key=lambda each: (slug(surname(each.name)), each.id)
        )


class MergedPartner(Base):
    """A double that was merged into another partner: its row stays, with nothing of its own, and leads to the other."""

    __tablename__ = "merged_partner"

    partner_id: Mapped[int] = plain(ForeignKey("partner.id"), primary_key=True)
    into_id: Mapped[int] = plain(ForeignKey("partner.id"), index=True)


class DistinctPartners(Base):
    """Two partners that look like one, and of which somebody said that they are two. The lower id stands first."""

    __tablename__ = "distinct_partners"
    __table_args__ = (CheckConstraint("one_id < other_id", name="order"),)

    one_id: Mapped[int] = plain(ForeignKey("partner.id"), primary_key=True)
    other_id: Mapped[int] = plain(ForeignKey("partner.id"), primary_key=True, index=True)


class PartnerContact(Base):
    """A person at a partner; reached by mail, or by phone, or both."""

    __tablename__ = "partner_contact"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 80", name="name_length"),
        CheckConstraint("length(function) <= 80", name="function_length"),
        CheckConstraint("mail IS NOT NULL OR phone IS NOT NULL", name="reachable"),
    )

    id: Mapped[int] = plain(primary_key=True)
    partner_id: Mapped[int] = plain(ForeignKey("partner.id"), index=True)
    name: Mapped[str] = about(personal.PARTNER, String(80))
    function: Mapped[str] = about(personal.PARTNER, String(80), default="")
    mail: Mapped[str | None] = about(personal.PARTNER, String(254))
    phone: Mapped[str | None] = about(personal.PARTNER, String(20))
    language: Mapped[str] = about(personal.PARTNER, String(2), default="fr")
    is_active: Mapped[bool] = plain(default=True)

    partner: Mapped[Partner] = relationship(back_populates="contacts", lazy="raise")


class DistinctContacts(Base):
    """The same of two people at one partner."""

    __tablename__ = "distinct_contacts"
    __table_args__ = (CheckConstraint("one_id < other_id", name="order"),)

    one_id: Mapped[int] = about(personal.PARTNER, ForeignKey("partner_contact.id"), primary_key=True)
    other_id: Mapped[int] = about(personal.PARTNER, ForeignKey("partner_contact.id"), primary_key=True, index=True)
