"""A meeting that changes while its invitations are in their quiet time: nobody reads of what is already old."""

from datetime import timedelta

import pytest

from cafepol.core.clock import now, zone_time
from cafepol.core.db import transaction
from cafepol.invitations import operations
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.notices.operations import run_notices
from cafepol.planning import operations as planning
from tests.invitations.asking import invite, messages
from tests.post import TUESDAY, contact, mail_server, plan, wishes


@pytest.fixture
def meeting_id(app):
    return plan()


def edit(meeting_id, **wanted):
    with transaction():
        meeting = get_meeting_by_id(meeting_id)
        wished = {name: value for name, value in wishes(**wanted).items() if name not in {"now", "tz"}}
        planning.edit(meeting, version=meeting.version, plan=wished, now=now(), tz=zone_time())


def work(clock, **delta):
    """The worker's round, after a while: first what is to be told, then what is due."""
    clock.advance(**delta)
    run_notices(now())
    with mail_server() as sink:
        sink.deliver()
        return sink.mails


def test_moved_within_the_quiet_time_one_invitation_leaves_and_it_names_the_new_day(meeting_id, clock):
    invite(meeting_id, contact())
    clock.advance(minutes=5)
    edit(meeting_id, day=TUESDAY + timedelta(days=1))
    assert work(clock, minutes=5) == []
    (mail,) = work(clock, minutes=5)
    assert str(mail["Subject"]).startswith("Invitation au café de Colfontaine, mercredi 10 février 2027")


def test_called_off_within_the_quiet_time_nobody_hears_of_it(meeting_id, clock):
    invite(meeting_id, contact())
    clock.advance(minutes=5)
    with transaction():
        planning.cancel(get_meeting_by_id(meeting_id), reason="Malade.", now=now())
    assert work(clock, minutes=5) == work(clock, minutes=5) == work(clock, hours=1) == []


def test_a_typo_holds_nothing_back(meeting_id, clock):
    invite(meeting_id, contact())
    clock.advance(minutes=5)
    edit(meeting_id, title="Un café, et des gaufres")
    assert len(work(clock, minutes=5)) == 1


def test_only_mails_that_have_not_left_wait_and_never_less_than_they_did(meeting_id, clock):
    invite(meeting_id, contact("M. Petit", mail=None, phone="+3265001232"))
    invite(meeting_id, contact())
    waits_until = messages()[1].not_before
    with transaction():
        assert operations.hold_back(get_meeting_by_id(meeting_id), now=now() - timedelta(minutes=1)) == 0
        clock.advance(minutes=1)
        assert operations.hold_back(get_meeting_by_id(meeting_id), now=now()) == 1
    assert messages()[1].not_before == waits_until + timedelta(minutes=1)
