import threading
from datetime import timedelta

import icalendar
import pytest
import vobject
from sqlalchemy import func, select

from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.invitations import operations as invitations
from cafepol.invitations.answers import Answer, State
from cafepol.invitations.queries import get_invitation
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.notices import operations
from cafepol.notices.changes import tell_change
from cafepol.notices.models import Told
from cafepol.registrations.operations import cancel_registration
from cafepol.registrations.queries import get_registration
from tests.notices.saying import LATER, OTHER_DAY, QUIET, clear, hasten, invite, news, plain, register, run, state, wait
from tests.post import TUESDAY, calendar_of, cancel, contact, mail_server, move, plan


@pytest.fixture
def meeting_id(app):
    return plan()


def test_nothing_changed_is_nothing_to_say(meeting_id, clock):
    register(meeting_id, mail="a@resident.example")
    wait(clock)
    assert run() == 0


def test_two_edits_in_a_row_are_one_message_to_each_once_the_quiet_time_is_over(meeting_id, clock):
    register(meeting_id, mail="a@resident.example")
    register(meeting_id, phone="0470 12 34 56")
    invite(meeting_id, contact(), Answer.YES)
    clear()
    move(meeting_id, **LATER)
    clock.advance(seconds=QUIET - 1)
    assert run() == 0
    move(meeting_id, **LATER, venue=1)
    clock.advance(seconds=QUIET - 1)
    assert run() == 0
    clock.advance(seconds=1)
    assert run() == 3
    assert run() == 0
    told = news()
    assert set(told) == {"a@resident.example", "+32470123456", "dubois@partner.example"}
    assert told["+32470123456"].channel == "call"
    assert "de 15 h à 17 h" in plain(told["+32470123456"].text)


def test_calendars_get_the_same_uid_and_a_higher_sequence(meeting_id, clock):
    register(meeting_id, mail="a@resident.example")
    invite(meeting_id, contact(), Answer.YES)
    hasten()
    with mail_server() as sink:
        sink.deliver()
        move(meeting_id, **LATER)
        wait(clock)
        run()
        sink.deliver()
        cancel(meeting_id)
        wait(clock)
        run()
        sink.deliver()
        mails = sink.mails
    found = {}
    for mail in mails:
        part, method = calendar_of(mail)
        calendar = icalendar.Calendar.from_ical(part)
        (event,) = calendar.walk("VEVENT")
        assert calendar["METHOD"] == method == vobject.readOne(part.decode()).method.value
        to = mail["To"].addresses[0].addr_spec
        found.setdefault(to, []).append(
            (method, str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"]), str(event["ORGANIZER"]))
        )
    with transaction():
        uid = get_meeting_by_id(meeting_id).uid
    organizer = "mailto:cafepol@zone.example"
    assert found["dubois@partner.example"] == [
        ("REQUEST", uid, 0, "CONFIRMED", organizer),
        ("REQUEST", uid, 1, "CONFIRMED", organizer),
        ("CANCEL", uid, 2, "CANCELLED", organizer),
    ]
    assert [each[:4] for each in found["a@resident.example"]] == [
        ("PUBLISH", uid, 0, "CONFIRMED"),
        ("PUBLISH", uid, 1, "CONFIRMED"),
        ("PUBLISH", uid, 2, "CANCELLED"),
    ]


def test_residents_mails_name_no_attendee_and_carry_their_own_link(meeting_id, clock):
    register(meeting_id, mail="a@resident.example", name="Mme Martin")
    register(meeting_id, mail="b@resident.example", name="M. Petit")
    clear()
    move(meeting_id, **OTHER_DAY)
    wait(clock)
    run()
    mail = news()["a@resident.example"]
    assert "ATTENDEE" not in mail.calendar
    for text in (mail.text, mail.html, mail.calendar):
        assert "b@resident.example" not in text
        assert "Petit" not in text
    assert mail.text.count("/inscriptions/") == 1
    assert "Vous ne venez plus" in plain(mail.text)
    assert mail.subject.startswith("Nouveau jour")
    assert "mercredi 10 février 2027" in plain(mail.subject)


def test_a_cancelled_meeting_says_annulee_to_everyone(meeting_id, clock):
    register(meeting_id, mail="a@resident.example")
    register(meeting_id, phone="0470 12 34 56", kind="interested")
    invite(meeting_id, contact("M. Petit", mail=None, phone="+3265001232"))
    invite(meeting_id, contact(), Answer.MAYBE)
    clear()
    cancel(meeting_id, "Le policier est malade.")
    wait(clock)
    assert run() == 4
    for told in news().values():
        assert "ANNULÉE" in told.text
        assert "Le policier est malade." in told.text
        assert "ANNULÉE" in told.subject


def test_who_is_told_and_who_is_not(meeting_id, clock):
    register(meeting_id, mail="pending@resident.example", channel="web", confirm=False)
    gone = register(meeting_id, mail="gone@resident.example")
    register(meeting_id)
    register(meeting_id, mail="sure@resident.example", channel="web")
    declined = invite(meeting_id, contact("M. Non", mail="no@partner.example"), Answer.NO)
    revoked = invite(meeting_id, contact("Mme Plus", mail="out@partner.example"))
    invite(meeting_id, contact("M. Tacet", mail="silent@partner.example"))
    clear()
    with transaction():
        cancel_registration(get_registration(gone), now=now())
        invitations.revoke(get_invitation(revoked), now=now())
    clear()
    move(meeting_id, **LATER)
    wait(clock)
    assert run() == 2
    assert set(news()) == {"sure@resident.example", "silent@partner.example"}
    assert state(declined) is State.DECLINED


def test_who_waits_in_line_is_told_too(app, clock):
    meeting_id = plan(capacity=1)
    register(meeting_id, mail="first@resident.example")
    register(meeting_id, mail="waits@resident.example")
    clear()
    move(meeting_id, **LATER, capacity=1)
    wait(clock)
    run()
    assert set(news()) == {"first@resident.example", "waits@resident.example"}


def test_who_registers_after_the_change_knows_already(meeting_id, clock):
    move(meeting_id, **LATER)
    register(meeting_id, mail="late@resident.example")
    invite(meeting_id, contact())
    wait(clock)
    assert run() == 0


def test_on_a_new_day_partners_answer_anew_and_who_declined_is_asked_once_more(meeting_id, clock):
    yes = invite(meeting_id, contact("Mme Oui", mail="yes@partner.example"), Answer.YES)
    no = invite(meeting_id, contact("M. Non", mail="no@partner.example"), Answer.NO)
    open_ = invite(meeting_id, contact("M. Tacet", mail="open@partner.example"))
    clear()
    move(meeting_id, **OTHER_DAY)
    wait(clock)
    assert run() == 3
    assert [state(each) for each in (yes, no, open_)] == [State.SENT] * 3
    asked, told = news("invitation_moved"), news()
    assert set(asked) == {"yes@partner.example", "no@partner.example"}
    assert set(told) == {"open@partner.example"}
    for mail in (*asked.values(), *told.values()):
        assert mail.calendar_method == "REQUEST"
        assert "SEQUENCE:1" in mail.calendar
        assert mail.subject.startswith("Nouveau jour")
        assert "/invitations/" in mail.text
    with transaction():
        invitations.answer(get_invitation(no), get_meeting_by_id(meeting_id), answer=Answer.NO, now=now())
    clock.advance(days=1)
    assert run() == 0


def test_who_declined_hears_nothing_of_a_cancellation(meeting_id, clock):
    invite(meeting_id, contact(), Answer.NO)
    clear()
    move(meeting_id, **OTHER_DAY)
    cancel(meeting_id)
    wait(clock)
    assert run() == 0


def test_within_24_hours_of_the_start_it_is_told_at_once(meeting_id, clock):
    register(meeting_id, mail="a@resident.example")
    clock.set(now() + timedelta(days=32, hours=6))
    cancel(meeting_id)
    assert run() == 1


def test_of_a_meeting_that_is_over_nothing_is_told(meeting_id, clock):
    register(meeting_id, mail="a@resident.example")
    cancel(meeting_id)
    with transaction():
        clock.set(get_meeting_by_id(meeting_id).ends_at)
    assert run() == 0


def test_an_edit_of_the_text_is_told_to_nobody(meeting_id, clock):
    register(meeting_id, mail="a@resident.example")
    move(meeting_id, title="Un café, et des gaufres")
    wait(clock)
    assert run() == 0


def test_an_invitation_that_had_not_left_is_written_anew(meeting_id, clock):
    invite(meeting_id, contact("M. Petit", mail=None, phone="+3265001232"))
    move(meeting_id, **OTHER_DAY)
    wait(clock)
    assert run() == 1
    with transaction() as session:
        calls = session.scalars(select(Message).order_by(Message.id)).all()
    assert [(call.kind, call.state) for call in calls] == [("invitation", "dropped"), ("invitation", "to_do")]
    assert "mercredi 10 février" in plain(calls[1].text)


def test_nobody_is_told_of_the_end_of_what_they_never_heard_of(meeting_id, clock):
    invitation_id = invite(meeting_id, contact("M. Petit", mail=None, phone="+3265001232"))
    cancel(meeting_id)
    wait(clock)
    assert run() == 0
    assert state(invitation_id) is State.REVOKED


def test_a_call_that_nobody_made_yet_gives_way_to_the_newer_one(meeting_id, clock):
    register(meeting_id, phone="0470 12 34 56")
    for change in (LATER, OTHER_DAY):
        move(meeting_id, **change)
        wait(clock)
        run()
    with transaction() as session:
        states = session.scalars(select(Message.state).order_by(Message.id)).all()
    assert states == ["dropped", "to_do"]


def test_a_second_change_is_told_as_a_second_message(meeting_id, clock):
    register(meeting_id, mail="a@resident.example")
    clear()
    for number, change in enumerate((LATER, OTHER_DAY), start=1):
        move(meeting_id, **change)
        wait(clock)
        assert run() == 1
        clear()
        assert sequences() == [("everyone", each) for each in range(1, number + 1)]


def sequences():
    with transaction() as session:
        rows = session.execute(
            select(Told.subject, Told.version).where(Told.subject == "everyone").order_by(Told.version)
        )
        return [tuple(row) for row in rows]


def test_a_crash_leaves_nothing_half_told_and_the_next_round_tells_all(meeting_id, clock, monkeypatch):
    register(meeting_id, mail="a@resident.example")
    register(meeting_id, mail="b@resident.example")
    clear()
    move(meeting_id, **LATER)
    wait(clock)
    from cafepol.notices import residents  # noqa: PLC0415 -- patched here

    tell, calls = residents.tell, []

    def crashes(*args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            raise OSError
        return tell(*args, **kwargs)

    monkeypatch.setattr(residents, "tell", crashes)
    assert run() == 0
    assert news() == {}
    monkeypatch.setattr(residents, "tell", tell)
    assert run() == 2


def test_one_meeting_that_cannot_be_told_does_not_silence_the_others(app, clock, monkeypatch, caplog):
    ids = [plan(), plan(day=TUESDAY + timedelta(days=40))]
    for meeting_id in ids:
        register(meeting_id, mail="a@resident.example")
        cancel(meeting_id)
    clear()
    wait(clock)
    tell = operations.tell_change

    def fails(meeting_id, *, now):
        if meeting_id == ids[0]:
            raise LookupError
        return tell(meeting_id, now=now)

    monkeypatch.setattr(operations, "tell_change", fails)
    assert run() == 1
    assert "notice failed" in caplog.text


def test_two_workers_tell_each_once(app, meeting_id, clock):
    for number in range(6):
        register(meeting_id, mail=f"r{number}@resident.example")
    invite(meeting_id, contact(), Answer.YES)
    clear()
    move(meeting_id, **OTHER_DAY)
    wait(clock)
    written, failures, ready = [], [], threading.Barrier(3)

    def work():
        try:
            with app.app_context():
                ready.wait()
                written.append(run())
        except Exception as error:  # noqa: BLE001 -- shown by the test
            failures.append(error)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert sum(written) == 7
    with transaction() as session:
        assert session.scalar(select(func.count(Message.id)).where(Message.state == "queued")) == 7


def test_in_an_open_transaction_changes_are_told_too(meeting_id, clock):
    register(meeting_id, mail="a@resident.example")
    cancel(meeting_id)
    wait(clock)
    with transaction():
        assert operations.tell_changes(now=now()) == 1
        assert operations.tell_changes(now=now()) == 0
        assert db.session.scalars(select(Told.message_id).where(Told.subject != "everyone")).one() is not None


def test_a_second_worker_that_waited_for_the_first_finds_everyone_told(meeting_id, clock):
    register(meeting_id, mail="a@resident.example")
    move(meeting_id, **LATER)
    wait(clock)
    for written in (1, 0):
        with transaction():
            assert tell_change(meeting_id, now=now()) == written


def test_what_the_ledger_holds_is_not_said_again(meeting_id, clock):
    resident, partner = register(meeting_id, mail="a@resident.example"), invite(meeting_id, contact(), Answer.YES)
    move(meeting_id, **LATER)
    wait(clock)
    with transaction() as session:
        for subject in (f"registration:{resident}", f"invitation:{partner}"):
            row = {"meeting_id": meeting_id, "kind": "change", "version": 1}
            session.add(Told(subject=subject, told_at=now(), **row))
    assert run() == 0
    with transaction():
        assert get_registration(resident).known_sequence == 1
        assert get_invitation(partner).known_sequence == 1


def test_a_meeting_that_did_not_change_has_nothing_to_tell(meeting_id):
    with transaction():
        assert tell_change(meeting_id, now=now()) == 0
