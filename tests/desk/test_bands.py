"""What every page of the staff says first: a rehearsal, mails that wait for our own server."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import OperationalError

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.desk import message_queries
from cafepol.messages.delivery import deliver_due
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.operations import post_message
from cafepol.messages.smtp import NotNow, Unreachable
from tests.factories import commissariat_id
from tests.pages import words


class Says:
    """A mail server that always answers the same."""

    def __init__(self, verdict):
        self.verdict = verdict

    def send(self, _mail, **_to):
        raise self.verdict


def set_up(app, **settings):
    app.extensions["cafepol.settings"] = replace(app.extensions["cafepol.settings"], **settings)


def post(key="k", **more):
    with transaction():
        to = Recipient("Mme Dubois", "dubois@partner.example")
        place = commissariat_id("colfontaine")
        more = {"kind": "invitation", "unique_key": key, "commissariat_id": place} | more
        post_message(Draft("Café", "Bonjour"), to=to, now=now(), **more)


def desk(browser):
    return words(browser.get("/equipe/").text)


def wait(clock, verdict, *, minutes=31):
    """Nothing but this answer for so long, tried as often as a worker does."""
    for _ in range(minutes):
        deliver_due(now=now(), transport=Says(verdict), owner="w")
        clock.advance(minutes=1)


@pytest.fixture
def with_server(app):
    set_up(app, mail_url="smtps://cafe:secret@mail.example:465")


@pytest.mark.parametrize(
    ("verdict", "because"),
    [
        (Unreachable("TimeoutError: timed out"), "le serveur mail.example ne répond pas."),
        (
            Unreachable("SSLError: certificate verify failed"),
            "le certificat du serveur mail.example n’est pas valable.",
        ),
        (NotNow("535 wrong"), "le serveur mail.example refuse notre mot de passe."),
        (NotNow("421 too busy"), "le serveur mail.example ne répond pas."),
    ],
)
def test_mails_that_wait_half_an_hour_are_told_with_the_reason(with_server, sign_in, clock, verdict, because):
    post()
    wait(clock, verdict, minutes=29)
    assert "attendent depuis" not in desk(sign_in(Role.CHIEF))
    wait(clock, verdict, minutes=1)
    told = {role: desk(sign_in(role)) for role in Role}
    assert {role for role, page in told.items() if "attendent depuis" in page} == {Role.CHIEF, Role.ADMINISTRATOR}
    assert f"Les courriels attendent depuis jeudi 7 janvier, 9 h : {because}" in told[Role.CHIEF]
    assert "secret" not in told[Role.CHIEF]


def test_who_is_put_off_by_one_recipients_server_alarms_nobody(with_server, sign_in, clock):
    post()
    wait(clock, NotNow("451 greylisted"), minutes=40)
    assert "attendent depuis" not in desk(sign_in(Role.CHIEF))


def test_the_newest_reason_counts(with_server, sign_in, clock):
    post("first")
    wait(clock, Unreachable("TimeoutError: timed out"), minutes=1)
    post("second")
    wait(clock, Unreachable("SSLError: certificate"), minutes=2)
    clock.advance(minutes=28)
    assert "certificat" in desk(sign_in(Role.CHIEF))


def test_mails_that_nobody_tries_have_no_worker_or_no_server(app, sign_in, clock):
    post()
    post("later", not_before=clock.now.replace(hour=20))
    clock.advance(minutes=30)
    chief = sign_in(Role.CHIEF)
    assert desk(chief).count("aucun serveur de courriel n’est réglé.") == 1
    set_up(app, mail_url="smtp://mail.example")
    assert "le facteur (cafepol worker) ne tourne pas." in desk(chief)


@pytest.mark.parametrize("role", list(Role))
def test_a_rehearsal_says_so_on_every_page_to_everybody(app, sign_in, role):
    browser = sign_in(role)
    assert "Installation d’essai" not in desk(browser)
    set_up(app, mail_mode="redirect", mail_redirect_to="essai@zone.example")
    assert "Rien ne sort d’ici : chaque courriel va à essai@zone.example." in desk(browser)


def test_a_page_without_its_bands_is_a_page_all_the_same(app, sign_in, monkeypatch):
    chief = sign_in(Role.CHIEF)

    def fails(*_args, **_kwargs):
        raise OperationalError("SELECT", {}, Exception())

    monkeypatch.setattr(message_queries.outgoing, "trouble", fails)
    assert "Bonjour" in desk(chief)
