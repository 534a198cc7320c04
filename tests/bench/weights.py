"""What a page weighs: bytes over the wire, requests, SQL statements."""

import gzip
import re
from dataclasses import dataclass

from flask import Flask

from tests.bench.load import ask, get
from tests.clients import QueryCounter

_PARTS = re.compile(r"""<(?:link[^>]*rel="(?:icon|stylesheet)"|script|img)[^>]*?(?:href|src)="([^"]+)\"""")


@dataclass(frozen=True)
class Weight:
    """Bytes of an answer's body as it is sent, and as gzip would send it."""

    sent: int
    compressed: int


@dataclass(frozen=True)
class Whole:
    """A page with all that a browser fetches for it on the first visit."""

    requests: int
    foreign: int
    weight: Weight


def weigh(body: bytes) -> Weight:
    """The weight of one answer's body."""
    return Weight(len(body), len(gzip.compress(body, 6)) if body else 0)


def weigh_whole(port: int, path: str) -> Whole:
    """The page of a path with its style sheets, scripts and pictures."""
    page = ask(port, get(port, path))
    parts = list(dict.fromkeys(_PARTS.findall(page.body.decode())))
    own = [part for part in parts if part.startswith("/")]
    weights = [weigh(page.body), *(weigh(ask(port, get(port, part)).body) for part in own)]
    total = Weight(sum(each.sent for each in weights), sum(each.compressed for each in weights))
    return Whole(1 + len(parts), len(parts) - len(own), total)


def statements(
    app: Flask, path: str, *, form: dict[str, str] | None = None, headers: dict[str, str] | None = None
) -> int:
    """How many SQL statements one request sends, once what may be kept between requests is kept."""
    client = app.test_client()
    origin = app.extensions["cafepol.settings"].origin
    with app.app_context(), QueryCounter(app) as counted:
        response = client.open(path, base_url=origin, method="POST" if form else "GET", data=form, headers=headers)
    assert response.status_code < 400, (path, response.status_code)
    return counted.total
