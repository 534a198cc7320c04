"""What a stranger made is read in a process of its own, that has only so much time and memory and then ends.

`answer_of` asks such a process, `bound_oneself` is what it does first.
"""

import json
import logging
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from cafepol.core.errors import Busy, Refused

MEGABYTE = 1024 * 1024
BESIDE_US = Path(__file__).resolve().parents[2]  # where the package lies; config says so too, but is slow to start
AT_ONCE = 2  # such processes that one of ours has running: each may take half a gigabyte
PATIENCE = 4.0  # seconds to wait for one of them to end: as long as it takes to draw a large photograph
ALL_TAKEN = "Plusieurs fichiers sont lus en ce moment. Réessayez dans un instant."

_places = BoundedSemaphore(AT_ONCE)
logger = logging.getLogger("cafepol")


def answer_of(module: str, wanted: bytes, *, seconds: float, sentence: str, field: str) -> dict[str, Any]:
    """What `python -m module` writes as JSON when it is given `wanted`.

    Waits at most so many seconds, and PATIENCE before that. Raises Refused with that sentence at that field when it
    took too much, or fell; Busy when as many as may run at once are running.
    """
    paths = [str(BESIDE_US), os.environ.get("PYTHONPATH", "")]
    # no setting goes along: whoever reads what a stranger made is not to hold our keys
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CAFEPOL_")}
    try:
        with _place():
            done = subprocess.run(  # noqa: S603 -- our own command; what a stranger made goes in by the standard input
                [sys.executable, "-m", module],
                input=wanted,
                capture_output=True,
                timeout=seconds,
                env=environment | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
                check=True,
            )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        logger.warning("not read within its bounds", extra={"reader": module, "cause": type(error).__name__})
        raise Refused(sentence, field=field) from error
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=PATIENCE):
        raise Busy(ALL_TAKEN)
    try:
        yield
    finally:
        _places.release()


def bound_oneself(*, cpu_seconds: int, memory: int) -> None:
    """Let this process use no more than so many seconds of a processor and bytes of memory, and leave no core file."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
