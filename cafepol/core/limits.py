"""Limits that hold over processes and restarts: counters in the database, under keyed hashes.

A window of time slides: it is counted in twelfths, and the one that is half over counts whole. So nobody gets twice
what is allowed by coming before and after the stroke of the hour.
"""

from datetime import datetime
from functools import cache
from ipaddress import IPv6Address, ip_address
from typing import Any

from sqlalchemy import Executable, String, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, aliased

from cafepol.core.db import Base, db, own_connection, past_orm
from cafepol.core.errors import TooMany
from cafepol.core.hashes import keyed_hash
from cafepol.core.personal import plain

AN_HOUR = 3600
A_DAY = 24 * AN_HOUR
KEEP_SECONDS = 2 * A_DAY
SLICES = 12
NETWORK_BITS = 64


class Bucket(Base):
    """How often something happened in one slice of a window. The key is an HMAC: it names nobody."""

    __tablename__ = "bucket"

    key: Mapped[str] = plain(String(64), primary_key=True)
    window: Mapped[int] = plain(primary_key=True)
    count: Mapped[int] = plain()
    expires: Mapped[int] = plain(index=True)


def allow(name: str, *, most: int, window_seconds: int, now: datetime) -> bool:
    """Whether one more event of this name is among the `most` that the window ending now allows; then it is counted.

    What is refused does not count: who waits is let in again, whoever else keeps knocking. Writes in a transaction of
    its own: call it before the request touches the database.
    """
    with own_connection() as connection:
        return _take(connection, _row(name, window_seconds, now), most)


def count_attempt(kind: str, address: str | None, *, allowed: int, sentence: str, now: datetime) -> None:
    """Count one post of this kind from a visitor's network, before the request reads anything.

    Raises TooMany, with the sentence, above so many in an hour.
    """
    if not allow(f"{kind}:{network_of(address)}", most=allowed, window_seconds=AN_HOUR, now=now):
        raise TooMany(sentence)


def take(name: str, *, most: int, window_seconds: int, now: datetime) -> bool:
    """The same in the caller's own transaction: undone with it."""
    return _take(db.session.connection(), _row(name, window_seconds, now), most)


def _take(connection: Connection, row: dict[str, Any], most: int) -> bool:
    if int(connection.scalar(_count(connection.dialect.name), row) or 0) <= most:
        return True
    connection.execute(_uncount(), {"of": row["of"], "within": row["within"]})
    return False


def give_back(name: str, *, window_seconds: int, now: datetime) -> None:
    """What was taken at this very instant was not used."""
    row = _row(name, window_seconds, now)
    past_orm(_uncount(), {"of": row["of"], "within": row["within"]})


def _row(name: str, window_seconds: int, now: datetime) -> dict[str, Any]:
    instant = int(now.timestamp())
    part = max(1, window_seconds // SLICES)
    key, window = keyed_hash(name), instant // part
    stored = {"key": key, "window": window, "count": 1, "expires": instant + KEEP_SECONDS}
    return stored | {"of": key, "within": window}


@cache
def _uncount() -> Executable:
    here = Bucket.key == bindparam("of"), Bucket.window == bindparam("within")
    return update(Bucket).where(*here).values(count=Bucket.count - 1)


@cache
def _count(dialect: str) -> Executable:
    insert = postgresql.insert(Bucket) if dialect == "postgresql" else sqlite.insert(Bucket)
    counted = insert.on_conflict_do_update(index_elements=["key", "window"], set_={"count": Bucket.count + 1})
    past = aliased(Bucket)
    earlier = select(func.coalesce(func.sum(past.count), 0)).where(
        past.key == bindparam("of"),
        past.window < bindparam("within"),
        past.window >= bindparam("within") - SLICES,
    )
    return counted.returning(Bucket.count + earlier.scalar_subquery())


def forget(name: str) -> None:
    """Start a name's count again (a sign-in that succeeded), in the caller's own transaction."""
    db.session.execute(delete(Bucket).where(Bucket.key == keyed_hash(name)))


def forget_old(now: datetime) -> None:
    """Drop the counts that no window holds any more."""
    db.session.execute(delete(Bucket).where(Bucket.expires < int(now.timestamp())))


def network_of(address: str | None) -> str:
    """What a visitor's address is counted by: of IPv6 the first 64 bits, for one connection has all that follow."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return str(address)
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Address(int(found) >> NETWORK_BITS << NETWORK_BITS))
