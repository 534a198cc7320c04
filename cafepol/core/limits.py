"""Limits that hold over processes and restarts: counters in the database, under keyed hashes."""

import hashlib
import hmac
from datetime import datetime
from functools import cache

from sqlalchemy import Executable, String, bindparam, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped

from cafepol.core.config import settings
from cafepol.core.db import Base, db, own_transaction
from cafepol.core.personal import plain

KEEP_SECONDS = 48 * 3600


class Bucket(Base):
    """How often something happened in one window of time. The key is an HMAC: it names nobody."""

    __tablename__ = "bucket"

    key: Mapped[str] = plain(String(64), primary_key=True)
    window: Mapped[int] = plain(primary_key=True)
    count: Mapped[int] = plain()
    expires: Mapped[int] = plain(index=True)


def hit(name: str, *, window_seconds: int, now: datetime) -> int:
    """Count one more event of this name and say how many there were in the current window, this one included.

    Writes in a transaction of its own: call it before the request touches the database.
    """
    instant = int(now.timestamp())
    row = {"key": _key(name), "window": instant // window_seconds, "count": 1, "expires": instant + KEEP_SECONDS}
    with own_transaction() as session:
        connection = session.connection()
        connection.execute(_expired(), {"instant": instant})
        return int(connection.scalar(_count(db.engine.dialect.name), row) or 0)


@cache
def _expired() -> Executable:
    return delete(Bucket).where(Bucket.expires < bindparam("instant"))


@cache
def _count(dialect: str) -> Executable:
    insert = postgresql.insert(Bucket) if dialect == "postgresql" else sqlite.insert(Bucket)
    counted = insert.on_conflict_do_update(index_elements=["key", "window"], set_={"count": Bucket.count + 1})
    return counted.returning(Bucket.count)


def forget(name: str) -> None:
    """Start a name's count again (a sign-in that succeeded), in the caller's own transaction."""
    db.session.execute(delete(Bucket).where(Bucket.key == _key(name)))


def _key(name: str) -> str:
    return hmac.new(settings().secret_key.encode(), name.encode(), hashlib.sha256).hexdigest()
