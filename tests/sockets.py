"""No request talks to another machine: what is slow or away elsewhere is no page's concern.

PostgreSQL is spoken to by its own library, not through Python's sockets, and stays allowed.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_here = threading.local()


class Talked(BaseException):
    """A request spoke to another machine; no handler of the application takes this for an error of its own."""


def _refuse(whom: object) -> None:
    if getattr(_here, "refused", None) is not None:
        _here.refused.append(whom)
        raise Talked(whom)


def _guard_sending(name: str, *, whom_from: int) -> None:
    """Guard a method of sockets; `whom_from`: its argument that may name somebody, or a later one does."""
    unguarded = getattr(socket.socket, name)

    def guarded(self: socket.socket, *args: Any) -> Any:
        if len(args) > whom_from and args[-1] is not None:
            _refuse(args[-1])
        return unguarded(self, *args)

    setattr(socket.socket, name, guarded)


def _guard_asking(name: str) -> None:
    """Guard a question to a name server."""
    unguarded = getattr(socket, name)

    def guarded(asked: object, *args: Any, **kwargs: Any) -> Any:
        _refuse(asked)
        return unguarded(asked, *args, **kwargs)

    setattr(socket, name, guarded)


_guard_sending("connect", whom_from=0)
_guard_sending("connect_ex", whom_from=0)
_guard_sending("sendto", whom_from=1)  # without a connection: UDP
_guard_sending("sendmsg", whom_from=3)
for _question in ("getaddrinfo", "getnameinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
    _guard_asking(_question)


@contextmanager
def no_sockets() -> Iterator[None]:
    """In this block, and in this thread, nobody is spoken to; Talked names who should have been."""
    _here.refused = []
    try:
        yield
        if _here.refused:
            raise Talked(_here.refused)
    finally:
        _here.refused = None
