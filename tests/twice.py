"""What runs on both databases, and how.

What decides, reads and writes runs on SQLite and on PostgreSQL. What goes through a page runs on SQLite: on PostgreSQL
`tests/house` opens every page and sends every form, and what stands behind the pages runs on both by its own tests. A
test of pages whose rule is the engine's (locks, limits, what two people do at once) says so by `@pytest.mark.engines`;
`--pages-twice` runs all of them on both.

A room of stories (`pytest.mark.once`) is about what people read and stays on SQLite, too.

A test that runs on both is measured, and its pages are read, on SQLite; on PostgreSQL it has to pass. Nor is anything
measured while whole programs run or crowds of papers are drawn (`UNMEASURED`): what decides has tests of its own.
"""

import coverage
import pytest

from tests.clients import CheckedClient

AGAIN = pytest.StashKey[bool]()
BROWSERS = {"client", "sign_in"}
UNMEASURED = ("tests/commands/", "tests/demo/", "tests/flyers/test_every_", "tests/house/", "tests/journeys/")


def pytest_addoption(parser):
    parser.addoption("--pages-twice", action="store_true", help="tests of pages on PostgreSQL too")


def pytest_collection_modifyitems(config, items):
    known = {item.nodeid for item in items}
    for item in items:
        first = item.nodeid.replace("postgresql", "sqlite")
        item.stash[AGAIN] = first != item.nodeid and first in known
    if not config.getoption("pages_twice"):
        left = [item for item in items if item.stash[AGAIN] and _stays(item)]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]


def _stays(item) -> bool:
    if item.get_closest_marker("once"):
        return True
    return bool(BROWSERS & set(item.fixturenames)) and item.get_closest_marker("engines") is None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    again = item.stash[AGAIN]
    measuring = coverage.Coverage.current() if again or item.nodeid.startswith(UNMEASURED) else None
    CheckedClient.reads_pages = not again
    if measuring:
        measuring.stop()
    try:
        return (yield)
    finally:
        CheckedClient.reads_pages = True
        if measuring:
            measuring.start()
