"""Accounts, their roles, the browsers that are signed in, and the audit trail."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from cafepol.accounts.roles import Role, Viewer
from cafepol.core.db import Base
from cafepol.core.personal import AUDIT, SECRET, STAFF, about, plain
from cafepol.core.triggers import only_added


class Account(Base):
    """A member of staff who may sign in. Without a password hash the invitation was not accepted yet."""

    __tablename__ = "account"

    id: Mapped[int] = plain(primary_key=True)
    mail: Mapped[str] = about(STAFF, String(254), unique=True)
    name: Mapped[str] = about(STAFF, String(120))
    password_hash: Mapped[str | None] = about(SECRET, String(200))
    is_active: Mapped[bool] = plain(default=True)
    created_at: Mapped[datetime] = plain()
    grants: Mapped[list["Grant"]] = relationship(lazy="raise", cascade="all, delete-orphan", order_by="Grant.id")

    @property
    def viewer(self) -> Viewer:
        """This account as the guards see it."""
        return Viewer(self.id, self.name, frozenset((Role(g.role), g.commissariat_id) for g in self.grants))


class Grant(Base):
    """A role that an account holds; a local role names its commissariat."""

    __tablename__ = "account_grant"
    __table_args__ = (UniqueConstraint("account_id", "role", "commissariat_id"),)

    id: Mapped[int] = plain(primary_key=True)
    account_id: Mapped[int] = plain(ForeignKey("account.id"), index=True)
    role: Mapped[str] = plain(String(20))
    commissariat_id: Mapped[int | None] = plain(ForeignKey("commissariat.id"))


class SignIn(Base):
    """One browser that is signed in: stored as a hash, ended at once by signing out, deactivation or a new role."""

    __tablename__ = "sign_in"
    __table_args__ = (CheckConstraint("(room_code IS NULL) = (room_until IS NULL)", name="room"),)

    id: Mapped[int] = plain(primary_key=True)
    token_hash: Mapped[str] = about(SECRET, String(64), unique=True)
    account_id: Mapped[int] = plain(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime] = plain()
    last_seen_at: Mapped[datetime] = plain()
    # a tablet in a room opens the room of this meeting only, until this instant
    room_code: Mapped[str | None] = plain(String(6))
    room_until: Mapped[datetime | None] = plain()
    account: Mapped[Account] = relationship(lazy="raise")


class AuditEntry(Base):
    """Who did or saw what, when: ids and words of our own, never what was typed. Rows are only ever added."""

    __tablename__ = "audit_entry"
    __table_args__ = (CheckConstraint("action <> ''", name="action"), Index(None, "action", "subject_id"))

    id: Mapped[int] = plain(primary_key=True)
    at: Mapped[datetime] = plain(index=True)
    account_id: Mapped[int | None] = about(AUDIT, ForeignKey("account.id"), index=True)
    action: Mapped[str] = plain(String(40))
    subject: Mapped[str] = plain(String(40), default="")
    subject_id: Mapped[int | None] = plain()
    detail: Mapped[dict[str, Any]] = plain(JSON, default=dict)


only_added(AuditEntry.__table__)
