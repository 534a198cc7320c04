"""How Alembic reaches the app's own engine and models (run through `cafepol upgrade` or `flask db`)."""

from alembic import context
from flask import current_app

from cafepol.core.db import Base, db

config = context.config


def run() -> None:
    """Migrate online, on a given connection or on the app's engine; SQLite tables are rebuilt in batches."""
    given = config.attributes.get("connection")
    if given is not None:
        _migrate(given)
        return
    with db.engine.connect() as connection:
        _migrate(connection)
        connection.commit()


def _migrate(connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


assert current_app  # noqa: S101 -- migrations run inside an application context
run()
