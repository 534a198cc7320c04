"""Imports and several workers: one at a time, all or nothing, whoever dies in between."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from cafepol.core.clock import now, zone_time
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from cafepol.history import rounds
from cafepol.history.models import ImportedMeeting, ImportedOfficer, ImportedVenue, MeetingImport
from cafepol.history.operations import claim_import, keep_import, start_import, take_turn
from cafepol.history.queries import LEASE, get_import, how_many_came_with, next_import
from cafepol.meetings.models import Meeting
from cafepol.notices.models import Told
from cafepol.staff.models import Officer
from cafepol.zone.models import Venue
from tests.factories import make_officer
from tests.history.tables import line, table
from tests.waiting import meanwhile

HOURS = [f"{hour}h" for hour in range(8, 13)]
CAFES = table(*(line(debut=hour, fin="20h") for hour in HOURS))
UNKNOWN = table(*(line(debut=hour, fin="20h", lieu=f"Gare {hour}", policier=f"M. Ancien {hour}") for hour in HOURS))


@pytest.fixture(autouse=True)
def _two_at_a_time(app, monkeypatch):
    monkeypatch.setattr(rounds, "STEP", 2)
    with transaction():
        make_officer("Mme Duval", commissariat="colfontaine")


@pytest.fixture
def between(monkeypatch):
    """`between(something)`: done after each step of the first import that runs from here on."""

    def during(something):
        steps = rounds.in_steps

        def disturbed(rows):
            monkeypatch.setattr(rounds, "in_steps", steps)
            for each in steps(rows):
                yield each
                something()

        monkeypatch.setattr(rounds, "in_steps", disturbed)

    return during


@pytest.fixture
def fails(monkeypatch):
    """`fails(2, ValueError())`: the second step from here on does not succeed."""

    def at(number, error):
        add, steps = rounds.add_meetings, []

        def broken(rows, **more):
            steps.append(rows)
            made = add(rows, **more)
            if len(steps) == number:
                monkeypatch.setattr(rounds, "add_meetings", add)
                raise error
            return made

        monkeypatch.setattr(rounds, "add_meetings", broken)

    return at


def killed():
    return OperationalError("INSERT", {}, Exception("the connection is gone"))


def keep(data) -> int:
    with transaction():
        found = keep_import(data, by_account_id=None, now=now(), tz=zone_time())
        start_import(found)
        return found.id


def go() -> bool:
    return rounds.run_import(clock=now, tz=zone_time())


def state(import_id):
    db.session.remove()
    return get_import(import_id).state


def all_of(model) -> list:
    db.session.remove()
    return list(db.session.scalars(select(model)))


def added() -> list[str]:
    """What an import may add besides cafés."""
    db.session.remove()
    venues = select(Venue.name).where(Venue.name.startswith("Gare"))
    return [*db.session.scalars(venues), *db.session.scalars(select(Officer.name).where(Officer.name.like("M. Anc%")))]


def test_the_same_cafes_confirmed_twice_are_added_once(between):
    first, second = keep(CAFES), keep(CAFES)
    came = []
    between(lambda: came.append(go()))
    assert go()
    assert came == [False] * 3
    assert (state(first), state(second)) == ("done", "waiting")
    assert go()
    assert state(second) == "done"
    assert len(all_of(Meeting)) == 5


def test_of_two_workers_that_come_at_the_same_instant_one_has_its_turn(app):
    keep(CAFES)
    keep(CAFES)

    def claim():
        claim_import(next_import(now()), now=now())

    assert meanwhile(app, claim, lambda: next_import(now())) is None


def test_a_long_import_is_not_taken_from_a_worker_that_moves(between, clock):
    import_id, came = keep(CAFES), []

    def later():
        clock.set(now() + LEASE - timedelta(seconds=1))
        came.append(go())

    between(later)
    assert go()
    assert (came, state(import_id)) == ([False] * 3, "done")


def test_a_worker_that_was_taken_for_dead_adds_nothing_more(between, clock):
    import_id, came = keep(CAFES), []

    def slowly():
        clock.set(now() + LEASE)
        came.append(go())

    between(slowly)
    assert go()
    assert came == [True]
    assert state(import_id) == "done"
    assert len(all_of(Meeting)) == 5


def test_what_fails_takes_back_the_venues_and_officers_that_it_added(fails):
    import_id = keep(UNKNOWN)
    fails(2, ValueError())
    assert go()
    assert state(import_id) == "failed"
    assert [*all_of(Meeting), *all_of(ImportedMeeting), *all_of(ImportedVenue), *all_of(ImportedOfficer)] == []
    assert added() == []


def test_what_somebody_put_to_use_meanwhile_stays(between, meeting, fails):
    import_id, cafe = keep(UNKNOWN), meeting()

    def use():
        with transaction() as session:
            session.execute(update(Venue).where(Venue.name == "Gare 8h").values(is_active=True))
            place = select(Venue.id).where(Venue.name == "Gare 9h").scalar_subquery()
            host = select(Officer.id).where(Officer.name == "M. Ancien 9h").scalar_subquery()
            session.execute(update(Meeting).where(Meeting.id == cafe.id).values(venue_id=place, host_id=host))

    between(use)
    fails(3, ValueError())
    assert go()
    assert state(import_id) == "failed"
    assert [each.id for each in all_of(Meeting)] == [cafe.id]
    assert sorted(added()) == ["Gare 8h", "Gare 9h", "M. Ancien 9h"]


def test_a_cafe_that_somebody_put_to_use_meanwhile_stays_with_its_venue_and_officer(between, fails):
    import_id = keep(UNKNOWN)

    def use():
        with transaction() as session:
            cafe = session.scalars(select(Meeting).order_by(Meeting.id)).first()
            session.add(Told(meeting_id=cafe.id, kind="nag", subject="everyone", version=1, told_at=now()))

    between(use)
    fails(2, ValueError())
    assert go()
    assert (state(import_id), len(all_of(Meeting)), sorted(added())) == ("failed", 1, ["Gare 8h", "M. Ancien 8h"])
    assert how_many_came_with(import_id) == 1
    assert not go()


@pytest.mark.parametrize("step", [1, 2, 3])
def test_killed_in_the_middle_and_started_anew_it_is_all_there(step, fails, clock):
    import_id = keep(UNKNOWN)
    fails(step, killed())
    with pytest.raises(OperationalError):
        go()
    assert (state(import_id), len(all_of(Meeting)), len(added())) == ("running", 2 * (step - 1), 4 * (step - 1))
    assert not go()
    clock.set(now() + LEASE)
    assert go()
    assert (state(import_id), len(all_of(Meeting)), len(added())) == ("done", 5, 10)


@pytest.mark.parametrize("step", [1, 2])
def test_killed_in_the_middle_and_failing_afterwards_there_is_nothing(step, fails, clock):
    import_id = keep(UNKNOWN)
    fails(step + 1, killed())
    with pytest.raises(OperationalError):
        go()
    clock.set(now() + LEASE)
    fails(1, ValueError())
    assert go()
    assert (state(import_id), all_of(Meeting), added()) == ("failed", [], [])


def test_killed_while_it_takes_back_it_is_done_by_the_next(fails, clock, monkeypatch):
    import_id, finish = keep(UNKNOWN), rounds.finish_import

    def dies(*told, **more):
        finish(*told, **more)
        raise killed()

    fails(2, ValueError())
    monkeypatch.setattr(rounds, "finish_import", dies)
    with pytest.raises(OperationalError):
        go()
    assert (state(import_id), len(all_of(Meeting))) == ("running", 2)
    monkeypatch.setattr(rounds, "finish_import", finish)
    clock.set(now() + LEASE)
    assert go()
    assert (state(import_id), len(all_of(Meeting)), len(added())) == ("done", 5, 10)


def test_what_was_left_in_the_middle_comes_before_what_waits(fails, clock):
    waiting, left = keep(CAFES), keep(UNKNOWN)
    with transaction() as session:
        values = {"state": "running", "claimed_at": now()}
        session.execute(update(MeetingImport).where(MeetingImport.id == left).values(values))
    clock.set(now() + LEASE)
    assert go()
    assert (state(left), state(waiting)) == ("done", "waiting")


def test_by_command_nothing_is_added_while_an_import_runs(app):
    import_id = keep(CAFES)
    with transaction():
        take_turn()
        claim_import(get_import(import_id), now=now())
    with pytest.raises(Refused, match="Un import est en cours"), transaction():
        take_turn()
