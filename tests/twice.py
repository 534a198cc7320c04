"""What runs on both databases, and how.

What decides, reads and writes runs on SQLite and on PostgreSQL. What goes through a page runs on SQLite: on PostgreSQL
`tests/house` opens every page and sends every form, and what stands behind the pages runs on both by its own tests. A
test of pages whose rule is the engine's (locks, limits, what two people do at once) says so by `@pytest.mark.engines`;
`--pages-twice` runs all of them on both.

A test that runs on both is measured, and its pages are read, on SQLite; on PostgreSQL it has to pass.
"""

import coverage
import pytest

from tests.clients import CheckedClient

AGAIN = pytest.StashKey[bool]()
BROWSERS = {"client", "sign_in"}


def pytest_addoption(parser):
    parser.addoption("--pages-twice", action="store_true", help="tests of pages on PostgreSQL too")


def pytest_collection_modifyitems(config, items):
    known = {item.nodeid for item in items}
    for item in items:
        first = item.nodeid.replace("postgresql", "sqlite")
        item.stash[AGAIN] = first != item.nodeid and first in known
    if not config.getoption("pages_twice"):
        left = [item for item in items if item.stash[AGAIN] and _is_of_pages(item)]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]


def _is_of_pages(item) -> bool:
    return bool(BROWSERS & set(item.fixturenames)) and item.get_closest_marker("engines") is None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    again = item.stash[AGAIN]
    measuring = coverage.Coverage.current() if again else None
    CheckedClient.reads_pages = not again
    if measuring:
        measuring.stop()
    try:
        return (yield)
    finally:
        CheckedClient.reads_pages = True
        if measuring:
            measuring.start()
