"""A cancelled meeting takes place after all: whoever believed that they receive hears of another host, nobody else."""

import pytest
from sqlalchemy import select

from cafepol.core.clock import now, zone_time
from cafepol.core.db import db, transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.planning import operations
from tests.cafes import officer, wish


@pytest.fixture
def cancelled(meeting, clock):
    shown = meeting()
    with transaction():
        operations.cancel(get_meeting_by_id(shown.id), reason="Grève.", now=now())
    clock.advance(minutes=1)
    return shown


def replace(shown, name):
    with transaction():
        row = get_meeting_by_id(shown.id)
        at = {"version": row.version, "now": now(), "tz": zone_time()}
        operations.replace_host(row, officer(name), stays=False, **at)


def restore(shown):
    with transaction():
        operations.restore(get_meeting_by_id(shown.id), override_soft=True, now=now(), tz=zone_time())


def told():
    db.session.remove()
    rows = db.session.scalars(select(Message).where(Message.kind == "host_changed").order_by(Message.id))
    return [(each.subject.partition(" : ")[0], each.recipient_name) for each in rows]


def test_both_hear_of_it_when_somebody_else_receives(cancelled):
    replace(cancelled, "M. Dupont")
    assert told() == []
    restore(cancelled)
    assert {said for said, _ in told()} == {"Vous recevez", "Vous ne recevez plus"}
    assert ("Vous ne recevez plus", "Inspectrice Duval") in told()


def test_nobody_hears_of_it_when_the_same_host_receives_in_the_end(cancelled):
    replace(cancelled, "M. Dupont")
    replace(cancelled, "Mme Duval")
    restore(cancelled)
    assert told() == []


def test_another_number_is_no_other_host(cancelled):
    with transaction():
        row = get_meeting_by_id(cancelled.id)
        wanted = wish(phone="065 00 12 32", override_soft=True)
        at = {"now": wanted.pop("now"), "tz": wanted.pop("tz")}
        operations.edit(row, version=row.version, plan=wanted, restores=True, **at)
    assert not get_meeting_by_id(cancelled.id).is_cancelled
    assert told() == []


def test_called_off_once_more_it_is_the_new_host_who_believes_to_receive(cancelled, clock):
    replace(cancelled, "M. Dupont")
    restore(cancelled)
    with transaction():
        operations.cancel(get_meeting_by_id(cancelled.id), reason="Grève.", now=now())
    before = told()
    restore(cancelled)
    assert told() == before
