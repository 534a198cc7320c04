"""Days on which meetings are not held, or better not."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped

from cafepol.core.db import Base
from cafepol.core.personal import plain


class Closure(Base):
    """Days on which the zone's services are closed, or which are blocked for meetings, or a local event."""

    __tablename__ = "closure"
    __table_args__ = (
        CheckConstraint("kind IN ('closure', 'blocked', 'local_event')", name="kind"),
        CheckConstraint("ends_on >= starts_on", name="period"),
    )

    id: Mapped[int] = plain(primary_key=True)
    starts_on: Mapped[date] = plain(index=True)
    ends_on: Mapped[date] = plain()
    label: Mapped[str] = plain(String(120))
    kind: Mapped[str] = plain(String(20))
    commune_id: Mapped[int | None] = plain(ForeignKey("commune.id"), index=True)
