"""Fifty flyers asked for at once: how many are drawn, how many told to come back, and what readers of the agenda feel.

`python -m tests.bench.crowded_press` measures this alone.
"""

import secrets
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, product
from pathlib import Path

from sqlalchemy import select

from cafepol.accounts.models import Grant, SignIn
from cafepol.accounts.queries import token_hash
from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from tests.bench.load import WrongAnswer, ask, get, keep_asking
from tests.bench.serving import HOST, Served, served
from tests.bench.world import World, make_world

AT_ONCE = 50
ALONE = 3.0  # seconds during which the agenda is read before the crowd comes
AIM = 1000  # ms, of the agenda meanwhile
PIECES = ("flyer-a5", "flyer-a6", "flyer-dl", "affiche-a4")
OK, BUSY = 200, 503


def line(world: World) -> str:
    """What is measured here, as a sentence. Raises WrongAnswer for an answer that should not be."""
    with served("press", world.folder) as server:
        headers = {"Cookie": _cookie(world, server.port)}
        paths = product(PIECES, world.codes)
        wanted = [f"/equipe/rencontres/{code}/imprimer/{piece}.pdf" for piece, code in islice(paths, AT_ONCE)]
        requests = [get(server.port, path, headers) for path in wanted]
        alone = _agenda(server, until=time.perf_counter() + ALONE)
        statuses, slowest, meanwhile = _crowd(server, requests)
    drawn, refused = statuses.count(OK), statuses.count(BUSY)
    if drawn + refused != AT_ONCE or not drawn:
        raise WrongAnswer(f"{statuses}")
    during = _p95(meanwhile) * 1000
    met = "" if refused and during < AIM else " ✗"
    return (
        f"{AT_ONCE} flyers asked for at once: {drawn} drawn, the slowest in {slowest:.1f} s; {refused} told at once "
        f"when to come back (503 with Retry-After). The agenda meanwhile: p95 {during:.0f} ms{met} (aim < {AIM} ms), "
        f"{_p95(alone) * 1000:.0f} ms alone.\n"
    )


def _crowd(server: Served, requests: list[bytes]) -> tuple[list[int], float, list[float]]:
    """Each answer's status, the slowest drawing (seconds), and the times of the agenda while they were asked for."""
    over = threading.Event()
    with ThreadPoolExecutor(AT_ONCE + 1) as pool:
        agenda = pool.submit(_agenda, server, over=over)
        answers = list(pool.map(lambda request: _timed(server, request), requests))
        over.set()
        times = agenda.result()
    return [status for status, _ in answers], max(seconds for status, seconds in answers if status == OK), times


def _timed(server: Served, request: bytes) -> tuple[int, float]:
    begun = time.perf_counter()
    answer = ask(server.port, request)
    if answer.status == BUSY and "retry-after:" not in answer.head.lower():
        raise WrongAnswer("503 without Retry-After")
    return answer.status, time.perf_counter() - begun


def _agenda(server: Served, *, until: float = float("inf"), over: threading.Event | None = None) -> list[float]:
    """How long one reader waits for each answer, who asks for the agenda again and again."""

    def again() -> Iterator[bytes]:
        while over is None or not over.is_set():
            yield get(server.port, "/")

    return [seconds for _, seconds in keep_asking(server.port, again(), until)]


def _p95(times: list[float]) -> float:
    """The time that 19 of 20 stay under."""
    return sorted(times)[int(len(times) * 0.95)]


def _cookie(world: World, port: int) -> str:
    """Of somebody from communication, who reads the meetings of every commissariat."""
    token, app = secrets.token_urlsafe(32), world.app(port)
    with app.app_context():
        with transaction() as session:
            account = session.scalars(select(Grant.account_id).where(Grant.role == Role.COMMUNICATION)).first()
            known = {"account_id": account, "created_at": now(), "last_seen_at": now()}
            session.add(SignIn(token_hash=token_hash(token), **known))
        db.engine.dispose()
    client, address = app.test_client(), f"http://{HOST}:{port}"
    with client.session_transaction(base_url=address) as session:
        session["_user_id"], session["_fresh"] = token, True
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"], domain=HOST)
    assert cookie is not None
    return f"{cookie.key}={cookie.value}"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="cafepol-press-") as name:
        print(line(make_world(Path(name) / "app")))  # noqa: T201 -- a command speaks
