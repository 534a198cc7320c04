import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from cafepol.accounts.roles import Role
from cafepol.core.clock import now, zone_time
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from cafepol.core.tables import BadLines
from cafepol.history import operations, rounds
from cafepol.history.models import ImportedMeeting, MeetingImport
from cafepol.history.operations import drop_old_imports, keep_import, start_import
from cafepol.history.queries import LEASE, get_import
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import feed_meetings, month_counts
from cafepol.messages.models import Message
from cafepol.notices.operations import run_notices
from cafepol.staff.models import Officer
from cafepol.worker import run_once
from cafepol.zone.models import Commissariat, Venue
from tests.factories import make_officer
from tests.history.tables import line, many, table


@pytest.fixture
def duval(app):
    with transaction():
        return make_officer("Mme Duval", commissariat="colfontaine").id


def keep(data, *, start=True):
    with transaction():
        found = keep_import(data, by_account_id=None, now=now(), tz=zone_time())
        if start:
            start_import(found)
        return found.id


def go():
    return rounds.run_import(clock=now, tz=zone_time())


def shown(import_id):
    db.session.remove()
    found = get_import(import_id)
    return found.state, found.total, found.done, found.skipped, len(found.file)


def meetings():
    db.session.remove()
    return list(db.session.scalars(select(Meeting).order_by(Meeting.starts_at)))


def test_a_cafe_of_the_past_is_kept_as_a_closed_meeting_and_nobody_is_told(app, duval):
    import_id = keep(table(line()))
    assert meetings() == []
    assert go()
    (made,) = meetings()
    assert (made.state, made.head_count, made.host_id, made.sequence) == ("closed", 18, duval, 0)
    assert made.title == "Un café avec votre policier de quartier"
    assert shown(import_id) == ("done", 1, 1, 0, 0)
    assert not go()
    run_notices(now())
    assert db.session.scalars(select(Message)).all() == []


def test_an_old_one_is_in_no_feed_and_counts_in_its_month(app, duval):
    keep(table(line(), line(jour="05/01/2027")))
    go()
    assert [each.day.isoformat() for each in feed_meetings(now())] == ["2027-01-05"]
    here = db.session.scalars(select(Commissariat.id).where(Commissariat.slug == "colfontaine")).all()
    ((_, held, planned),) = month_counts(now().date(), now(), commissariat_ids=here)
    assert (held, planned) == (1, 0)


def test_unknown_venues_and_officers_are_added_once_and_out_of_use(app, duval, monkeypatch):
    monkeypatch.setattr(rounds, "STEP", 1)
    lines = [line(lieu="Ancienne gare", policier="M. Ancien", debut=f"{hour}h") for hour in (9, 10, 11)]
    keep(table(*lines))
    go()
    (venue,) = db.session.scalars(select(Venue).where(Venue.name == "Ancienne gare"))
    (officer,) = db.session.scalars(select(Officer).where(Officer.name == "M. Ancien"))
    assert (venue.is_active, officer.is_active) == (False, False)
    assert {(each.venue_id, each.host_id) for each in meetings()} == {(venue.id, officer.id)}
    keep(table(line(lieu="Ancienne gare", policier="M. Ancien", debut="12h")))
    go()
    assert len(meetings()) == 4
    assert db.session.scalar(select(func.count()).select_from(Venue).where(Venue.name == "Ancienne gare")) == 1


def test_the_same_table_twice_adds_nothing(app, duval):
    keep(table(line(), line(debut="15h")))
    go()
    with pytest.raises(Refused, match="déjà connues"):
        keep(table(line(), line(debut="15h")))
    import_id = keep(table(line(), line(debut="15h"), line(jour="13/01/2026")))
    go()
    assert shown(import_id)[1:4] == (1, 1, 2)
    assert len(meetings()) == 3


def test_without_an_officer_it_was_the_chief(app, sign_in):
    chief = sign_in(Role.CHIEF)
    keep(table(line(policier="")))
    go()
    assert (
        meetings()[0].host_id
        == db.session.scalars(select(Officer.id).where(Officer.account_id == chief.account_id)).one()
    )


def test_one_bad_line_of_fifty_keeps_the_others_out(app, duval):
    lines = [line(jour=f"{1 + n // 10:02d}/02/2026", debut=f"{8 + n % 10}h", fin="20h") for n in range(49)]
    with pytest.raises(BadLines) as refusal:
        keep(table(*lines, line(commune="Mons")))
    assert [each.line for each in refusal.value.errors] == [51]
    assert db.session.scalars(select(MeetingImport)).all() == []


def test_a_worker_that_died_is_followed_by_another(app, duval, clock, monkeypatch):
    monkeypatch.setattr(rounds, "STEP", 2)
    import_id = keep(table(*(line(debut=f"{hour}h", fin="20h") for hour in range(8, 13))))
    steps, add = [], rounds.add_meetings

    def lost(rows, **more):
        steps.append(len(rows))
        if len(steps) == 2:
            raise OperationalError("INSERT", {}, Exception("gone"))
        return add(rows, **more)

    monkeypatch.setattr(rounds, "add_meetings", lost)
    with pytest.raises(OperationalError):
        go()
    assert shown(import_id)[:3] == ("running", 5, 2)
    assert not go()
    clock.advance(seconds=LEASE.total_seconds())
    assert go()
    assert shown(import_id)[:3] == ("done", 5, 5)
    assert len(meetings()) == 5


def test_what_fails_is_taken_back_whole(app, duval, monkeypatch):
    monkeypatch.setattr(rounds, "STEP", 1)
    import_id = keep(table(line(), line(debut="15h")))
    add, steps = rounds.add_meetings, []

    def broken(rows, **more):
        steps.append(rows)
        if len(steps) == 2:
            raise ValueError
        return add(rows, **more)

    monkeypatch.setattr(rounds, "add_meetings", broken)
    assert go()
    assert shown(import_id) == ("failed", 2, 1, 0, 0)
    assert meetings() == []
    assert db.session.scalars(select(ImportedMeeting)).all() == []


def test_files_that_nobody_confirmed_are_forgotten(app, duval, clock):
    old, started = keep(table(line()), start=False), keep(table(line(debut="15h")))
    with transaction():
        drop_old_imports(clock.now)
        assert get_import(old)
        drop_old_imports(clock.advance(hours=49))
    assert [each.id for each in db.session.scalars(select(MeetingImport))] == [started]


def test_starting_twice_is_starting_once_and_what_runs_is_not_dropped(app, duval):
    import_id = keep(table(line()))
    with transaction():
        start_import(get_import(import_id))
        with pytest.raises(Refused, match="déjà commencé"):
            operations.drop_import(get_import(import_id))
    run_once("test")
    assert shown(import_id)[0] == "done"


def test_codes_that_are_taken_are_not_given_again(app, duval, monkeypatch):
    codes = iter(["AAAAAA", "AAAAAA", "BBBBBB", "CCCCCC"])
    keep(table(line()))
    monkeypatch.setattr(operations, "public_code", lambda: next(codes))
    go()
    keep(table(line(debut="15h"), line(debut="15:30")))
    go()
    assert {each.code for each in meetings()} == {"AAAAAA", "BBBBBB", "CCCCCC"}


def test_a_long_file_is_checked_with_as_many_questions_as_a_short_one(app, duval, count_queries):
    asked = []
    for number in (5, 1_000):
        with count_queries() as counted, transaction():
            assert len(operations.plan_import(many(number), now=now(), tz=zone_time()).rows) == number
        asked.append(counted.total)
    assert asked[0] == asked[1]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_ten_thousand_cafes_are_checked_and_one_more_is_refused(app, duval):
    with transaction():
        assert len(operations.plan_import(many(10_000), now=now(), tz=zone_time()).rows) == 10_000
    with pytest.raises(Refused, match=r"plus de 10.000 lignes"):
        keep(many(10_001))


def test_hundreds_are_added_in_steps_that_everybody_sees(app, duval, monkeypatch):
    seen, add = [], rounds.add_meetings

    def watched(rows, **more):
        seen.append(db.session.scalar(select(MeetingImport.done)))
        return add(rows, **more)

    monkeypatch.setattr(rounds, "add_meetings", watched)
    import_id = keep(many(1_200))
    go()
    assert seen == [0, 500, 1_000]
    assert shown(import_id)[:3] == ("done", 1_200, 1_200)


def test_the_command_adds_cafes_of_strangers_at_unknown_places_without_an_import_to_take_back(app):
    with transaction():
        plan = operations.plan_import(table(line(lieu="Salle X", policier="M. Ancien")), now=now(), tz=zone_time())
        (made,) = operations.add_meetings(plan.rows, by_account_id=None, now=now())
    (meeting,) = meetings()
    assert (meeting.id, db.session.scalar(select(func.count()).select_from(ImportedMeeting))) == (made, 0)
