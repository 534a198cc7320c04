"""Years that are built once: of both zones, on both databases, on a working day and in a weekend."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask

from cafepol.demo.year import DemoAccount, build_year
from tests import databases, leaks
from tests.clients import Clock

THURSDAY = datetime(2027, 1, 7, 8, 0, tzinfo=UTC)  # 9 h in Brussels
SUNDAY = datetime(2026, 5, 24, 17, 30, tzinfo=UTC)  # before Whit Monday, in the evening


@dataclass(frozen=True)
class Built:
    """A year, the application on it, and when it was built."""

    app: Flask
    accounts: list[DemoAccount]
    now: datetime
    clock: Clock


def _built(templates, folder, engine: str, profile: str, now: datetime):
    with templates.copy(engine, folder, profile) as url:
        clock = Clock(now)
        app = databases.make_app(folder, url, clock)
        with app.app_context():
            with leaks.watched():
                accounts = build_year(now=now)
            yield Built(app, accounts, now, clock)
            databases.close(app)


@pytest.fixture(scope="session")
def boraine(templates, tmp_path_factory):
    """The Boraine zone on a working day, on SQLite."""
    yield from _built(templates, tmp_path_factory.mktemp("boraine"), "sqlite", "boraine", THURSDAY)


@pytest.fixture(scope="session")
def scheldekant(templates, tmp_path_factory):
    """The invented zone on a working day, on PostgreSQL."""
    yield from _built(templates, tmp_path_factory.mktemp("scheldekant"), "postgresql", "scheldekant", THURSDAY)


@pytest.fixture(scope="session")
def weekend(templates, tmp_path_factory):
    """The invented zone on a Sunday evening before a holiday, on SQLite."""
    yield from _built(templates, tmp_path_factory.mktemp("weekend"), "sqlite", "scheldekant", SUNDAY)


@pytest.fixture(scope="session", params=["boraine", "scheldekant", "weekend"])
def built(request) -> Built:
    """Each of them in turn: pytest runs all tests of one year together, so that few workers build it."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def year(built) -> Built:
    """Each of them in turn, inside its application context."""
    with built.app.app_context():
        yield built
        databases.close(built.app)
