"""Tables to which the database itself lets rows be added, and nothing else."""

from typing import Any, cast

from sqlalchemy import FromClause, Table, event
from sqlalchemy.engine import Connection

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows are only added'); END
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION only_added()
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION only_added() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
RAISE EXCEPTION USING ERRCODE = ''23000'', MESSAGE = TG_TABLE_NAME || '': rows are only added'';
END'
"""


def only_added(table: FromClause) -> None:
    """When this table is created, forbid UPDATE and DELETE on it: IntegrityError on either engine.

    The migration that makes the table says the same; the house tests compare.
    """

    def forbid(target: Table, connection: Connection, **_: Any) -> None:
        for statement in statements(target.name, connection.dialect.name):
            connection.exec_driver_sql(statement)

    event.listen(cast("Table", table), "after_create", forbid)


def statements(table: str, dialect: str) -> list[str]:
    """What forbids changes to the rows of this table; on PostgreSQL emptying it at once, too."""
    if dialect == "sqlite":
        return [_SQLITE.format(table=table, verb=verb).strip() for verb in ("update", "delete")]
    verbs = ("update", "delete", "truncate")
    return [_FUNCTION.strip(), *(_POSTGRESQL.format(table=table, verb=verb).strip() for verb in verbs)]
