"""The revisions make what the models say, on both engines, and lose nothing on the way up or down."""

import re
import secrets
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from cafepol.core import upgrades
from cafepol.core.db import Base, db, transaction
from cafepol.core.upgrades import (
    alembic_config,
    current_revision,
    downgrade_database,
    newest_revision,
    upgrade_database,
)
from cafepol.zone.operations import install_profile
from cafepol.zone.profile import read_profile
from tests import databases
from tests.house.rooms import modules
from tests.house.worlds import World

for module in modules():
    if module.last == "models":
        import_module(module.name)  # the application itself does not need them all

TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
}
MADE_LATER = {
    "absence",
    "approval",
    "asked_again",
    "broadcast",
    "cafe_request",
    "complaint_month",
    "concern_access",
    "distinct_contacts",
    "distinct_partners",
    "distribution_round",
    "door_mention",
    "earlier_standing",
    "extension",
    "meeting_import",
    "merged_partner",
    "newspaper_issue",
    "officer_photo",
    "print_job",
    "print_part",
    "problem",
    "problem_concern",
    "problem_entry",
    "problem_serial",
    "promise",
    "publication",
    "publication_channel",
    "raiser_question",
    "registration_event",
    "relay",
    "reopening",
    "return_sheet",
    "round_street",
    "satisfaction",
    "street",
    "subscription",
    "zone_logo",
}
REVISIONS = [
    script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()
]  # newest first
CLIMBS = 8


@contextmanager
def an_empty_database(engine: str, templates, folder: Path):
    """The app on a database without a table."""
    name = f"e_{secrets.token_hex(6)}"
    if engine == "sqlite":
        url = f"sqlite:///{folder / name}.sqlite"
    else:
        templates._administer(f'CREATE DATABASE "{name}"')
        url = databases._pg_url(name)
    app = databases.make_app(folder, url)
    try:
        with app.app_context():
            yield app
            databases.close(app)
    finally:
        if engine == "postgresql":
            templates._administer(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=("sqlite", "postgresql"))
def empty_app(request, templates, tmp_path):
    with an_empty_database(request.param, templates, tmp_path) as app:
        yield app


def shape() -> dict:
    """Every table as the engine itself describes it, checks, partial indexes and triggers included."""
    db.session.remove()
    with db.engine.connect() as connection:
        seen = inspect(connection)
        tables = {
            table: {
                "columns": {c["name"]: (str(c["type"]), c["nullable"], c["default"]) for c in seen.get_columns(table)},
                "primary": seen.get_pk_constraint(table)["constrained_columns"],
                "foreign": sorted(repr(sorted(key.items(), key=str)) for key in seen.get_foreign_keys(table)),
                "unique": sorted((str(k["name"]), k["column_names"]) for k in seen.get_unique_constraints(table)),
                "indexes": sorted(
                    (
                        i["name"],
                        i["column_names"],
                        bool(i["unique"]),
                        sorted((option, plain(str(value))) for option, value in i.get("dialect_options", {}).items()),
                    )
                    for i in seen.get_indexes(table)
                ),
                "checks": sorted((k["name"], plain(k["sqltext"])) for k in seen.get_check_constraints(table)),
            }
            for table in seen.get_table_names()
            if table != "alembic_version"
        }
        triggers = {name: plain(sql) for name, sql in connection.execute(text(TRIGGERS[db.engine.dialect.name]))}
    return {"tables": tables, "triggers": triggers}


def plain(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).strip().lower()


def counts() -> dict[str, int]:
    db.session.remove()
    with db.engine.connect() as connection:
        names = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
        return {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar() for name in names}


def kept(rows: dict[str, int]) -> dict[str, int]:
    """What no way down may lose; a table that a later revision makes goes down with its rows."""
    return {table: number for table, number in rows.items() if table not in MADE_LATER}


def fill(app) -> None:
    with transaction():
        install_profile(read_profile("boraine"))
    World(databases.SignerIn(app))


def test_the_revisions_make_what_the_models_say(empty_app):
    upgrade_database()
    assert current_revision() == newest_revision()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []
    migrated = shape()
    downgrade_database("base")
    with transaction():
        Base.metadata.create_all(db.session.connection())
    made = shape()
    assert migrated["triggers"] == made["triggers"]
    assert migrated["triggers"]
    for table, wanted in made["tables"].items():
        assert migrated["tables"][table] == wanted, table


def test_every_revision_goes_down_and_up_over_data(empty_app):
    upgrade_database()
    fill(empty_app)
    full, before = shape(), counts()
    assert all(before.get(name) for name in ("meeting", "registration", "concern", "feedback", "invitation", "message"))
    for place, revision in enumerate(REVISIONS[:-1]):
        here = shape()
        downgrade_database("-1")
        upgrade_database(revision)
        assert shape() == here, revision
        assert kept(counts()).items() <= kept(before).items(), revision
        downgrade_database("-1")
        if place % CLIMBS == 0:  # now and then all the way up, over what came down
            upgrade_database()
            assert shape() == full, revision
            assert kept(counts()) == kept(before), revision
            downgrade_database(f"{revision}-1")
    downgrade_database("base")
    assert counts() == {}
    assert shape()["triggers"] == {}
    upgrade_database()
    assert shape() == full


def test_a_migration_that_fails_leaves_the_database_as_it_was(empty_app):
    def fails_at_the_end(config):
        command.upgrade(config, "head")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        upgrades._migrate(fails_at_the_end)
    assert counts() == {}
    assert current_revision() is None
    upgrade_database()
    assert current_revision() == newest_revision()


def test_a_migration_may_leave_no_key_that_points_nowhere(templates, tmp_path):
    with an_empty_database("sqlite", templates, tmp_path):
        upgrade_database()

        def orphan(config):
            insert = "INSERT INTO sign_in (token_hash, account_id, created_at, last_seen_at) VALUES ('x', 99, '', '')"
            config.attributes["connection"].execute(text(insert))

        with pytest.raises(RuntimeError, match="point nowhere"):
            upgrades._migrate(orphan)
        assert counts()["sign_in"] == 0
        with db.engine.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_upgrading_twice_changes_nothing(empty_app):
    upgrade_database()
    first = shape()
    upgrade_database()
    assert shape() == first


def test_revisions_are_numbered_one_after_the_other():
    files = sorted(Path(upgrades.PACKAGE, "migrations/versions").glob("*.py"))
    assert [file.name[:4] for file in files] == [f"{number:04d}" for number in range(1, len(files) + 1)]
    assert REVISIONS[::-1] == [file.name[:4] for file in files]
