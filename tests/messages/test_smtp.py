import smtplib
from email import policy
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import AuthResult

from cafepol.messages.smtp import Never, NotNow, SmtpTransport, Unreachable, configured_transport
from tests import databases
from tests.post import free_port, mail_server

TO = {"sender": "cafepol@zone.example", "recipient": "dubois@partner.example"}


def mail():
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = "Café"
    message.set_content(".Bonjour\n..\n", cte="quoted-printable")
    return message


def transport(scheme, server, who="", timeout=2):
    return SmtpTransport(f"{scheme}://{who}127.0.0.1:{server.port}", timeout=timeout)


def test_a_mail_is_taken_as_it_is():
    with mail_server() as server:
        transport("smtp", server).send(mail(), **TO)
        assert server.mails[0].get_content().split() == [".Bonjour", ".."]


def test_nobody_listening_is_unreachable():
    with pytest.raises(Unreachable, match="refused"):
        SmtpTransport(f"smtp://127.0.0.1:{free_port()}", timeout=2).send(mail(), **TO)


def test_a_server_that_hangs_is_left_after_its_time():
    import socket  # noqa: PLC0415 -- one use

    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(Unreachable, match="timed out"):
            SmtpTransport(url, timeout=0.2).send(mail(), **TO)


def test_a_server_that_hangs_up_in_the_middle_is_unreachable():
    with mail_server() as server:

        async def hangs_up(smtp, *_):
            smtp.transport.close()
            return "250 OK"

        server.handle_DATA = hangs_up
        with pytest.raises(Unreachable):
            transport("smtp", server).send(mail(), **TO)


@pytest.mark.parametrize(("reply", "verdict"), [("450 full", NotNow), ("550 gone", Never), ("530 sign in", NotNow)])
@pytest.mark.parametrize("at", ["dubois@partner.example", "DATA"])
def test_the_reply_decides(at, reply, verdict):
    with mail_server() as server:
        server.replies[at] = reply
        with pytest.raises(verdict, match=reply) as found:
            transport("smtp", server).send(mail(), **TO)
        assert found.type is verdict


def test_a_bad_goodbye_does_not_undo_a_mail_that_was_taken(monkeypatch):
    def fails(_self):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(smtplib.SMTP, "quit", fails)
    with mail_server() as server:
        transport("smtp", server).send(mail(), **TO)
        assert len(server.raw) == 1


def test_smtps_with_a_certificate_that_is_trusted(server_tls, trusted):
    with mail_server(server_tls=server_tls) as server:
        transport("smtps", server).send(mail(), **TO)
        assert len(server.raw) == 1


def test_smtps_with_a_certificate_that_nobody_vouches_for_sends_nothing(server_tls):
    with mail_server(server_tls=server_tls) as server:
        with pytest.raises(Unreachable, match="certificate verify failed"):
            transport("smtps", server).send(mail(), **TO)
        assert server.raw == []


def test_starttls_signs_in_only_under_encryption(server_tls, trusted):
    signed_in = []

    def check(_server, _session, _envelope, _mechanism, data):
        signed_in.append((data.login, data.password))
        return AuthResult(success=True)

    with mail_server(tls_context=server_tls, auth_required=True, authenticator=check) as server:
        transport("smtp+starttls", server, "cafe:p%40ss@").send(mail(), **TO)
        assert len(server.raw) == 1
    assert signed_in == [(b"cafe", b"p@ss")]


def test_starttls_with_a_certificate_that_nobody_vouches_for_sends_nothing(server_tls):
    with mail_server(tls_context=server_tls) as server:
        with pytest.raises(Unreachable, match="certificate verify failed"):
            transport("smtp+starttls", server).send(mail(), **TO)
        assert server.raw == []


def test_a_server_without_starttls_gets_nothing():
    with mail_server() as server:
        with pytest.raises(Unreachable, match="STARTTLS"):
            transport("smtp+starttls", server).send(mail(), **TO)
        assert server.raw == []


def test_the_password_is_not_shown():
    assert "secret" not in repr(SmtpTransport("smtps://me:secret@mail.example"))


def test_the_transport_is_the_configured_one(tmp_path):
    url = f"sqlite:///{tmp_path / 'x.sqlite'}"
    for mail_url in ("", "smtp://127.0.0.1:2525"):
        app = databases.make_app(tmp_path, url, mail_url=mail_url)
        with app.app_context():
            found = configured_transport()
            assert found == (SmtpTransport(mail_url, helo="localhost") if mail_url else None)
            databases.close(app)
