from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize("field", ["subject", "recipient_name"])
@pytest.mark.parametrize("words", ["=?utf-8?q?=0D=0ABcc=3A_v=40x.example?=", "=?utf-8?b?DQpCY2M6IHZAeC5leGFtcGxl?= é"])
def test_encoded_words_in_what_somebody_typed_are_not_read(field, words):
    sent = build_mail(message(**{field: words}), **SENDER).as_bytes()
    read = message_from_bytes(sent, policy=policy.default)
    assert read["Bcc"] is None
    found = read["Subject"] if field == "subject" else read["To"].addresses[0].display_name
    assert found == words.replace("=?", "= ?")


@pytest.mark.parametrize("field", ["message_id", "language"])
def test_what_would_be_a_header_of_its_own_is_an_error(field):
    mail = build_mail(message(**{field: "=?utf-8?q?=0D=0ABcc=3A_v=40x.example?="}), **SENDER)
    with pytest.raises(ValueError, match="a line break in"):
        mail.as_bytes()


@pytest.mark.parametrize(
    "subject",
    [
        "Uitnodiging: koffie in Petit-Wasmes, dinsdag 9 februari 2027, 14:00–16:30",
        "Nouveau jour : invitation au café d’Hornu, mercredi 24 février 2027, de 18 h 30 à 20 h 30",
        "Un sujet sans accent",
        "é" * 200,
    ],
)
def test_a_subject_is_read_as_it_was_written_wherever_its_line_is_folded(subject):
    sent = build_mail(message(subject=subject), **SENDER).as_bytes()
    assert message_from_bytes(sent, policy=policy.default)["Subject"] == subject
    assert all(len(line) <= 78 for line in sent.partition(b"\r\n\r\n")[0].split(b"\r\n"))


@given(words=st.lists(st.text("abcé–’à12:,", min_size=1, max_size=30), min_size=1, max_size=12))
def test_no_subject_gains_or_loses_a_space(words):
    subject = " ".join(words)
    sent = build_mail(message(subject=subject), **SENDER).as_bytes()
    assert message_from_bytes(sent, policy=policy.default)["Subject"] == subject


def test_a_subject_has_plain_spaces_and_stays_ascii_on_the_wire():
    mail = build_mail(message(subject="Café, de 14\u00a0h à 16\u00a0h\u202f!"), **SENDER)
    assert mail["Subject"] == "Café, de 14 h à 16 h !"
    assert mail.as_bytes().isascii()
