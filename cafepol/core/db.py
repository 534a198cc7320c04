"""The database: the typed base of all models, how transactions begin, SQLite's safety settings."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import CursorResult, DateTime, Dialect, Executable, MetaData, TypeDecorator, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Session

BUSY_TIMEOUT_MS = 10_000

_writing: ContextVar[bool] = ContextVar("cafepol_writing", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Aware in Python, UTC in the database; a naive value is a programming error (ValueError)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive datetimes; SQLite, which has no zones, gets the bare UTC value."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "an instant needs a time zone"
            raise ValueError(msg)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC datetime on every engine."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What all models subclass: typed columns, instants in UTC, constraints with predictable names."""

    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012 -- SQLAlchemy reads it from the class
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


def set_writing(*, writing: bool) -> None:
    """Say whether the transactions begun from here on in this context will write (BEGIN IMMEDIATE on SQLite)."""
    _writing.set(writing)


@contextmanager
def transaction() -> Iterator[Any]:
    """One write transaction of a command or of the worker, on `db.session`: commit at the end, roll back on error."""
    mark = _writing.set(True)
    try:
        yield db.session
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        db.session.remove()
        _writing.reset(mark)


@contextmanager
def own_transaction() -> Iterator[Session]:
    """A short write transaction of its own, before the page is read (audit of a GET, last-seen of a sign-in)."""
    mark = _writing.set(True)
    try:
        with Session(db.engine, expire_on_commit=False) as session, session.begin():
            yield session
    finally:
        _writing.reset(mark)


@contextmanager
def own_connection() -> Iterator[Connection]:
    """The same past the ORM, for a statement that every visit or answer sends."""
    mark = _writing.set(True)
    try:
        with db.engine.begin() as connection:
            yield connection
    finally:
        _writing.reset(mark)


def begin_snapshot() -> None:
    """Begin a transaction all of whose reads are of one instant, whatever others commit meanwhile.

    SQLite reads so anyway. To be called before anything else is read.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def past_orm(
    statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
) -> CursorResult[*tuple[Any, ...]]:
    """Send a statement of tables in the session's transaction, past the ORM: for what every visit and answer asks.

    What the session has not flushed yet is not seen.
    """
    return db.session.connection().execute(statement, values)


def begin_statement() -> str:
    """How SQLite begins: writers take the lock at once, so that two of them queue instead of failing half-way."""
    return "BEGIN IMMEDIATE" if _writing.get() else "BEGIN"


def init_app(app: Flask) -> None:
    """Bind the app to its engine and, on SQLite, set the safety pragmas and explicit BEGINs."""
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _harden_sqlite(db.engine)


def _harden_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None  # we say BEGIN ourselves
        cursor = dbapi_connection.cursor()
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "foreign_keys=ON",
            "synchronous=FULL",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin_statement())
