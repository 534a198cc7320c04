"""Real databases for tests: SQLite files and one PostgreSQL server, copied from a template for each test.

A worker keeps its app from test to test: compiled addresses, templates and statements stay, everything a test can
change is given anew.
"""

import itertools
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from cafepol.accounts.models import Account, Grant, SignIn
from cafepol.accounts.queries import token_hash
from cafepol.accounts.roles import LOCAL_ROLES, Role
from cafepol.app import create_app
from cafepol.core.clock import now
from cafepol.core.config import Settings, load_settings
from cafepol.core.db import Base, db, transaction
from cafepol.front import shelf
from cafepol.staff.models import Officer
from cafepol.zone.models import Commissariat
from cafepol.zone.operations import install_profile
from cafepol.zone.profile import read_profile
from tests.clients import CheckedClient, Clock
from tests.postgresql import ADDRESS, COMPILED

BARE = "bare"  # instead of a profile's name: the tables alone

_COPY = 'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY FILE_COPY'

SETTINGS = {
    "origin": "http://localhost",
    "secret_key": "s" * 48,
    "mail_from": "cafepol@zone.example",
    "minimum_form_seconds": 0,
    "registrations_per_address_hour": 1000,
}


def make_app(folder: Path, url: str, clock: Clock | None = None, **overrides) -> Flask:
    """An app on the given database, its instance in `folder`."""
    settings = _settings(folder, url, overrides)
    app = create_app(settings, clock=clock or Clock())
    app.test_client_class = CheckedClient
    app.config["TESTING"] = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(os.environ[COMPILED])  # each template is compiled once a run
    return app


def _settings(folder: Path, url: str, overrides: dict) -> Settings:
    return load_settings(folder / "instance", database_url=url, **(SETTINGS | overrides))


class Apps:
    """One worker's apps, kept from test to test: one per database, and one more for each way of adding to it."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, Callable | None], Flask] = {}

    def lend(self, folder: Path, url: str, clock: Clock, prepare: Callable[[Flask], None] | None = None) -> Flask:
        """The app of this database as if new: its own instance in `folder`, its clock, no page remembered."""
        key = (url, prepare)
        if key not in self.kept:
            self.kept[key] = make_app(folder, url, clock)
            if prepare is not None:
                prepare(self.kept[key])
        app = self.kept[key]
        app.extensions["cafepol.settings"] = _settings(folder, url, {})
        app.extensions["cafepol.clock"] = clock
        shelf.init_app(app)
        return app


def close(app: Flask) -> None:
    """Give the app's connections back."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()


class Templates:
    """One database per engine and zone profile with schema and zone, copied for each test."""

    def __init__(self, folder: Path, worker: str) -> None:
        self.folder = folder
        self.worker = worker
        self.made: set[tuple[str, str]] = set()
        self.turns = itertools.cycle("ab")

    def fresh(self, engine: str) -> str:
        """The URL of one of this worker's two databases, made anew with the Boraine zone.

        They take turns: PostgreSQL is still parting from the last test's connections, and would wait to drop theirs.
        """
        source = self._source(engine, "boraine")
        if engine == "sqlite":
            target = self.folder / "test.sqlite"
            for left in self.folder.glob("test.sqlite*"):
                left.unlink()
            shutil.copyfile(self.folder / f"{source}.sqlite", target)
            return f"sqlite:///{target}"
        name = f"test_{self.worker}_{next(self.turns)}"
        self._administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', _COPY.format(name=name, source=source))
        return _pg_url(name)

    @contextmanager
    def copy(self, engine: str, folder: Path, profile: str = "boraine") -> Iterator[str]:
        """The URL of a copy beside it, for whoever needs another profile or more than one; gone afterwards."""
        source = self._source(engine, profile)
        if engine == "sqlite":
            target = folder / "cafepol.sqlite"
            shutil.copyfile(self.folder / f"{source}.sqlite", target)
            yield f"sqlite:///{target}"
            return
        name = f"t_{secrets.token_hex(8)}"
        self._administer(_COPY.format(name=name, source=source))
        try:
            yield _pg_url(name)
        finally:
            self._administer(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _source(self, engine: str, profile: str) -> str:
        source = f"cafepol_{self.worker}_{profile}"
        if (engine, profile) not in self.made:
            self._make(engine, source, profile)
            self.made.add((engine, profile))
        return source

    def _make(self, engine: str, source: str, profile: str) -> None:
        if engine == "sqlite":
            url = f"sqlite:///{self.folder / source}.sqlite"
        else:
            self._administer(f'CREATE DATABASE "{source}"')
            url = _pg_url(source)
        app = make_app(self.folder, url)
        with app.app_context():
            with transaction():
                Base.metadata.create_all(db.session.connection())
            if profile != BARE:
                with transaction():
                    install_profile(read_profile(profile))
            if engine == "sqlite":
                with db.engine.connect() as connection:
                    connection.exec_driver_sql("COMMIT")
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                    connection.exec_driver_sql("BEGIN")
            close(app)

    def _administer(self, *statements: str) -> None:
        with psycopg.connect(os.environ[ADDRESS], autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


def _pg_url(name: str) -> str:
    base = os.environ[ADDRESS]
    head, _, query = base.partition("?")
    return f"{head.rsplit('/', 1)[0].replace('postgresql://', 'postgresql+psycopg://', 1)}/{name}?{query}"


class SignerIn:
    """Makes an account (and an officer for local roles) with a role, and a browser that is signed in with it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.count = 0
        self.officers: dict[str, int] = {}

    def __call__(
        self, role: Role, commissariat: str = "colfontaine", *, name: str = "", mail: str = ""
    ) -> CheckedClient:
        self.count += 1
        name = name or f"M. Dupont {self.count}"
        mail = mail or f"agent{self.count}@zone.example"
        token = secrets.token_urlsafe(32)
        with transaction() as session:
            place = None
            if role in LOCAL_ROLES:
                place = session.scalars(db.select(Commissariat.id).where(Commissariat.slug == commissariat)).one()
            account = Account(mail=mail, name=name, created_at=now())
            account.grants = [Grant(role=role, commissariat_id=place)]
            session.add(account)
            session.flush()
            session.add(
                SignIn(token_hash=token_hash(token), account_id=account.id, created_at=now(), last_seen_at=now())
            )
            if place is not None and role is not Role.RECEPTION:
                session.add(
                    Officer(
                        account_id=account.id,
                        name=name,
                        rank="INP",
                        title="Inspecteur",
                        phone="+3265001299",
                        mail=mail,
                        commissariat_id=place,
                    )
                )
        client = self.app.test_client()
        client.account_id = account.id
        client.mail = mail
        with client.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
        return client
