"""Every read of the imports, and what rows of a table are set against."""

from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select

from cafepol.accounts.models import Grant
from cafepol.accounts.roles import Role
from cafepol.core.db import db
from cafepol.core.errors import NotFound
from cafepol.core.text import slug
from cafepol.history.matching import Held, Known, Place
from cafepol.history.models import ImportedMeeting, MeetingImport
from cafepol.meetings.models import Meeting
from cafepol.staff.models import Officer
from cafepol.staff.names import surname
from cafepol.zone.models import Commune, Quarter, Venue, Zone

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


def how_many_came_with(import_id: int) -> int:
    """How many meetings that an import added are there: of one that failed, those that were in use by then."""
    came = select(func.count()).select_from(ImportedMeeting).where(ImportedMeeting.import_id == import_id)
    return db.session.scalar(came) or 0


def has_turn(*, waits: bool) -> bool:
    """Whether nobody else is about to add cafés of the past; from here on nobody is until the transaction ends.

    Without `waits` somebody else's turn is not waited for. The zone's row stands for it: there is one.
    """
    turn = select(Zone.id).with_for_update(key_share=True, skip_locked=not waits)
    return db.session.scalar(turn) is not None


def is_one_running(*, since: datetime | None = None) -> bool:
    """Whether an import was begun and not ended; with `since`: and its worker did something of it after that."""
    running = select(MeetingImport.id).where(MeetingImport.state == "running")
    if since is not None:
        running = running.where(MeetingImport.claimed_at > since)
    return db.session.scalars(running.limit(1)).first() is not None


def next_import(now: datetime) -> MeetingImport | None:
    """The import to go on with: left by a worker that died, else the one that waits longest. Its row is taken.

    None while a worker is in the midst of another: what that one adds is not known yet, and would be added twice.
    """
    if not has_turn(waits=False):
        return None
    alive = now - LEASE
    left = and_(MeetingImport.state == "running", MeetingImport.claimed_at <= alive)
    waiting = MeetingImport.state == "waiting"
    query = select(MeetingImport).where(or_(left, waiting)).order_by(waiting, MeetingImport.id).limit(1)
    found = db.session.scalar(query.with_for_update())
    return None if is_one_running(since=alive) else found  # asked last: its worker may have moved while we waited


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
