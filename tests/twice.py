"""A test that runs on both databases is measured, and its pages are read, on SQLite; on PostgreSQL it has to pass."""

import coverage
import pytest

from tests.clients import CheckedClient

AGAIN = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items):
    known = {item.nodeid for item in items}
    for item in items:
        first = item.nodeid.replace("postgresql", "sqlite")
        item.stash[AGAIN] = first != item.nodeid and first in known


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
