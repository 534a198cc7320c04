"""How Alembic reaches the models: on the connection that core/upgrades.py hands over."""

from importlib import import_module

from alembic import context
from sqlalchemy import types

from cafepol.core.config import PACKAGE
from cafepol.core.db import Base, UtcDateTime

for models in sorted(PACKAGE.glob("*/*models.py")):
    import_module(f"cafepol.{models.parent.name}.{models.stem}")


def render_item(kind, item, _autogen_context):
    """A revision speaks of plain types: it must still run when our own have changed."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, types.JSON):
        return "sa.JSON()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,  # SQLite can, too, and a migration that fails must leave nothing behind
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
