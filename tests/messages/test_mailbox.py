import smtplib
from email.message import EmailMessage

import pytest

from cafepol.messages.mailbox import Mailbox, caught, find_caught


@pytest.fixture
def mailbox(tmp_path):
    box = Mailbox(tmp_path / "mails")
    box.port = box.start()
    yield box
    box.stop()
    box.stop()


def send(port, subject="Café", *, calendar=True):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@zone.example", "Mme Dubois <b@partner.example>", subject
    mail["Date"] = "Thu, 07 Jan 2027 08:00:00 +0000"
    mail.set_content("Été : http://localhost/invitations/abc\nhttp://localhost/invitations/abc et http://localhost/a\n")
    mail.add_alternative("<p>Été</p>", subtype="html")
    if calendar:
        mail.add_alternative(
            b"BEGIN:VCALENDAR\r\n",
            maintype="text",
            subtype="calendar",
            params={"method": "REQUEST", "charset": "utf-8"},
        )
    with smtplib.SMTP("127.0.0.1", port, "localhost") as server:
        server.send_message(mail)


def test_a_caught_mail_can_be_read(mailbox):
    send(mailbox.port)
    (mail,) = caught(mailbox.folder)
    assert (mail.subject, mail.to, mail.sender) == ("Café", "Mme Dubois <b@partner.example>", "a@zone.example")
    assert mail.date.isoformat() == "2027-01-07T08:00:00+00:00"
    assert mail.text.startswith("Été : ")
    assert mail.html.strip() == "<p>Été</p>"
    assert mail.links == ("http://localhost/invitations/abc", "http://localhost/a")
    (attached,) = mail.attachments
    assert (attached.name, attached.method, attached.content) == ("invitation.ics", "REQUEST", b"BEGIN:VCALENDAR\r\n")


def test_the_newest_comes_first_and_each_is_found_by_its_key(mailbox):
    send(mailbox.port, "Premier")
    send(mailbox.port, "Second", calendar=False)
    found = caught(mailbox.folder)
    assert [mail.subject for mail in found] == ["Second", "Premier"]
    assert find_caught(mailbox.folder, found[1].key).subject == "Premier"
    assert find_caught(mailbox.folder, "../../etc/passwd") is None


def test_an_empty_box_and_one_that_was_never_started_hold_nothing(mailbox, tmp_path):
    assert caught(mailbox.folder) == []
    assert caught(tmp_path / "nowhere") == []


def test_a_taken_port_is_said_at_once(mailbox, tmp_path):
    with pytest.raises(OSError, match="in use"):
        Mailbox(tmp_path / "other").start(mailbox.port)


def test_a_mail_without_head_or_text_is_shown_all_the_same(mailbox):
    with smtplib.SMTP("127.0.0.1", mailbox.port, "localhost") as server:
        server.sendmail("a@zone.example", ["b@partner.example"], b"X-Nothing: 1\r\nContent-Type: image/png\r\n\r\nx")
    (mail,) = caught(mailbox.folder)
    assert (mail.subject, mail.date, mail.text, mail.attachments) == ("", None, "", ())
