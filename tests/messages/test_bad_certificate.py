"""A mail server whose certificate nobody vouches for: nothing is told to it, the chief is told, and it leaves later."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.config import settings
from cafepol.core.db import transaction
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.models import Message
from cafepol.messages.operations import post_message
from cafepol.worker import run_once
from tests.factories import commissariat_id
from tests.pages import words
from tests.post import mail_server

ALARM = "Les courriels attendent depuis jeudi 7 janvier, 9 h : le certificat du serveur 127.0.0.1 n’est pas valable."


@pytest.fixture(params=["smtps", "smtp+starttls"])
def server(request, app, server_tls):
    """It keeps whom it was told of, under whatever encryption, and the app is set up to use it."""
    tls = {"server_tls": server_tls} if request.param == "smtps" else {"tls_context": server_tls}
    with mail_server(**tls) as sink:
        sink.told = []

        async def hears(_server, _session, envelope, address, _options):
            sink.told.append(address)
            envelope.mail_from = address
            return "250 OK"

        sink.handle_MAIL = hears
        url = f"{request.param}://127.0.0.1:{sink.port}"
        app.extensions["cafepol.settings"] = replace(settings(), mail_url=url)
        yield sink


def test_nothing_leaves_until_the_certificate_is_vouched_for(server, certificate, sign_in, clock, monkeypatch):
    with transaction():
        to, place = Recipient("Mme Dubois", "dubois@partner.example"), commissariat_id("colfontaine")
        draft = Draft("Café", "Bonjour")
        post_message(draft, to=to, kind="invitation", unique_key="k", now=now(), commissariat_id=place)
    for _ in range(4):
        assert run_once("w") == 0
        clock.advance(minutes=10)
    waits = the_mail()
    assert (waits.state, waits.attempts > 1, "certificate verify failed" in waits.last_error) == ("queued", True, True)
    assert ALARM in page(sign_in)
    assert (server.told, server.raw) == ([], [])
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    clock.advance(hours=2)
    assert [run_once("w"), run_once("w")] == [1, 0]
    assert (len(server.raw), the_mail().state) == (1, "sent")
    assert "Les courriels attendent" not in page(sign_in)


def the_mail():
    with transaction() as session:
        return session.scalars(select(Message)).one()


def page(sign_in):
    """What the chief reads, who signs in anew: half an hour has passed."""
    return words(sign_in(Role.CHIEF).get("/equipe/messages").text)
