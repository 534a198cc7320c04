"""No request talks to another machine: what is slow or away elsewhere is no page's concern.

PostgreSQL is spoken to by its own library, not through Python's sockets, and stays allowed.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_here = threading.local()
_connect, _resolve = socket.socket.connect, socket.getaddrinfo


class Talked(BaseException):
    """A request opened a connection; no handler of the application takes this for an error of its own."""


def _refuse(whom: object) -> None:
    if getattr(_here, "refused", None) is not None:
        _here.refused.append(whom)
        raise Talked(whom)


def _connect_unless_asked(self: socket.socket, address: object) -> None:
    _refuse(address)
    _connect(self, address)


def _resolve_unless_asked(host: object, *args: object, **kwargs: object) -> list:
    _refuse(host)
    return _resolve(host, *args, **kwargs)


socket.socket.connect = _connect_unless_asked
socket.getaddrinfo = _resolve_unless_asked


@contextmanager
def no_sockets() -> Iterator[None]:
    """In this block, and in this thread, no connection is opened; Talked names to whom it should have been."""
    _here.refused = []
    try:
        yield
        if _here.refused:
            raise Talked(_here.refused)
    finally:
        _here.refused = None
