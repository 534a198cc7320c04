"""The mail server is away while a whole story happens: when it is back, what is still true leaves, once, in order."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from cafepol.core.clock import now, zone_time
from cafepol.core.db import transaction
from cafepol.invitations.answers import Answer, State
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.planning.operations import edit, restore
from cafepol.worker import run_once
from tests.invitations.asking import answer, invite, state
from tests.invitations.itip import by_libical, by_vobject
from tests.notices.saying import plain, register
from tests.post import TUESDAY, calendar_of, cancel, contact, free_port, mail_server, move, plan, wishes

pytestmark = pytest.mark.once

WEDNESDAY = TUESDAY + timedelta(days=1)
PARTNER, RESIDENT = "dubois@partner.example", "leroy@resident.example"
TUE, WED = (f"café de Colfontaine, {day} février 2027, de 14 h à 16 h" for day in ("mardi 9", "mercredi 10"))


@pytest.fixture
def port(app):
    """Where nobody listens; the app is set up to send there."""
    port = free_port()
    url = f"smtp://127.0.0.1:{port}"
    app.extensions["cafepol.settings"] = replace(app.extensions["cafepol.settings"], mail_url=url)
    return port


@pytest.fixture
def there(port):
    return plan()


@pytest.fixture
def away(clock):
    """`away(minutes=10)`: the worker does its rounds and meets nobody."""

    def pass_time(**delta):
        assert run_once("w") == 0
        clock.advance(**delta)
        assert run_once("w") == 0

    return pass_time


@pytest.fixture
def back(port, clock):
    """`back()`: the server is there again for a day; the mails that it was given, in turn."""

    def deliver():
        with mail_server(port=port) as server:
            for _ in range(4):
                run_once("w")
                clock.advance(hours=6)
            mails = server.mails
        identities = [mail["Message-ID"] for mail in mails]
        assert len(set(identities)) == len(identities)
        with transaction() as session:
            assert set(session.scalars(select(Message.state))) <= {"sent", "dropped"}
        return mails

    return deliver


def read_by(whom, mails):
    return [plain(mail["Subject"]) for mail in mails if whom in mail["To"]]


def calendars(mails):
    """What a partner's calendar is told, as two readers agree on it."""
    parts = [calendar_of(mail) for mail in mails if PARTNER in mail["To"]]
    told = [by_vobject(part) for part, _ in parts]
    assert told == [by_libical(part) for part, _ in parts]
    assert [each.method for each in told] == [method for _, method in parts]
    return told


def test_invited_answered_moved_and_called_off(there, away, back):
    invited = invite(there, contact())
    register(there, mail=RESIDENT)
    away(hours=5)
    answer(invited, Answer.YES)  # on the phone: no mail has reached them
    move(there, day=WEDNESDAY)
    away(minutes=10)
    cancel(there)
    away(minutes=10)
    mails = back()
    assert read_by(PARTNER, mails) == [f"ANNULÉE : {TUE}"]  # the day that they said yes to
    assert read_by(RESIDENT, mails) == ["C’est noté : café de Colfontaine, mardi 9 février", f"ANNULÉE : {TUE}"]
    (off,) = calendars(mails)
    assert (off.method, off.status, off.sequence) == ("CANCEL", "CANCELLED", 2)


def test_who_never_heard_of_a_meeting_does_not_hear_that_it_is_called_off(there, away, back):
    invited = invite(there, contact())
    away(hours=5)
    move(there, day=WEDNESDAY)
    away(minutes=10)
    cancel(there)
    away(minutes=10)
    assert back() == []
    assert state(invited) is State.REVOKED


@pytest.mark.parametrize(
    ("said", "asked"),
    [(None, f"Invitation au {WED}"), (Answer.YES, f"Nouveau jour : invitation au {WED}")],
    ids=("no answer", "yes"),
)
def test_invited_and_moved(there, away, back, said, asked):
    invited = invite(there, contact())
    register(there, mail=RESIDENT)
    away(hours=5)
    if said:
        answer(invited, said)
    move(there, day=WEDNESDAY)
    away(hours=30)
    mails = back()
    assert read_by(PARTNER, mails) == [asked]
    assert read_by(RESIDENT, mails) == ["C’est noté : café de Colfontaine, mardi 9 février", f"Nouveau jour : {WED}"]
    assert [(each.method, each.sequence) for each in calendars(mails)] == [("REQUEST", 1)]


def test_the_server_leaves_in_the_middle(there, away, back, clock):
    invited = invite(there, contact())
    clock.advance(minutes=10)
    before = back()
    answer(invited, Answer.YES)
    move(there, day=WEDNESDAY)
    away(minutes=10)
    cancel(there)
    away(hours=5)
    off = back()
    with transaction():
        restore(get_meeting_by_id(there), override_soft=True, now=now(), tz=zone_time())
    away(minutes=10)
    after = back()
    story = before + off + after
    assert read_by(PARTNER, story) == [
        f"Invitation au {TUE}",
        f"ANNULÉE : {TUE}",
        f"Maintenue, un autre jour : invitation au {WED}",
    ]
    told = calendars(story)
    assert [each.method for each in told] == ["REQUEST", "CANCEL", "REQUEST"]
    assert [each.sequence for each in told] == [0, 2, 3]
    with transaction():
        assert {each.uid for each in told} == {get_meeting_by_id(there).uid}


def test_called_off_and_restored_nobody_hears_of_either(there, away, back, clock):
    invite(there, contact())
    clock.advance(minutes=10)
    back()
    cancel(there)
    away(minutes=10)
    with transaction():
        restore(get_meeting_by_id(there), override_soft=True, now=now(), tz=zone_time())
    away(minutes=10)
    assert back() == []


def ask(there):
    return register(there, mail=RESIDENT, channel="web", confirm=False)


def test_who_was_not_asked_yet_is_asked_to_confirm_the_meeting_as_it_stands(there, away, back):
    ask(there)
    away(minutes=10)
    move(there, day=WEDNESDAY)
    away(minutes=10)
    (mail,) = back()
    assert plain(mail["Subject"]) == "Confirmez votre réponse : café de Colfontaine, mercredi 10 février"


def test_nobody_is_asked_to_confirm_a_meeting_that_is_called_off(there, away, back):
    ask(there)
    away(minutes=10)
    cancel(there)
    away(minutes=10)
    assert back() == []


def test_once_it_is_restored_they_are_asked_after_all(there, away, back):
    ask(there)
    cancel(there)
    away(minutes=10)
    with transaction():
        meeting = get_meeting_by_id(there)
        wanted = wishes(day=WEDNESDAY)
        at = {"now": wanted.pop("now"), "tz": wanted.pop("tz")}
        edit(meeting, version=meeting.version, plan=wanted, restores=True, **at)
    away(minutes=10)
    (mail,) = back()
    assert plain(mail["Subject"]).endswith("mercredi 10 février")


def test_who_was_asked_before_the_change_is_not_asked_twice(there, away, back):
    ask(there)
    (asked,) = back()
    move(there, day=WEDNESDAY)
    away(minutes=10)
    assert back() == []
    assert "mardi 9" in asked["Subject"]


def test_after_two_days_nobody_is_asked_to_confirm(there, away, back):
    ask(there)
    away(hours=48)
    assert back() == []
