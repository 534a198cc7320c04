import pytest

from cafepol.messages import faults


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        ("550 5.1.1 no such user", faults.UNKNOWN_ADDRESS),
        ("550 no such user", faults.UNKNOWN_ADDRESS),
        ("450 4.1.2 domain not found", faults.UNKNOWN_ADDRESS),
        ("552 5.2.2 over quota", faults.FULL_BOX),
        ("452 4.2.2 mailbox", faults.FULL_BOX),
        ("550 mailbox full", faults.FULL_BOX),
        ("554 5.2.2 no room", faults.FULL_BOX),
        ("550 5.7.1 not authorized", faults.UNWANTED),
        ("554 listed as spam", faults.UNWANTED),
        ("451 greylisted", faults.LATER),
        ("554 transaction failed", faults.REFUSED),
        ("ValueError", faults.UNWRITABLE),
        ("Unwritten: IndexError", faults.UNWRITABLE),
        ("535 bad credentials", "Le serveur de courriel refuse notre mot de passe."),
        ("SMTPAuthenticationError: (535, b'no')", "Le serveur de courriel refuse notre mot de passe."),
        ("TimeoutError: timed out", "Le serveur de courriel ne répond pas."),
        ("ConnectionRefusedError: [Errno 111]", "Le serveur de courriel ne répond pas."),
        ("SMTPNotSupportedError: STARTTLS extension not supported", "Le serveur de courriel ne chiffre pas."),
        (
            "SSLCertVerificationError: certificate verify failed",
            "Le certificat du serveur de courriel n’est pas valable.",
        ),
    ],
)
def test_a_reply_is_said_in_words(reply, sentence):
    assert faults.explain(reply) == sentence


@pytest.mark.parametrize(
    ("error", "host", "words"),
    [
        (None, "", "aucun serveur de courriel n’est réglé"),
        (None, "mail.example", "le facteur (cafepol worker) ne tourne pas"),
        ("TimeoutError: timed out", "mail.example", "le serveur mail.example ne répond pas"),
        ("SSLError: certificate", "mail.example", "le certificat du serveur mail.example n’est pas valable"),
        ("535 no", "mail.example", "le serveur mail.example refuse notre mot de passe"),
    ],
)
def test_why_nothing_leaves_is_said_in_words(error, host, words):
    assert faults.why_all_wait(error, host=host) == words
