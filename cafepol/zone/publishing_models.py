"""How the zone shows itself: its logo on paper, and where it publishes its meetings."""

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped

from cafepol.core.db import Base
from cafepol.core.personal import plain
from cafepol.zone.logos import LOGO_BYTES


class ZoneLogo(Base):
    """The zone's own mark for its papers: a PNG, with its size in pixels."""

    __tablename__ = "zone_logo"
    __table_args__ = (
        CheckConstraint(f"length(picture) BETWEEN 1 AND {LOGO_BYTES}", name="size"),
        CheckConstraint("width > 0 AND height > 0", name="pixels"),
    )

    zone_id: Mapped[int] = plain(ForeignKey("zone.id"), primary_key=True, autoincrement=False)
    picture: Mapped[bytes] = plain(LargeBinary)
    width: Mapped[int] = plain()
    height: Mapped[int] = plain()


class PublicationChannel(Base):
    """A place where the zone publishes its meetings: what kind of text it takes, and at most how many characters."""

    __tablename__ = "publication_channel"
    __table_args__ = (
        CheckConstraint("kind IN ('event', 'notice', 'article', 'page')", name="kind"),
        CheckConstraint("maximum IS NULL OR maximum BETWEEN 60 AND 10000", name="maximum"),
    )

    id: Mapped[int] = plain(primary_key=True)
    slug: Mapped[str] = plain(String(40), unique=True)
    label: Mapped[str] = plain(String(60))
    kind: Mapped[str] = plain(String(10))
    maximum: Mapped[int | None] = plain()
    position: Mapped[int] = plain()
