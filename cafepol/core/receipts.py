"""Receipts of forms: the same form posted twice (double click, back, resend) does its work once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Executable, String, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped

from cafepol.core.db import Base, db, past_orm
from cafepol.core.errors import BadForm
from cafepol.core.personal import plain

KEY_MIN, KEY_MAX = 16, 64
KEEP = timedelta(hours=48)


class Receipt(Base):
    """The nonce of a form that was acted on, and where its sender was led."""

    __tablename__ = "receipt"

    key: Mapped[str] = plain(String(KEY_MAX), primary_key=True)
    url: Mapped[str | None] = plain(String(300))
    created_at: Mapped[datetime] = plain()


def claim(key: str | None, *, now: datetime, life: timedelta = KEEP) -> str | None:
    """Take a form's key. None: it is ours, go on. A URL: the form was already acted on, lead its sender there.

    A receipt older than `life` counts no more: the form is acted on anew. On PostgreSQL a second, simultaneous claim
    waits until the first one's transaction ends. Raises BadForm for a key that no form of ours carries.
    """
    if not key or not KEY_MIN <= len(key) <= KEY_MAX:
        raise BadForm("Ce formulaire n’est plus valable. Rouvrez la page et recommencez.")
    taken = {"key": key, "created_at": now, "expired": now - life}
    if past_orm(_claim(db.engine.dialect.name), taken).first() is not None:
        return None
    return db.session.scalar(select(Receipt.url).where(Receipt.key == key)) or "/"


def settled(key: str | None) -> str | None:
    """Where the sender of a form was led that was acted on before; None: it was not, or it carries no key of ours.

    For forms whose own work takes away what their address names.
    """
    return db.session.scalar(select(Receipt.url).where(Receipt.key == key)) if key else None


def settle(key: str, url: str) -> None:
    """Say where the sender of this form was led."""
    past_orm(_settlement(), {"settled": key, "url": url})


def once(key: str | None, act: Callable[[], str], *, now: datetime, life: timedelta = KEEP) -> str:
    """Act once, however often the form is sent within `life`: `act` gives the address that its sender is led to.

    Raises BadForm.
    """
    target = claim(key, now=now, life=life)
    if target is None:
        target = act()
        settle(key or "", target)
    return target


@cache
def _claim(dialect: str) -> Executable:
    insert = postgresql.insert(Receipt) if dialect == "postgresql" else sqlite.insert(Receipt)
    anew = {"created_at": insert.excluded.created_at, "url": None}
    expired = Receipt.created_at < bindparam("expired", type_=Receipt.created_at.type)
    return insert.on_conflict_do_update(index_elements=["key"], set_=anew, where=expired).returning(Receipt.key)


@cache
def _settlement() -> Executable:
    return update(Receipt).where(Receipt.key == bindparam("settled"))


def forget_old(now: datetime) -> None:
    """Drop the receipts that no resend will ask for any more."""
    db.session.execute(delete(Receipt).where(Receipt.created_at < now - KEEP))
