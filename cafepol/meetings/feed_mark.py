"""A mark that the database itself moves whenever something changes that a calendar feed may show.

A reader who asks for a feed it has already costs one row, however many meetings the feed holds. On PostgreSQL the mark
moves as the transaction commits, so that two writers wait for each other no longer than that.
"""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CheckConstraint, Table, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped

from cafepol.core.db import Base
from cafepol.core.personal import plain
from cafepol.meetings.models import Meeting, meeting_co_host
from cafepol.staff.models import Officer
from cafepol.zone.models import Commune, Quarter, Venue, Zone

_SQLITE = """
CREATE TRIGGER {table}_marks_{verb} AFTER {verb} ON {table}
BEGIN UPDATE feed_mark SET number = number + 1, changed_at = strftime('%Y-%m-%d %H:%M:%f000', 'now'); END
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION feed_mark_moves() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
UPDATE feed_mark SET number = number + 1, changed_at = clock_timestamp(); RETURN NULL;
END'
"""
_POSTGRESQL = """
CREATE CONSTRAINT TRIGGER {table}_marks AFTER INSERT OR UPDATE OR DELETE ON {table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION feed_mark_moves()
"""
_FIRST = "INSERT INTO feed_mark (id, number, changed_at) VALUES (1, 0, CURRENT_TIMESTAMP)"


class FeedMark(Base):
    """How often, and when last by the database's clock, anything of the public calendar changed: one row."""

    __tablename__ = "feed_mark"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = plain(primary_key=True)
    number: Mapped[int] = plain()
    changed_at: Mapped[datetime] = plain()


def statements(table: str, dialect: str) -> list[str]:
    """What makes every change to a row of this table move the mark."""
    if dialect == "sqlite":
        return [_SQLITE.format(table=table, verb=verb).strip() for verb in ("insert", "update", "delete")]
    return [_FUNCTION.strip(), _POSTGRESQL.format(table=table).strip()]


def _watch(table: Table, connection: Connection, **_: Any) -> None:
    for statement in statements(table.name, connection.dialect.name):
        connection.exec_driver_sql(statement)


def _begin(_table: Table, connection: Connection, **_: Any) -> None:
    connection.exec_driver_sql(_FIRST)


WATCHED = (meeting_co_host, *(each.__table__ for each in (Meeting, Zone, Commune, Quarter, Venue, Officer)))
for each in WATCHED:
    event.listen(cast("Table", each), "after_create", _watch)
event.listen(cast("Table", FeedMark.__table__), "after_create", _begin)
