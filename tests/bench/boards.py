"""The chief's board and desk with a hundred times the demonstration's concerns: p50 as a ratio, in this process."""

import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

from flask import Flask
from sqlalchemy import func, select

from cafepol.accounts.models import Grant, SignIn
from cafepol.accounts.queries import token_hash
from cafepol.accounts.roles import Role
from cafepol.concerns.models import Concern
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.zone.models import Commune
from tests.bench.world import World
from tests.concerns.crowd import multiply

TIMES = 100
AIM = 1.5
ROUNDS = 25
OK = 200
ORIGIN = "http://127.0.0.1:80"
PAGES = {"board": "/equipe/doleances", "desk": "/equipe/"}


def line(world: World, folder: Path) -> str:
    """One sentence for the table's foot; makes the larger installation in `folder`."""
    shutil.copytree(world.folder, folder)
    larger = World(folder, world.codes, world.flyers, world.sizes)
    few, many = world.app(), larger.app()
    with few.app_context(), transaction() as session:
        numbers = list(session.scalars(select(Concern.number)))
    with many.app_context():
        for number in numbers:
            multiply(number, TIMES - 1)
    with few.app_context(), transaction():
        chief = _chief()
    found = []
    for name, path in PAGES.items():
        small, large = _by_turns(*(_opens(app, chief, path) for app in (few, many)))
        met = "" if large / small <= AIM else " ✗"
        found.append(f"{name} {small:.0f} → {large:.0f} ms, ratio {large / small:.2f}{met}")
    return f"A chief's pages, {len(numbers):,} → {TIMES * len(numbers):,} concerns (aim ≤ {AIM}): {'; '.join(found)}.\n"


def _chief() -> int:
    """The account of the chief whose commissariat has most concerns."""
    busiest = select(Commune.commissariat_id).join(Concern, Concern.commune_id == Commune.id)
    busiest = busiest.group_by(Commune.commissariat_id).order_by(func.count().desc()).limit(1).scalar_subquery()
    leads = select(Grant.account_id).where(Grant.role == Role.CHIEF, Grant.commissariat_id == busiest)
    return db.session.scalars(leads.order_by(Grant.account_id)).first()


def _opens(app: Flask, account_id: int, path: str) -> Callable[[], float]:
    """Opens a page as this account: milliseconds of the processor. Raises AssertionError when it is not shown."""
    token, client = secrets.token_urlsafe(32), app.test_client()
    with app.app_context(), transaction() as session:
        known = {"account_id": account_id, "created_at": now(), "last_seen_at": now()}
        session.add(SignIn(token_hash=token_hash(token), **known))
    with client.session_transaction(base_url=ORIGIN) as session:
        session["_user_id"], session["_fresh"] = token, True

    def open_page() -> float:
        begun = process_time()
        answer = client.get(path, base_url=ORIGIN)
        assert answer.status_code == OK, (path, answer.status_code)
        return 1000 * (process_time() - begun)

    return open_page


def _by_turns(few: Callable[[], float], many: Callable[[], float]) -> tuple[float, float]:
    """The medians of both, by turns, after one of each to warm up."""
    few(), many()
    pairs = [(few(), many()) for _ in range(ROUNDS)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
