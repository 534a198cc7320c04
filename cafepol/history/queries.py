"""Every read of the imports, and what rows of a table are set against."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select

from cafepol.accounts.models import Grant
from cafepol.accounts.roles import Role
from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.core.text import slug
from cafepol.history.matching import Held, Known, Place
from cafepol.history.models import MeetingImport
from cafepol.meetings.models import Meeting
from cafepol.staff.models import Officer
from cafepol.staff.names import surname
from cafepol.zone.models import Commune, Quarter, Venue

LEASE = timedelta(minutes=5)  # a worker that did nothing of an import for so long has died
SHOWN = 10


def get_import(import_id: int) -> MeetingImport:
    """One import. Raises NotFound."""
    found = db.session.get(MeetingImport, import_id)
    if found is None:
        raise NotFound
    return found


def recent_imports() -> list[MeetingImport]:
    """The last imports that were begun, newest first."""
    begun = select(MeetingImport).where(MeetingImport.state != "checked").order_by(MeetingImport.id.desc())
    return list(db.session.scalars(begun.limit(SHOWN)))


def next_import(now: datetime) -> MeetingImport | None:
    """The import to go on with: waiting, or left by a worker that died. Its row is taken."""
    free = or_(
        MeetingImport.state == "waiting",
        (MeetingImport.state == "running") & (MeetingImport.claimed_at <= now - LEASE),
    )
    query = select(MeetingImport).where(free).order_by(MeetingImport.id).limit(1).with_for_update(skip_locked=True)
    return db.session.scalar(query)


def what_is_known() -> Known:
    """The zone's names, and the cafés of the past that it has."""
    return Known(
        communes=_communes(),
        quarters={(row.commune_id, slug(row.name)): row.id for row in db.session.scalars(select(Quarter))},
        venues={
            (row.commune_id, slug(row.name)): row.id
            for row in db.session.scalars(select(Venue).order_by(Venue.is_active, Venue.id.desc()))
        },
        officers=_officers(),
        held=_held(),
    )


def _communes() -> dict[str, Place]:
    led = (
        select(Officer.commissariat_id, Officer.id)
        .join(Grant, Grant.account_id == Officer.account_id)
        .where(Grant.role == Role.CHIEF, Grant.commissariat_id == Officer.commissariat_id, Officer.is_active.is_(True))
        .order_by(Officer.id.desc())
    )
    chiefs = {row[0]: row[1] for row in db.session.execute(led)}  # of several, the one who came first
    return {
        name: Place(row.id, row.name, row.commissariat_id, chiefs.get(row.commissariat_id))
        for row in db.session.scalars(select(Commune))
        for name in (row.slug, slug(row.name))
    }


def _officers() -> dict[str, set[tuple[int, int]]]:
    """Each officer by the ways in which one is called: with civility, by surname, with title."""
    found: dict[str, set[tuple[int, int]]] = {}
    for row in db.session.scalars(select(Officer)):
        for name in (row.name, surname(row.name), row.full_name):
            found.setdefault(slug(name), set()).add((row.id, row.commissariat_id))
    return found


def _held() -> set[Held]:
    rows = db.session.execute(select(Meeting.commune_id, Meeting.starts_local, Venue.name).join(Meeting.venue))
    return {(commune_id, starts, slug(name)) for commune_id, starts, name in rows}
