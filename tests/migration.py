"""`make migration M="what changes"`: write the next revision from the models, against a database at today's newest."""

import re
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from cafepol.app import create_app
from cafepol.core.config import PACKAGE, load_settings
from cafepol.core.db import db
from cafepol.core.upgrades import alembic_config, upgrade_database


def main(what: str) -> None:
    """Raises SystemExit when nobody says what changes."""
    slug = re.sub(r"[^a-z0-9]+", "_", what.lower()).strip("_")
    if not slug:
        raise SystemExit('Say what changes: make migration M="partners have a website"')
    config = alembic_config()
    number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
    config.set_main_option("file_template", f"%%(rev)s_{slug}")
    with tempfile.TemporaryDirectory() as folder, create_app(load_settings(Path(folder))).app_context():
        upgrade_database()
        with db.engine.connect() as connection:
            config.attributes["connection"] = connection
            command.revision(config, what, autogenerate=True, rev_id=f"{number:04d}")
            connection.rollback()
        db.engine.dispose()
    print(f"Read it before it is used: {PACKAGE / 'migrations/versions' / f'{number:04d}_{slug}.py'}")  # noqa: T201 -- a command speaks


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
