"""The load: a few kept-alive connections that send ready-made requests; light, so that the servers are measured."""

import socket
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import BinaryIO
from urllib.parse import urlencode

from tests.bench.serving import HOST, THREADS, Served

CONNECTIONS = THREADS
TIMEOUT = 20  # seconds


class WrongAnswer(Exception):
    """A server answered what it should not: nothing measured would mean anything."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    head: str
    body: bytes


@dataclass(frozen=True)
class Round:
    """A round on one server: each answer's time, what all took and cost (seconds)."""

    times: list[float]
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.times) / self.seconds


def get(port: int, path: str, headers: dict[str, str] | None = None) -> bytes:
    """A GET as it goes over the wire."""
    return _request("GET", port, path, headers or {}, b"")


def post(port: int, path: str, form: dict[str, str], headers: dict[str, str] | None = None) -> bytes:
    """The POST of a form as it goes over the wire."""
    body = urlencode(form).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    return _request("POST", port, path, kind | (headers or {}), body)


def _request(method: str, port: int, path: str, headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}:{port}", *(f"{key}: {text}" for key, text in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def ask(port: int, request: bytes) -> Answer:
    """One request on a connection of its own."""
    with socket.create_connection((HOST, port), TIMEOUT) as connection, connection.makefile("rb") as incoming:
        connection.sendall(request)
        return _answer(incoming)


def _answer(incoming: BinaryIO) -> Answer:
    lines = []
    while (line := incoming.readline()) not in {b"\r\n", b""}:
        lines.append(line)
    if not lines:
        raise WrongAnswer("the connection was closed")
    head = b"".join(lines).decode("latin-1")
    length = next((int(line[15:]) for line in lines if line[:15].lower() == b"content-length:"), 0)
    status = int(lines[0].split()[1])
    return Answer(status, head, incoming.read(length) if status != 304 else b"")


def keep_asking(port: int, requests: Iterable[bytes], until: float) -> list[tuple[int, float]]:
    """The status and time (seconds) of each answer on one kept-alive connection, until an instant or the last."""
    seen = []
    with socket.create_connection((HOST, port), TIMEOUT) as connection, connection.makefile("rb") as incoming:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in requests:
            if (begun := time.perf_counter()) >= until:
                break
            connection.sendall(request)
            seen.append((_answer(incoming).status, time.perf_counter() - begun))
    return seen


def drive(server: Served, requests: bytes | Iterable[bytes], *, status: int, seconds: float) -> Round:
    """Send requests on all connections until the time is over, or the requests.

    Raises WrongAnswer when one is answered with another status.
    """
    queue: Iterator[bytes] = repeat(requests) if isinstance(requests, bytes) else iter(requests)
    times: list[float] = []
    troubles: list[Exception] = []
    used, start = server.cpu(), time.perf_counter()
    arguments = (server.port, queue, status, start + seconds, times, troubles)
    threads = [threading.Thread(target=_visit, args=arguments) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if troubles:
        raise troubles[0]
    return Round(times, time.perf_counter() - start, server.cpu() - used)


def _visit(
    port: int, queue: Iterator[bytes], status: int, until: float, times: list[float], troubles: list[Exception]
) -> None:
    try:
        with socket.create_connection((HOST, port), TIMEOUT) as connection, connection.makefile("rb") as incoming:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while (begun := time.perf_counter()) < until and (request := next(queue, None)) is not None:
                connection.sendall(request)
                _check(_answer(incoming), status, request)
                times.append(time.perf_counter() - begun)
    except (OSError, ValueError, WrongAnswer) as trouble:
        troubles.append(trouble)


def _check(answer: Answer, status: int, request: bytes) -> None:
    if answer.status != status:
        raise WrongAnswer(f"{request[:60]!r}: {answer.status} instead of {status}")
