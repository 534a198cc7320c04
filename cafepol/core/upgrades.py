"""The database's shape over time: every revision in cafepol/migrations/versions, walked in one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from cafepol.core.config import PACKAGE
from cafepol.core.db import db, set_writing


def upgrade_database(revision: str = "head") -> None:
    """Bring the app's database to a revision: all of it in one transaction, or nothing.

    Raises RuntimeError, and changes nothing, when a foreign key would be left hanging.
    """
    _migrate(lambda config: command.upgrade(config, revision))


def downgrade_database(revision: str) -> None:
    """Take the app's database back to a revision (`base`: nothing left), in one transaction."""
    _migrate(lambda config: command.downgrade(config, revision))


def current_revision() -> str | None:
    """The revision at which the app's database stands; None before the first upgrade."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The revision that this program needs."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def alembic_config() -> Config:
    """Alembic's settings: nothing but where the revisions lie, here and in an installed wheel."""
    config = Config()
    config.set_main_option("script_location", str(PACKAGE / "migrations"))
    return config


def _migrate(walk: Callable[[Config], None]) -> None:
    config = alembic_config()
    set_writing(writing=True)
    try:
        with db.engine.connect() as connection, _loose_foreign_keys(connection), connection.begin():
            config.attributes["connection"] = connection
            walk(config)
            _check_foreign_keys(connection)
    finally:
        set_writing(writing=False)


@contextmanager
def _loose_foreign_keys(connection: Connection) -> Iterator[None]:
    """SQLite rebuilds a table by dropping the old one, which must not take along the rows that point at it."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction: before it, and after
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise RuntimeError("the migration leaves foreign keys that point nowhere")
