from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from cafepol.absences import rounds
from cafepol.absences.models import Absence, AbsenceCalendar
from cafepol.absences.operations import add_absence, forget_calendar, forget_past, keep_address
from cafepol.absences.periods import Busy
from cafepol.absences.queries import busy_periods, calendars_of
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from cafepol.staff.operations import deactivate_officer
from cafepol.staff.queries import get_officer
from cafepol.worker import run_once
from tests.factories import make_officer

TZ = ZoneInfo("Europe/Brussels")
START = datetime(2027, 2, 9, 8, tzinfo=UTC)
FOUND = [Busy(START, START + timedelta(hours=1)), Busy(START + timedelta(days=1), START + timedelta(days=2), True)]
ADDRESS = "https://exemple.be/a.ics"


@pytest.fixture
def duval(app):
    with transaction():
        officer_id = make_officer("Mme Duval", commissariat="colfontaine").id
        keep_address(officer_id, ADDRESS)
    return officer_id


@pytest.fixture
def server(monkeypatch):
    """What the calendar's address answers: periods, or a refusal; and what was asked of it."""

    class Server:
        answer = FOUND
        asked = ()
        meanwhile = None

        def __call__(self, address, **_more):
            self.asked = (*self.asked, address)
            if self.meanwhile:
                self.meanwhile()
            if isinstance(self.answer, Exception):
                raise self.answer
            return self.answer

    server = Server()
    monkeypatch.setattr(rounds, "read_address", server)
    return server


def go():
    return rounds.read_one_calendar(now=now(), tz=TZ, trusted=())


def kept(officer_id):
    db.session.remove()
    return busy_periods([officer_id], START - timedelta(days=9), START + timedelta(days=99)).get(officer_id, [])


def the_calendar(officer_id):
    db.session.remove()
    return calendars_of(officer_id)["address"]


def test_a_calendar_is_read_once_a_day_and_replaced(duval, server, clock):
    assert go()
    assert not go()
    assert kept(duval) == FOUND
    assert the_calendar(duval).read_at == clock.now
    clock.advance(hours=23)
    assert not go()
    clock.advance(hours=1)
    server.answer = FOUND[:1]
    assert go()
    assert kept(duval) == FOUND[:1]
    assert server.asked == (ADDRESS, ADDRESS)


def test_a_failure_is_noted_keeps_what_is_there_and_is_tried_again_in_an_hour(duval, server, clock):
    go()
    first = clock.now
    server.answer = Refused("Ce serveur ne répond pas comme il faut.")
    clock.advance(days=1)
    assert go()
    assert not go()
    assert kept(duval) == FOUND
    assert (the_calendar(duval).problem, the_calendar(duval).read_at) == (
        "Ce serveur ne répond pas comme il faut.",
        first,
    )
    server.answer = []
    clock.advance(hours=1)
    assert go()
    assert (kept(duval), the_calendar(duval).problem) == ([], "")


def test_an_address_changed_or_forgotten_meanwhile_is_left_alone(duval, server):
    def change():
        with transaction():
            keep_address(duval, "https://exemple.be/new.ics")

    def forget():
        with transaction():
            forget_calendar(duval, "address")

    server.meanwhile = change
    assert go()
    assert (kept(duval), the_calendar(duval).read_at) == ([], None)
    server.meanwhile = forget
    assert go()
    assert kept(duval) == []
    assert not go()


def test_two_workers_do_not_read_the_same_calendar(duval, server, monkeypatch):
    chosen = the_calendar(duval).id
    assert go()
    monkeypatch.setattr(rounds, "next_calendar", lambda _now: chosen)
    assert not go()
    assert len(server.asked) == 1


def test_the_calendar_of_an_officer_who_left_is_not_read(duval, server):
    with transaction():
        deactivate_officer(get_officer(duval))
    assert not go()


def test_absences_by_hand_stay_when_a_calendar_is_read_or_forgotten(duval, server):
    with transaction():
        add_absence(duval, Busy(START + timedelta(days=5), START + timedelta(days=6)))
    go()
    assert len(kept(duval)) == 3
    with transaction():
        forget_calendar(duval, "address")
    assert len(kept(duval)) == 1
    assert db.session.scalars(select(AbsenceCalendar)).all() == []


def test_what_is_over_is_forgotten(duval, clock):
    with transaction():
        add_absence(duval, FOUND[0])
        forget_past(FOUND[0].ends_at - timedelta(seconds=1))
        assert len(db.session.scalars(select(Absence)).all()) == 1
        forget_past(FOUND[0].ends_at)
        assert db.session.scalars(select(Absence)).all() == []


def test_the_worker_reads_calendars_in_its_round(duval, server):
    run_once("test")
    assert server.asked == (ADDRESS,)
