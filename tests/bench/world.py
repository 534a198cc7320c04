"""The data that the app is measured with: the demonstration's year, and a feed of a thousand meetings."""

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from flask import Flask
from sqlalchemy import func, insert, select

from cafepol.app import create_app
from cafepol.core.clock import now
from cafepol.core.db import Base, db, transaction
from cafepol.demo.year import build_year
from cafepol.flyers.content import FlyerContent
from cafepol.flyers.queries import flyer_content
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import agenda, feed_meetings, get_public_meeting
from cafepol.zone.operations import install_profile
from cafepol.zone.profile import read_profile
from tests.bench.serving import settings_of

LARGE_FEED = 1000  # meetings
COUNTED = ("meeting", "registration", "invitation", "concern", "message", "partner", "officer")
OWN = {"id", "code", "uid", "starts_local", "ends_local", "starts_at", "ends_at"}


@dataclass(frozen=True)
class World:
    """An installation with its data: where it lies, what residents may open, how much there is."""

    folder: Path
    codes: list[str]
    flyers: list[FlyerContent]
    sizes: dict[str, int]

    def app(self, port: int = 80) -> Flask:
        """The app on this data, in this process."""
        return create_app(settings_of(self.folder, port))


def make_world(folder: Path) -> World:
    """A fresh Boraine zone with the year of the demonstration."""
    folder.mkdir()
    app = create_app(settings_of(folder, 80))
    with app.app_context():
        with transaction():
            Base.metadata.create_all(db.session.connection())
        with transaction():
            install_profile(read_profile("boraine"))
        build_year(now=now())
        return _look(app, folder)


def enlarge(world: World, folder: Path) -> World:
    """The same installation with so many more meetings that its feed holds a thousand."""
    shutil.copytree(world.folder, folder)
    app = create_app(settings_of(folder, 80))
    with app.app_context():
        with transaction() as session:
            missing = LARGE_FEED - len(feed_meetings(now()))
            models = [dict(row) for row in session.execute(select(Meeting.__table__)).mappings()]
            models = [each for each in models if each["code"] in world.codes]
            rows = [_twin(models[number % len(models)], number) for number in range(missing)]
            session.execute(insert(Meeting.__table__), rows)
        return _look(app, folder)


def _twin(model: dict, number: int) -> dict:
    later = timedelta(days=number // 5)
    times = {name: model[name] + later for name in OWN if name.endswith(("_at", "_local"))}
    kept = {name: value for name, value in model.items() if name not in OWN}
    return {**kept, **times, "code": f"{number:06d}", "uid": str(uuid4())}


def _look(app: Flask, folder: Path) -> World:
    with app.test_request_context():
        codes = [each.code for each in agenda(now()) if each.is_upcoming(now())]
        flyers = [flyer_content(get_public_meeting(code)) for code in codes[:20]]
        tables = Base.metadata.tables
        sizes = {name: db.session.scalar(select(func.count()).select_from(tables[name])) or 0 for name in COUNTED}
        sizes["to come"] = len(codes)
        sizes["feed"] = len(feed_meetings(now()))
        db.session.remove()
        db.engine.dispose()
    return World(folder, codes, flyers, sizes)
