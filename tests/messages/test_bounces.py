"""A mail that comes back after it left: read from what servers really write, and owed again."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from cafepol.messages import faults, unarrived
from cafepol.messages.bounces import note_bounce
from cafepol.messages.delivery import deliver_due
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.models import Message
from cafepol.messages.operations import post_message
from cafepol.messages.reports import MAX_BYTES, Report, read_report

OURS = "<0123456789abcdef0123456789abcdef@zone.example>"
GONE = "smtp; 550 5.1.1 <lise@exemple.be>: Recipient address rejected: User unknown"
POSTFIX = """\
From: MAILER-DAEMON@mail.exemple.be (Mail Delivery System)
To: cafe@zone.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="limite"

--limite
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--limite
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.exemple.be
Arrival-Date: Thu,  7 Jan 2027 09:00:00 +0100 (CET)

Final-Recipient: rfc822; lise@exemple.be
Action: {action}
Status: {status}
Diagnostic-Code: {said}

--limite
Content-Description: Undelivered Message
Content-Type: {kind}

Message-ID: {message_id}
Subject: =?utf-8?q?Caf=C3=A9?=
From: cafe@zone.example

--limite--
"""


def report(action="failed", status="5.1.1", said=GONE, kind="message/rfc822", message_id=OURS):
    return POSTFIX.format(action=action, status=status, said=said, kind=kind, message_id=message_id).encode()


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers", "text/rfc822-headers; charset=utf-8"])
def test_the_mail_is_named_whole_or_by_its_headers(kind):
    assert read_report(report(kind=kind)) == Report(OURS, GONE.removeprefix("smtp; "))


@pytest.mark.parametrize(
    ("status", "said", "why"),
    [
        ("5.1.1", GONE, faults.UNKNOWN_ADDRESS),
        ("5.2.2", "smtp; 552 5.2.2 mailbox full", faults.FULL_BOX),
        ("5.7.1", "smtp; 550 5.7.1 blocked by policy", faults.UNWANTED),
        ("5.1.10", "X-Exchange; RecipientNotFound", faults.UNKNOWN_ADDRESS),
        ("5.2.2", "", faults.FULL_BOX),
        ("", "", faults.UNKNOWN_ADDRESS),
    ],
)
def test_why_it_came_back_is_said_in_french_as_at_a_hand_over(status, said, why):
    assert faults.explain(read_report(report(status=status, said=said)).reason) == why


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_only_a_failure_is_one(action):
    assert read_report(report(action=action)) is None


def test_of_several_recipients_one_who_fails_is_enough():
    two = report().replace(b"Final-", b"Final-Recipient: rfc822; x@exemple.be\nAction: delayed\n\nFinal-", 1)
    assert read_report(two).message_id == OURS


def test_a_report_without_the_mail_it_is_about_says_nothing():
    assert read_report(report(message_id="")) is None
    assert read_report(report(message_id="sans crochets")) is None


@pytest.mark.parametrize(
    "raw", [b"", b"\0\xff" * 50, b"From: lise@exemple.be\n\nJe suis absente.", b"x" * (MAX_BYTES + 1)]
)
def test_what_is_no_report_is_none(raw):
    assert read_report(raw) is None


def test_an_answer_that_quotes_our_mail_is_no_report():
    mail = EmailMessage()
    mail["From"], mail["References"] = "lise@exemple.be", OURS
    mail.set_content("Je serai là.")
    mail.add_attachment(f"Action: failed\n\nMessage-ID: {OURS}".encode(), maintype="text", subtype="plain")
    assert read_report(mail.as_bytes()) is None


@given(st.lists(st.tuples(st.integers(0, 1100), st.binary(max_size=12)), max_size=6))
def test_whatever_is_sent_is_read_or_refused(cuts):
    raw = report()
    for at, put in cuts:
        raw = raw[:at] + put + raw[at + len(put) :]
    found = read_report(raw)
    assert found is None or (found.message_id.startswith("<") and "\0" not in found.reason)


class Takes:
    """A mail server that takes everything."""

    def send(self, _mail, **_to):
        """Take it."""


@pytest.fixture
def sent(app):
    """A mail that left; its id."""
    with transaction():
        to = Recipient(name="Lise", mail="lise@exemple.be", phone="+3265001232")
        message = post_message(Draft("Café", "Bonjour"), to=to, kind="test", unique_key="k:1", now=now())
        message.message_id = OURS
        number = message.id
    deliver_due(now=now(), transport=Takes(), owner="w")
    return number


def come_back(**values):
    with transaction():
        return note_bounce(read_report(report(**values)), now=now()) is not None


def row(number):
    db.session.remove()
    return db.session.get(Message, number)


def test_a_mail_that_comes_back_is_somebodys_task_once(sent):
    assert come_back()
    assert come_back()
    message = row(sent)
    assert message.state == "bounced"
    assert message.needs_somebody
    assert message.came_back
    assert faults.explain(message.last_error) == faults.UNKNOWN_ADDRESS


def test_what_is_not_ours_changes_nothing(sent):
    assert not come_back(message_id="<00000000000000000000000000000000@zone.example>")
    assert row(sent).state == "sent"


def test_what_was_settled_stays_so(sent):
    come_back()
    with transaction():
        unarrived.settle_mail(row(sent), by_account_id=None, now=now())
    settled = row(sent).done_at
    assert not come_back()
    assert row(sent).done_at == settled


def test_a_report_may_be_faster_than_the_workers_books(sent):
    with transaction() as session:
        session.execute(update(Message).values(state="sending", handed_over_at=None, lease_owner="w"))
    assert come_back()
    assert row(sent).came_back


def test_it_does_not_leave_again_without_its_links_but_somebody_may_call(sent):
    come_back()
    with pytest.raises(Refused, match="parti, puis revenu"), transaction():
        unarrived.retry_mail(row(sent), now=now())
    with transaction():
        unarrived.call_instead(row(sent), by_account_id=None, now=now())
    db.session.remove()
    states = db.session.execute(select(Message.channel, Message.state).order_by(Message.id)).all()
    assert [tuple(each) for each in states] == [("mail", "bounced"), ("call", "to_do")]
