"""Servers of the bench: the app and the floor, each a process of its own under the very same gunicorn."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from cafepol.app import create_app
from cafepol.core.config import Settings, load_settings
from cafepol.front import shelf
from cafepol.server import serve
from tests.bench.floors import create_floor

HOST = "127.0.0.1"
THREADS = 4
PRESSED = 8  # as many as a server has
START_SECONDS = 30
NO_LIMIT = 10_000_000  # answers per address and hour, and of strangers: the bench is one address


@dataclass(frozen=True)
class Served:
    """A server that is running."""

    kind: str
    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of processor that it used so far, its workers included; 0 where /proc does not tell."""
        return sum(_cpu(pid) for pid in (self.pid, *_children(self.pid)))


def settings_of(folder: Path, port: int) -> Settings:
    """The settings under which the app is measured: the defaults, but for one address that answers all day."""
    lifted = ("registrations_per_address_hour", "unproven_answers_per_meeting", "unproven_people_per_meeting")
    return load_settings(folder, origin=f"http://{HOST}:{port}", **dict.fromkeys(lifted, NO_LIMIT))


@contextmanager
def served(kind: str, folder: Path) -> Iterator[Served]:
    """`app`, `anew` (drawing every page anew), `crowd` (with its limits), `press` (eight threads) or `floor`.

    On a free port until the end. Raises SystemExit when it does not start.
    """
    with socket.create_server((HOST, 0)) as probe:
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.serving", kind, str(port), str(folder)])
    try:
        _wait(port, process)
        yield Served(kind, port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection((HOST, port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("A server of the bench did not start.")


def _children(pid: int) -> list[int]:
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _app(kind: str, folder: Path, port: int) -> Flask:
    if kind == "floor":
        return create_floor(folder)
    if kind == "anew":
        shelf.PAGES = 0
    if kind == "crowd":  # the limits as they are, behind a proxy that says who asks
        return create_app(load_settings(folder, origin=f"http://{HOST}:{port}", trusted_proxies=1))
    return create_app(settings_of(folder, port))


def main(kind: str, port: int, folder: Path) -> None:
    """Serve one app until terminated."""
    serve(_app(kind, folder, port), host=HOST, port=port, processes=1, threads=PRESSED if kind == "press" else THREADS)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
