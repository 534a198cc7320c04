"""Fixtures: the app on SQLite and on a real PostgreSQL, a clock that tests move, clients that check each page."""

import os

import pytest

from tests import databases, leaks, postgresql
from tests.clients import CheckedClient, Clock, QueryCounter

pytest_plugins = ["tests.twice"]
DATABASES = ("sqlite", "postgresql")


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        postgresql.start()


@pytest.fixture(scope="session")
def templates(tmp_path_factory) -> databases.Templates:
    """The installed zone, once per worker, that each test's own database is copied from."""
    return databases.Templates(tmp_path_factory.mktemp("templates"), os.environ.get("PYTEST_XDIST_WORKER", "main"))


@pytest.fixture(scope="session")
def apps() -> databases.Apps:
    """The apps this worker keeps."""
    return databases.Apps()


@pytest.fixture(params=DATABASES)
def database_url(request, templates) -> str:
    return templates.fresh(request.param)  # of its own for this test, with the Boraine zone installed


@pytest.fixture
def clock() -> Clock:
    """Thursday 7 January 2027, 9 h in Brussels; `clock.advance(hours=1)` moves it."""
    return Clock()


@pytest.fixture
def prepare():
    """What a room's tests add to the app they share: overridden by their conftest."""


@pytest.fixture
def app(apps, database_url, clock, tmp_path, prepare):
    """The application inside an application context."""
    app = apps.lend(tmp_path, database_url, clock, prepare)
    with app.app_context():
        try:
            with leaks.watched():
                yield app
        finally:
            databases.close(app)


@pytest.fixture
def client(app) -> CheckedClient:
    """A visitor's browser without a cookie; every HTML page it fetches is checked."""
    return app.test_client()


@pytest.fixture
def sign_in(app):
    """`sign_in(Role.OFFICER, "colfontaine")`: the browser of somebody signed in with that role."""
    return databases.SignerIn(app)


@pytest.fixture
def count_queries(app):
    """`with count_queries() as counted:` … `counted.total`."""
    return lambda: QueryCounter(app)
