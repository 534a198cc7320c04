from datetime import UTC, datetime

import pytest

from cafepol.messages.mime import build_mail
from cafepol.messages.models import Message

NOW = datetime(2027, 1, 7, 8, 0, tzinfo=UTC)
SENDER = {"sender": "cafepol@zone.example", "reply_to": "", "sender_name": "CaféPol", "now": NOW}


def message(**more):
    given = {
        "recipient_name": "Mme Dubois",
        "recipient_mail": "dubois@partner.example",
        "subject": "Café",
        "text": "Bonjour\n",
        "html": "",
        "language": "fr",
        "message_id": "<1@zone.example>",
    }
    return Message(**given | more)


def test_answers_go_to_the_service_box():
    mail = build_mail(message(), **SENDER | {"reply_to": "quartier@zone.example"})
    assert mail["Reply-To"] == "quartier@zone.example"
    assert build_mail(message(), **SENDER)["Reply-To"] is None


def test_the_sender_has_the_name_of_the_settings_or_the_apps():
    assert build_mail(message(), **SENDER)["From"].addresses[0].display_name == "CaféPol"
    named = build_mail(message(), **SENDER | {"sender": "Zone Boraine <cafepol@zone.example>"})
    assert named["From"] == "Zone Boraine <cafepol@zone.example>"


@pytest.mark.parametrize("wrong", [{"subject": "x\r\nBcc: v@x.example"}, {"recipient_name": "x\r\nBcc: v@x.example"}])
def test_a_line_break_in_a_header_is_an_error(wrong):
    with pytest.raises(ValueError, match=r"(?i)linefeed|carriage|newline|cr or lf|invalid"):
        build_mail(message(**wrong), **SENDER)


def test_a_subject_has_plain_spaces_and_stays_ascii_on_the_wire():
    mail = build_mail(message(subject="Café, de 14\u00a0h à 16\u00a0h\u202f!"), **SENDER)
    assert mail["Subject"] == "Café, de 14 h à 16 h !"
    assert mail.as_bytes().isascii()
