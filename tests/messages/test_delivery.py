import threading
from datetime import timedelta
from email import policy
from email.parser import BytesParser

import pytest
from sqlalchemy import select, update

from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.messages import delivery, faults
from cafepol.messages.delivery import deliver_due, drop_expired
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.models import Message
from cafepol.messages.operations import post_message, withdraw
from cafepol.messages.retries import DELAYS, LEASE
from cafepol.messages.smtp import TIMEOUT, Never, NotNow, Unreachable
from tests.post import calendar_of, mail_server

TOKEN = "RtTSTJChNWKeBzNThMoeSTJLnsvQmLKxPkFoe-Qnnlc"
LINK = f"http://localhost/invitations/{TOKEN}"
CALENDAR = f"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nURL:{LINK[:40]}\r\n {LINK[40:]}\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def sink():
    with mail_server() as sink:
        yield sink


def post(key="k:1", *, mail="dubois@partner.example", draft=None, name="Mme Dubois", **more):
    with transaction():
        post_message(
            draft or Draft("Café à Wasmes", f"Été : {LINK}", f"<p>{LINK}</p>", CALENDAR, "REQUEST"),
            to=Recipient(name=name, mail=mail),
            kind="test",
            unique_key=key,
            now=now(),
            **more,
        )


def row(key="k:1"):
    with transaction():
        return db.session.scalars(select(Message).where(Message.unique_key == key)).one()


class Scripted:
    """A transport that does what it is told."""

    def __init__(self, *acts):
        self.acts = list(acts)
        self.sent = []

    def send(self, mail, *, sender, recipient):
        act = self.acts.pop(0) if self.acts else None
        if act is not None:
            raise act
        self.sent.append((sender, recipient, mail))


def test_a_mail_goes_out_once_and_is_marked(app, sink):
    post()
    assert (sink.deliver(), sink.deliver()) == (1, 0)
    assert sink.recipients == [["dubois@partner.example"]]
    sent = row()
    assert (sent.state, sent.handed_over_at, sent.attempts, sent.lease_owner) == ("sent", now(), 1, None)


def test_what_goes_over_the_wire(app, sink):
    post()
    sink.deliver()
    (raw,) = sink.raw
    assert raw.isascii()
    mail = BytesParser(policy=policy.default).parsebytes(raw)
    assert mail["From"].addresses[0].addr_spec == "cafepol@zone.example"
    assert mail["To"] == "Mme Dubois <dubois@partner.example>"
    assert mail["Subject"] == "Café à Wasmes"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == now()
    assert mail["Message-ID"] == row().message_id
    assert mail["Content-Language"] == "fr"
    assert mail["Cc"] is None
    assert mail["Bcc"] is None
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    assert mail.get_body(("plain",)).get_content().startswith("Été : ")
    assert calendar_of(mail) == (CALENDAR.encode(), "REQUEST")


def test_a_published_calendar_is_an_attachment(app, sink):
    post(draft=Draft("Café", "Bonjour", "<p>Bonjour</p>", "BEGIN:VCALENDAR\r\n", "PUBLISH"))
    sink.deliver()
    (mail,) = sink.mails
    (attached,) = mail.iter_attachments()
    assert (attached.get_content_type(), attached.get_filename()) == ("text/calendar", "rencontre.ics")
    assert calendar_of(mail)[1] == "PUBLISH"


def test_a_mail_of_text_alone_is_plain(app, sink):
    post(draft=Draft("Café", "Bonjour"))
    sink.deliver()
    assert sink.mails[0].get_content_type() == "text/plain"


def test_links_that_carry_a_right_are_not_kept_after_the_hand_over(app, sink):
    post()
    assert TOKEN in row().text
    sink.deliver()
    sent = row()
    assert TOKEN not in sent.text + sent.html + sent.calendar.replace("\r\n ", "")
    assert "http://localhost/invitations/…" in sent.text


def test_a_mail_is_held_until_its_time(app, sink, clock):
    post(not_before=now() + timedelta(hours=1))
    assert sink.deliver() == 0
    clock.advance(hours=1)
    assert sink.deliver() == 1


def test_what_is_no_longer_worth_saying_is_dropped(app, sink, clock):
    post(expires_at=now() + timedelta(hours=1))
    clock.advance(hours=1)
    assert sink.deliver() == 0
    assert (row().state, TOKEN in row().text) == ("dropped", False)


def test_a_call_for_a_meeting_that_is_over_is_dropped_too(app, clock):
    with transaction():
        post_message(
            Draft("Café", "Appeler."),
            to=Recipient(phone="+3265001232"),
            kind="test",
            unique_key="k:1",
            now=now(),
            expires_at=now() + timedelta(hours=1),
        )
    clock.advance(hours=2)
    assert drop_expired(now=now()) == 1
    assert row().state == "dropped"


def test_a_soft_refusal_is_tried_again_later_with_the_same_identity(app, sink, clock):
    post()
    sink.replies["DATA"] = "451 greylisted"
    assert sink.deliver() == 0
    waiting = row()
    assert (waiting.state, waiting.next_try_at) == ("queued", now() + DELAYS[0])
    assert waiting.last_error.startswith("451")
    assert TOKEN in waiting.text
    del sink.replies["DATA"]
    clock.advance(seconds=59)
    assert sink.deliver() == 0
    clock.advance(seconds=1)
    assert sink.deliver() == 1
    assert sink.mails[0]["Message-ID"] == waiting.message_id
    assert row().last_error is None


def test_a_mail_that_never_goes_is_dead_after_its_last_try(app, clock):
    post()
    for delay in DELAYS:
        deliver_due(now=now(), transport=Scripted(NotNow("451 later")), owner="w")
        assert row().state == "queued"
        clock.advance(seconds=delay.total_seconds())
    deliver_due(now=now(), transport=Scripted(NotNow("451 later")), owner="w")
    assert row().state == "dead"
    clock.advance(days=30)
    assert deliver_due(now=now(), transport=Scripted(), owner="w") == 0


@pytest.mark.parametrize("at", ["dubois@partner.example", "DATA"])
def test_a_refusal_for_good_bounces_and_is_not_tried_again(app, sink, clock, at):
    post()
    sink.replies[at] = "550 no such user"
    sink.deliver()
    bounced = row()
    assert (bounced.state, bounced.last_error[:3], TOKEN in bounced.text) == ("bounced", "550", True)
    sink.replies.clear()
    clock.advance(days=3)
    assert sink.deliver() == 0


def test_one_refused_mail_does_not_hold_up_the_others(app, sink):
    post()
    post("k:2", mail="petit@partner.example")
    sink.replies["dubois@partner.example"] = "550 no such user"
    assert sink.deliver() == 1
    assert row("k:2").state == "sent"


def test_a_server_that_is_not_there_ends_the_round_and_costs_one_mail_one_try(app, clock):
    post()
    post("k:2")
    assert deliver_due(now=now(), transport=Scripted(Unreachable("refused"), Unreachable("refused")), owner="w") == 0
    assert [row(key).attempts for key in ("k:1", "k:2")] == [1, 0]
    clock.advance(minutes=1)
    assert deliver_due(now=now(), transport=Scripted(), owner="w") == 2


INJECTED = "x\r\nBcc: v@x.example"
ENCODED = "=?utf-8?q?=0D=0ABcc=3A_v=40x.example?="


def poison(**values):
    with transaction() as session:
        session.execute(update(Message).where(Message.unique_key == "k:1").values(**values))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", INJECTED),
        ("recipient_name", INJECTED),
        ("message_id", INJECTED),
        ("message_id", ENCODED),
        ("calendar_method", "REQUEST\r\n"),
        *(
            ("recipient_mail", value)
            for value in ("", "a@", "<", "x@y.example\r\nBcc: v@x.example", "x@y.example, v@x.example")
        ),
    ],
)
def test_a_header_that_cannot_be_written_poisons_nothing(app, sink, field, value):
    post()
    post("k:2", mail="petit@partner.example")
    poison(**{field: value})
    assert sink.deliver() == 1
    assert (row().state, row("k:2").state) == ("dead", "sent")
    assert row().last_error.startswith(faults.UNWRITTEN)
    assert sink.recipients == [["petit@partner.example"]]
    assert b"Bcc" not in b"".join(sink.raw)


@pytest.mark.parametrize("field", ["subject", "recipient_name"])
@pytest.mark.parametrize("value", [ENCODED, "é" * 110])
def test_what_is_strange_but_can_be_written_is_sent_to_one_person(app, sink, field, value):
    post()
    poison(**{field: value})
    assert sink.deliver() == 1
    assert sink.mails[0]["Bcc"] is None
    assert sink.recipients == [["dubois@partner.example"]]


def test_killed_between_hand_over_and_bookkeeping_it_goes_once_more_with_the_same_identity(app, sink, clock):
    post()

    class Dies:
        def send(self, mail, **to):
            sink.transport.send(mail, **to)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver_due(now=now(), transport=Dies(), owner="first")
    assert (row().state, row().lease_owner) == ("sending", "first")
    assert sink.deliver() == 0
    clock.advance(seconds=LEASE.total_seconds())
    assert sink.deliver() == 1
    first, second = sink.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert row().attempts == 2


def test_left_by_a_killed_worker_it_does_not_leave_when_its_time_is_over(app, clock):
    post(expires_at=now() + timedelta(minutes=1))

    class Dies:
        def send(self, _mail, **_to):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver_due(now=now(), transport=Dies(), owner="first")
    clock.advance(seconds=LEASE.total_seconds())
    clock.advance(minutes=1)
    assert deliver_due(now=now(), transport=Scripted(), owner="second") == 0
    assert (row().state, TOKEN in row().text) == ("dropped", False)


@pytest.mark.parametrize("failure", [NotNow("451 later"), Unreachable("refused")])
def test_withdrawn_during_its_hand_over_it_is_not_tried_again(app, clock, failure):
    post()

    class Meanwhile:
        def send(self, _mail, **_to):
            with transaction():
                assert not withdraw("k:1")
            raise failure

    assert deliver_due(now=now(), transport=Meanwhile(), owner="first") == 0
    assert (row().state, TOKEN in row().text) == ("dropped", False)
    clock.advance(days=3)
    assert deliver_due(now=now(), transport=Scripted(), owner="second") == 0


def test_withdrawn_during_a_hand_over_that_succeeds_it_was_sent(app):
    post()

    class Meanwhile:
        def send(self, _mail, **_to):
            with transaction():
                assert not withdraw("k:1")

    assert deliver_due(now=now(), transport=Meanwhile(), owner="first") == 1
    assert row().state == "sent"


def test_a_worker_that_comes_back_too_late_records_nothing(app, clock):
    post()

    class Slow:
        def send(self, _mail, **_to):
            clock.advance(seconds=LEASE.total_seconds())
            assert deliver_due(now=now(), transport=Scripted(), owner="second") == 1
            raise Never("550 too late")

    assert deliver_due(now=now(), transport=Slow(), owner="first") == 0
    assert row().state == "sent"


def test_nothing_is_open_while_a_mail_is_handed_over(app):
    post()

    class Looks:
        def send(self, _mail, **_to):
            assert not db.session.registry.has()

    assert deliver_due(now=now(), transport=Looks(), owner="w") == 1


def test_a_round_has_an_end(app):
    for number in range(3):
        post(f"k:{number}")
    assert deliver_due(now=now(), transport=Scripted(), owner="w", limit=2) == 2


def test_many_workers_send_each_mail_once(app, sink):
    for number in range(30):
        post(f"k:{number}", mail=f"p{number}@partner.example")
    failures, sent = [], []

    def work(owner):
        try:
            with app.app_context():
                sent.append(sink.deliver(owner))
        except Exception as error:  # noqa: BLE001 -- shown by the test
            failures.append(error)

    workers = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert sum(sent) == 30
    assert sorted(to for (to,) in sink.recipients) == sorted(f"p{number}@partner.example" for number in range(30))


@pytest.mark.parametrize(("error", "state"), [(NotNow("451 a\x00b"), "queued"), (Never("550 a\x00b"), "bounced")])
def test_whatever_a_server_says_can_be_noted(app, error, state):
    post()
    deliver_due(now=now(), transport=Scripted(error), owner="w")
    assert (row().state, row().last_error[4:]) == (state, "ab")


def test_a_slow_server_ends_the_round_before_its_leases_run_out(app, monkeypatch):
    instants = iter(range(0, 1000, 25))
    monkeypatch.setattr(delivery, "monotonic", lambda: next(instants))
    for number in range(4):
        post(f"k:{number}")
    assert deliver_due(now=now(), transport=Scripted(), owner="w") == 2
    assert deliver_due(now=now(), transport=Scripted(), owner="w") == 2
    assert LEASE.total_seconds() > delivery.ROUND_SECONDS + 10 * TIMEOUT
