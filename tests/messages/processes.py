"""Real workers: `cafepol worker` as processes of their own, on the database of the test."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

WAIT_SECONDS = 600  # on a busy machine


@contextmanager
def workers(folder: Path, database_url: str, mail_url: str, *, number: int = 1) -> Iterator[list[subprocess.Popen]]:
    """So many workers, ended with the block; one that was killed before is left alone."""
    environment = os.environ | {
        "CAFEPOL_INSTANCE": str(folder / "instance"),
        "CAFEPOL_DATABASE_URL": database_url,
        "CAFEPOL_MAIL_URL": mail_url,
        "CAFEPOL_MAIL_FROM": "cafepol@zone.example",
        "CAFEPOL_SECRET_KEY": "s" * 48,
        "CAFEPOL_ORIGIN": "http://localhost",
    }
    started = [
        subprocess.Popen([sys.executable, "-m", "cafepol", "worker"], env=environment, stderr=subprocess.DEVNULL)
        for _ in range(number)
    ]
    try:
        yield started
    finally:
        for worker in started:
            worker.terminate()
        for worker in started:
            worker.wait(WAIT_SECONDS)


def wait_until(true: Callable[[], bool], what: str) -> None:
    """Until it is so; fails with what was waited for."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)
