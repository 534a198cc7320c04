"""Limits that hold over processes and restarts: counters in the database, under keyed hashes."""

import hashlib
import hmac
from datetime import datetime

from sqlalchemy import String, delete
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
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    instant = int(now.timestamp())
    row = {"key": _key(name), "window": instant // window_seconds, "count": 1, "expires": instant + KEEP_SECONDS}
    statement = (
        dialect.insert(Bucket)
        .values(row)
        .on_conflict_do_update(index_elements=["key", "window"], set_={"count": Bucket.count + 1})
        .returning(Bucket.count)
    )
    with own_transaction() as session:
        session.execute(delete(Bucket).where(Bucket.expires < instant))
        return int(session.scalar(statement) or 0)


def forget(name: str) -> None:
    """Start a name's count again (a sign-in that succeeded), in the caller's own transaction."""
    db.session.execute(delete(Bucket).where(Bucket.key == _key(name)))


def _key(name: str) -> str:
    return hmac.new(settings().secret_key.encode(), name.encode(), hashlib.sha256).hexdigest()
