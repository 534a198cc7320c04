"""Two days before a café its people are reminded: once, of how it stands, and never beside the news of a change."""

from datetime import UTC, datetime, timedelta

import pytest

from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.notices.reminders import tell_reminders
from cafepol.registrations.operations import cancel_registration
from cafepol.registrations.queries import get_registration
from cafepol.registrations.states import is_reminded
from tests.notices.saying import LATER, OTHER_DAY, clear, news, plain, register, run, wait
from tests.post import TUESDAY, cancel, move, plan

STARTS = datetime(2027, 2, 9, 13, tzinfo=UTC)
MAIL, PHONE = "martine@resident.example", "+32470123456"


@pytest.fixture
def meeting_id(app):
    return plan()


def before(clock, **time):
    clock.set(STARTS - timedelta(**time))
    return run()


def reminders():
    return news("registration_reminder")


def test_a_mail_two_days_before_and_a_call_to_whoever_asked_for_one(meeting_id, clock):
    register(meeting_id, mail=MAIL, phone="0470 00 00 01")
    register(meeting_id, phone=PHONE, call_back=True, party_size=2)
    register(meeting_id, phone="0470 00 00 02")
    register(meeting_id, name="Sans contact")
    clear()
    assert before(clock, hours=48, minutes=1) == 0
    assert (before(clock, hours=48), run()) == (2, 0)
    mail, call = reminders()[MAIL], reminders()[PHONE]
    assert len(reminders()) == 2
    assert (mail.channel, mail.subject) == ("mail", "C’est bientôt : café de Colfontaine, mardi 9 février")
    assert "Dites-le en un clic" in mail.text
    assert "/inscriptions/" in mail.html
    assert call.channel == "call"
    assert plain(call.text).startswith("Rappel demandé : café de Colfontaine, mardi 9 février 2027, de 14 h à 16 h")
    assert "(2 personnes)" in plain(call.text)
    assert mail.expires_at == STARTS


def test_whoever_is_interested_is_told_how_to_say_i_come(meeting_id, clock):
    register(meeting_id, mail=MAIL, kind="interested")
    register(meeting_id, phone=PHONE, kind="interested", call_back=True)
    before(clock, hours=48)
    assert "Choisissez « Je participe »" in plain(reminders()[MAIL].text)
    assert "est intéressée" in reminders()[PHONE].text


def test_whoever_waits_or_did_not_confirm_or_does_not_come_is_left_in_peace(app, clock):
    meeting_id = plan(capacity=1)
    first = register(meeting_id, mail="a@resident.example")
    register(meeting_id, mail="b@resident.example")
    register(meeting_id, mail="c@resident.example", channel="web", kind="interested", confirm=False)
    clock.set(STARTS - timedelta(hours=49))
    assert before(clock, hours=48) == 1
    with transaction():
        cancel_registration(get_registration(first), now=now())
    told = reminders()
    assert {mail: each.state for mail, each in told.items()} == {"a@resident.example": "dropped"}


def test_nobody_who_has_just_answered_is_reminded_by_mail(meeting_id, clock):
    clock.set(STARTS - timedelta(hours=40))
    register(meeting_id, mail=MAIL)
    register(meeting_id, phone=PHONE, call_back=True)
    assert run() == 0
    assert before(clock, hours=24) == 1  # a call that they asked for is made on the eve
    assert list(reminders()) == [PHONE]


def test_before_a_monday_calls_are_made_on_the_friday(app, clock):
    meeting_id = plan(day=TUESDAY - timedelta(days=1))
    register(meeting_id, phone=PHONE, call_back=True)
    register(meeting_id, mail=MAIL)
    clear()
    assert (before(clock, hours=24 + 72), run()) == (1, 0)
    assert list(reminders()) == [PHONE]
    assert before(clock, hours=24 + 48) == 1
    assert sorted(reminders()) == [PHONE, MAIL]
    assert before(clock, hours=24 + 24) == 0


def test_a_reminder_never_stands_beside_the_news_of_a_change(meeting_id, clock):
    register(meeting_id, mail=MAIL)
    clear()
    clock.set(STARTS - timedelta(hours=48, minutes=2))
    move(meeting_id, **LATER)
    assert before(clock, hours=47) == 1  # 48 h before, the change still had its quiet time
    assert reminders() == {}
    assert "de 15 h" in plain(news()[MAIL].text)
    assert run() == 0


def test_what_moved_there_and_back_is_reminded_of_once_its_quiet_time_is_over(meeting_id, clock):
    register(meeting_id, mail=MAIL)
    clear()
    clock.set(STARTS - timedelta(hours=48))
    move(meeting_id, **LATER)
    move(meeting_id)
    assert run() == 0
    wait(clock)
    assert run() == 1
    assert list(reminders()) == [MAIL]


def test_the_news_of_a_change_takes_the_place_of_a_reminder_that_was_not_said(meeting_id, clock):
    register(meeting_id, phone=PHONE, call_back=True)
    clear()
    before(clock, hours=48)
    move(meeting_id, **OTHER_DAY)
    wait(clock)
    assert run() == 1
    assert (reminders()[PHONE].state, news()[PHONE].state) == ("dropped", "to_do")


def test_who_cancels_before_they_were_called_about_a_change_is_not_called(meeting_id, clock):
    number = register(meeting_id, phone=PHONE)
    clear()
    move(meeting_id, **OTHER_DAY)
    wait(clock)
    assert (run(), news()[PHONE].state) == (1, "to_do")
    with transaction():
        cancel_registration(get_registration(number), now=now())
    assert news()[PHONE].state == "dropped"


def test_a_meeting_that_moved_far_away_is_reminded_of_anew(meeting_id, clock):
    register(meeting_id, mail=MAIL)
    before(clock, hours=48)
    clear()
    move(meeting_id, day=TUESDAY + timedelta(days=14))
    wait(clock)
    run()
    clear()
    assert before(clock, days=-14, hours=48) == 1
    assert "23 février" in reminders()[MAIL].subject


def test_a_meeting_that_moved_by_a_day_after_its_reminder_is_reminded_of_anew(meeting_id, clock):
    register(meeting_id, mail=MAIL)
    before(clock, hours=48)
    clear()
    move(meeting_id, **OTHER_DAY)
    wait(clock)
    assert run() == 1
    clear()
    assert (before(clock, days=-1, hours=48), run()) == (1, 0)
    assert "10 février" in reminders()[MAIL].subject


def test_another_hour_after_the_reminder_is_no_reason_for_a_second_one(meeting_id, clock):
    register(meeting_id, mail=MAIL)
    before(clock, hours=48)
    clear()
    move(meeting_id, **LATER)
    wait(clock)
    assert run() == 1
    clear()
    assert before(clock, hours=30) == 0


def test_nobody_is_reminded_of_what_is_cancelled_or_has_begun(meeting_id, clock):
    other = plan(day=TUESDAY + timedelta(days=1))
    register(meeting_id, mail=MAIL)
    register(other, mail=MAIL)
    cancel(other)
    wait(clock)
    run()
    clear()
    assert before(clock) == 0
    assert reminders() == {}


def test_a_second_worker_finds_everyone_reminded(meeting_id, clock):
    register(meeting_id, mail=MAIL)
    clock.set(STARTS - timedelta(hours=48))
    for written in (1, 0):
        with transaction():
            assert tell_reminders(meeting_id, now=now()) == written
    clock.set(STARTS)
    db.session.remove()
    with transaction():
        assert tell_reminders(meeting_id, now=now()) == 0


@pytest.mark.parametrize(
    ("hours", "by_call", "weekday", "answered", "expected"),
    [
        (72, True, 0, 100, True),
        (72, True, 1, 100, False),
        (72, False, 0, 100, False),
        (72, True, 0, 60, False),
        (48, False, 1, 100, True),
        (48, True, 1, 100, True),
        (48, False, 1, 48, False),
        (24, False, 1, 40, False),
        (24, True, 1, 40, True),
        (24, True, 1, 20, False),
    ],
)
def test_when_somebody_is_reminded(hours, by_call, weekday, answered, expected):
    starts = STARTS + timedelta(days=weekday - 1)
    told = is_reminded(
        hours=hours,
        by_call=by_call,
        starts_at=starts,
        starts_local=starts.replace(tzinfo=None),
        confirmed_at=starts - timedelta(hours=answered),
    )
    assert told is expected
