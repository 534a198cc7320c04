"""A meeting that nobody closed is recalled to its host 3 and 7 days after its end."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.desk import operations
from cafepol.meetings.lifecycle import ClosingFacts
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import close_meeting, reopen_meeting
from cafepol.messages.models import Message
from cafepol.notices.nags import tell_nag
from tests.notices.saying import run
from tests.post import cancel, host, plan


@pytest.fixture
def meeting_id(app):
    with transaction():
        host().mail = "dupont@zone.example"
        host("Mme Roy").mail = "roy@zone.example"
        helper = host("Mme Roy").id
    made = plan()
    with transaction():
        get_meeting_by_id(made).co_hosts = [host("Mme Roy")]
    assert helper
    return made


def after(meeting_id, clock, **delta):
    with transaction():
        clock.set(get_meeting_by_id(meeting_id).ends_at + timedelta(**delta))


def nags():
    with transaction() as session:
        found = select(Message).where(Message.kind == "meeting_nag").order_by(Message.id)
        return [(message.channel, message.recipient_mail) for message in session.scalars(found)]


def close(meeting_id):
    with transaction():
        facts = ClosingFacts(7, 0, 0, no_concern=True)
        close_meeting(get_meeting_by_id(meeting_id), facts=facts, now=now())


def test_the_host_alone_is_reminded_after_3_and_after_7_days_once_each(meeting_id, clock):
    written = []
    for days in (2, 3, 4, 6, 7, 8, 30):
        after(meeting_id, clock, days=days)
        written.append(run())
    assert written == [0, 1, 0, 0, 1, 0, 0]
    assert nags() == [("mail", "dupont@zone.example")] * 2


def test_the_mail_leads_to_the_closing(meeting_id, clock):
    after(meeting_id, clock, days=3)
    run()
    with transaction() as session:
        message = session.scalars(select(Message).where(Message.kind == "meeting_nag")).one()
        code = get_meeting_by_id(meeting_id).code
    assert message.subject.startswith("À clôturer : café de Colfontaine, mardi")
    assert f"/equipe/rencontres/{code}/cloturer" in message.text
    assert "il y a 3 jours" in message.text
    assert message.expires_at is None


def test_a_worker_that_slept_for_a_week_reminds_once(meeting_id, clock):
    after(meeting_id, clock, days=10)
    assert (run(), run()) == (1, 0)


@pytest.mark.parametrize("end", [close, cancel])
def test_what_is_closed_or_cancelled_is_never_recalled(meeting_id, clock, end):
    if end is close:
        after(meeting_id, clock, hours=1)
    end(meeting_id)
    after(meeting_id, clock, days=8)
    assert (run(), nags()) == (0, [])
    with transaction():
        assert tell_nag(meeting_id, now=now()) == 0


def test_what_was_opened_again_is_recalled_once_for_each_delay(meeting_id, clock):
    after(meeting_id, clock, days=3)
    assert run() == 1
    close(meeting_id)
    with transaction():
        reopen_meeting(get_meeting_by_id(meeting_id), reason="Une doléance manque.", now=now())
    assert run() == 0
    after(meeting_id, clock, days=7)
    assert run() == 1


def test_a_host_without_a_mail_address_is_to_be_called(meeting_id, clock):
    with transaction():
        host().mail = None
    after(meeting_id, clock, days=3)
    assert run() == 1
    assert nags() == [("call", None)]


def test_a_host_who_left_or_cannot_be_reached_is_not_written_to(meeting_id, clock):
    with transaction():
        host().is_active = False
    after(meeting_id, clock, days=3)
    assert run() == 0
    with transaction():
        host().is_active, host().mail, host().phone = True, None, None
    after(meeting_id, clock, days=7)
    assert run() == 0


def test_nothing_is_recalled_before_its_time(meeting_id):
    with transaction():
        assert tell_nag(meeting_id, now=now()) == 0


def test_a_reminder_that_has_not_left_is_taken_back_when_the_meeting_is_closed(meeting_id, clock):
    after(meeting_id, clock, days=3)
    run()
    with transaction():
        closing = {"head_count": 7, "partners": [], "no_concern": True}
        operations.close(get_meeting_by_id(meeting_id), **closing, now=now())
    with transaction() as session:
        assert set(session.scalars(select(Message.state).where(Message.kind == "meeting_nag"))) == {"dropped"}


def test_it_says_how_many_days_it_has_really_been(meeting_id, clock):
    after(meeting_id, clock, days=40)
    run()
    with transaction() as session:
        (said,) = session.scalars(select(Message.text).where(Message.kind == "meeting_nag"))
    assert "il y a 40 jours" in said
