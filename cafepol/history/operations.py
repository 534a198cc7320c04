"""Every write of an import. None commits: whoever calls keeps each step in a transaction of its own."""

import uuid
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, tzinfo

from sqlalchemy import Delete, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from cafepol.core.db import db
from cafepol.core.errors import Refused
from cafepol.core.tables import BadLines, read_table
from cafepol.core.text import public_code, slug
from cafepol.history.matching import Plan, Settled, make_plan
from cafepol.history.models import ImportedMeeting, ImportedOfficer, ImportedVenue, MeetingImport
from cafepol.history.past import COLUMNS, MAX_ROWS, Past, read_rows
from cafepol.history.queries import has_turn, is_one_running, what_is_known
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting
from cafepol.staff.models import Officer
from cafepol.zone.models import Commissariat, Commune, Venue
from cafepol.zone.queries import the_zone

NO_STREET = "Adresse non notée"


def plan_import(data: bytes, *, now: datetime, tz: tzinfo) -> Plan:
    """What a CSV file would add. Raises Refused for no such table, BadLines if one row of it cannot be taken."""
    table = read_table(data, COLUMNS, max_rows=MAX_ROWS)
    cafes, errors = read_rows(table.rows, tz=tz, now=now)
    plan = make_plan(cafes, [*table.errors, *errors], what_is_known())
    if plan.errors:
        raise BadLines(plan.errors)
    return plan


def take_turn() -> None:
    """Add cafés of the past alone until the transaction ends. Raises Refused while an import is not ended."""
    has_turn(waits=True)
    if is_one_running():
        raise Refused("Un import est en cours. Réessayez quand il est fini.")


def keep_import(data: bytes, *, by_account_id: int | None, now: datetime, tz: tzinfo) -> MeetingImport:
    """Check a file and keep it until somebody says to go on. Raises as plan_import does; nothing is kept then."""
    plan = plan_import(data, now=now, tz=tz)
    made = MeetingImport(
        state="checked",
        file=data,
        total=len(plan.rows),
        done=0,
        skipped=plan.skipped,
        summary={"venues": plan.new_venues, "officers": plan.new_officers},
        created_at=now,
        created_by_id=by_account_id,
    )
    db.session.add(made)
    db.session.flush()
    return made


def start_import(found: MeetingImport) -> None:
    """Let the worker begin. Starting twice is starting once. Raises Refused when there is nothing to add."""
    if found.state != "checked":
        return
    if not found.total:
        raise Refused("Toutes ces rencontres sont déjà connues : il n’y a rien à ajouter.")
    found.state = "waiting"
    db.session.flush()


def drop_import(found: MeetingImport) -> None:
    """Forget a file that was checked and not started. Raises Refused for one that was."""
    if found.state != "checked":
        raise Refused("Cet import a déjà commencé.")
    db.session.delete(found)
    db.session.flush()


def claim_import(found: MeetingImport, *, now: datetime) -> None:
    """A worker begins, or goes on where another one died."""
    found.state, found.claimed_at = "running", now
    db.session.flush()


def renew_claim(import_id: int, *, since: datetime, now: datetime) -> bool:
    """The worker that claimed an import at `since` goes on with it: its row is taken until the transaction ends.

    False when it was so slow that another one took it for dead and goes on instead.
    """
    mine = (
        update(MeetingImport)
        .where(MeetingImport.id == import_id, MeetingImport.state == "running", MeetingImport.claimed_at == since)
        .values(claimed_at=now)
        .returning(MeetingImport.id)
    )
    return db.session.scalar(mine.execution_options(synchronize_session=False)) is not None


def note_done(import_id: int, meeting_ids: Sequence[int]) -> None:
    """These meetings came with that import, and so much of it is done."""
    db.session.execute(insert(ImportedMeeting), [{"meeting_id": each, "import_id": import_id} for each in meeting_ids])
    step = update(MeetingImport).where(MeetingImport.id == import_id).execution_options(synchronize_session=False)
    db.session.execute(step.values(done=MeetingImport.done + len(meeting_ids)))


def finish_import(import_id: int, state: str, *, now: datetime) -> None:
    """It is done, or failed; a failed one takes back what it added and nobody put to use. The file goes."""
    if state == "failed":
        _take_back(import_id)
    end = update(MeetingImport).where(MeetingImport.id == import_id).execution_options(synchronize_session=False)
    db.session.execute(end.values(state=state, file=b"", finished_at=now))


def _take_back(import_id: int) -> None:
    """The meetings of an import, and the venues and officers that were added for it and serve nobody else.

    One by one: what stays, because something points to it by now, keeps nothing else from going.
    """
    meetings = select(ImportedMeeting.meeting_id).where(ImportedMeeting.import_id == import_id)
    venues = select(ImportedVenue.venue_id).where(ImportedVenue.import_id == import_id)
    officers = select(ImportedOfficer.officer_id).where(ImportedOfficer.import_id == import_id)
    for each in db.session.scalars(meetings.order_by(ImportedMeeting.meeting_id)).all():
        _forget_unused(delete(Meeting).where(Meeting.id == each))
    for each in db.session.scalars(venues).all():
        _forget_unused(delete(Venue).where(Venue.id == each, Venue.is_active.is_(False)))
    for each in db.session.scalars(officers).all():
        _forget_unused(delete(Officer).where(Officer.id == each, Officer.is_active.is_(False)))


def _forget_unused(deletion: Delete) -> None:
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.execute(deletion.execution_options(synchronize_session=False))


def drop_old_imports(before: datetime) -> None:
    """Forget the files that were checked before that instant, and never started."""
    old = MeetingImport.state == "checked", MeetingImport.created_at < before
    db.session.execute(delete(MeetingImport).where(*old))


def add_meetings(
    rows: Sequence[Settled], *, by_account_id: int | None, import_id: int | None = None, now: datetime
) -> list[int]:
    """Keep cafés of the past as closed meetings: no mail, no notice; the ids of the new meetings.

    A venue that nobody knows is added as no longer in use, an officer whom nobody knows as one who left; both are
    noted for the import that may have to take them back.
    """
    venues, officers, codes = _venues(rows, import_id), _officers(rows, import_id), _free_codes(len(rows))
    phones = {row[0]: row[1] for row in db.session.execute(select(Commissariat.id, Commissariat.phone))}
    title = the_zone().default_title
    made = []
    for row, code in zip(rows, codes, strict=True):
        meeting = _closed_meeting(row.past, now)
        meeting.code, meeting.title, meeting.created_by_id = code, row.past.title or title, by_account_id
        meeting.commune_id, meeting.quarter_id, meeting.phone = (
            row.commune_id,
            row.quarter_id,
            phones[row.commissariat_id],
        )
        meeting.venue_id = row.venue_id or venues[row.commune_id, slug(row.past.venue)]
        meeting.host_id = row.officer_id or officers[row.commissariat_id, slug(row.past.officer)]
        made.append(meeting)
    db.session.add_all(made)
    db.session.flush()
    return [each.id for each in made]


def _closed_meeting(past: Past, now: datetime) -> Meeting:
    """What is the café's own: its times, who came, and that it was announced before it was held."""
    return Meeting(
        uid=str(uuid.uuid4()),
        state=State.CLOSED,
        starts_local=past.starts_local,
        ends_local=past.ends_local,
        starts_at=past.starts_at,
        ends_at=past.ends_at,
        created_at=now,
        updated_at=past.ends_at,
        published_at=past.starts_at,
        first_published_at=past.starts_at,
        closed_at=now,
        head_count=past.people,
    )


def _venues(rows: Sequence[Settled], import_id: int | None) -> dict[tuple[int, str], int]:
    """The venues that these rows need and nobody knew, by commune and name; made if an earlier step did not."""
    needed = {(row.commune_id, slug(row.past.venue)): row for row in rows if row.venue_id is None}
    if not needed:
        return {}
    found = {(row.commune_id, slug(row.name)): row.id for row in db.session.scalars(select(Venue))}
    communes = {each.id: each for each in db.session.scalars(select(Commune))}
    made = {
        key: Venue(
            commune_id=row.commune_id,
            quarter_id=row.quarter_id,
            name=row.past.venue,
            street=NO_STREET,
            postal_code=communes[row.commune_id].postal_code,
            locality=communes[row.commune_id].name,
            is_active=False,
        )
        for key, row in needed.items()
        if key not in found
    }
    db.session.add_all(made.values())
    db.session.flush()
    if import_id is not None:
        db.session.add_all(ImportedVenue(venue_id=each.id, import_id=import_id) for each in made.values())
    return found | {key: venue.id for key, venue in made.items()}


def _officers(rows: Sequence[Settled], import_id: int | None) -> dict[tuple[int, str], int]:
    """The same for officers, by commissariat and name."""
    needed = {(row.commissariat_id, slug(row.past.officer)): row for row in rows if row.officer_id is None}
    if not needed:
        return {}
    found = {(row.commissariat_id, slug(row.name)): row.id for row in db.session.scalars(select(Officer))}
    made = {
        key: Officer(
            name=row.past.officer, rank="", title="", commissariat_id=row.commissariat_id, is_active=False, quarters=[]
        )
        for key, row in needed.items()
        if key not in found
    }
    db.session.add_all(made.values())
    db.session.flush()
    if import_id is not None:
        db.session.add_all(ImportedOfficer(officer_id=each.id, import_id=import_id) for each in made.values())
    return found | {key: officer.id for key, officer in made.items()}


def _free_codes(how_many: int) -> list[str]:
    """So many public codes that no meeting has."""
    codes: set[str] = set()
    while len(codes) < how_many:
        more = {public_code() for _ in range(how_many - len(codes))}
        codes |= more - set(db.session.scalars(select(Meeting.code).where(Meeting.code.in_(more))))
    return list(codes)
