"""No request waits for another machine: not for a mail server that hangs, and the guard that says so can fail."""

import socket
from contextlib import suppress
from dataclasses import replace
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.messages.models import Message
from cafepol.messages.smtp import SmtpTransport
from cafepol.registrations.rounds import answer_by_mails
from cafepol.staff.queries import find_officer
from tests.factories import make_meeting, make_partner_contact
from tests.sockets import Talked, no_sockets


@pytest.fixture
def silent(app):
    """A mail server that takes a connection and says nothing; the app is set up to use it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0)
        url = f"smtp://127.0.0.1:{listening.getsockname()[1]}"
        app.extensions["cafepol.settings"] = replace(app.extensions["cafepol.settings"], mail_url=url)
        yield listening


def test_nobody_who_registers_or_invites_meets_the_mail_server(silent, client, sign_in):
    officer = sign_in(Role.OFFICER, "colfontaine")
    with transaction():
        meeting = make_meeting(find_officer(officer.account_id), commune="colfontaine").code
        make_partner_contact("Mme Dubois", commune="colfontaine", partner="P", mail="d@partner.example")
    typed = {"kind": "going", "party_size": "1", "mail": "claire@exemple.be"}
    assert client.submit(f"/rencontres/{meeting}", typed).status_code == 303
    answer_by_mails(now())  # the worker's part, whose mail is not handed over here
    cancelled = officer.submit(f"/equipe/rencontres/{meeting}/annuler", {"reason": "Le policier est malade."})
    assert cancelled.status_code == 302
    assert [each.state for each in db.session.scalars(select(Message))] == ["queued"]
    with pytest.raises(BlockingIOError):
        silent.accept()


@pytest.mark.parametrize("url", ["smtp://127.0.0.1:9", "smtp://mail.example"])
def test_a_request_that_talks_is_caught_even_when_it_hides_it(url):
    with pytest.raises(Talked), no_sockets():
        SmtpTransport(url).send(EmailMessage(), sender="a@b.example", recipient="c@d.example")
    with pytest.raises(Talked), no_sockets():  # noqa: SIM117
        with suppress(Talked):
            socket.create_connection(("127.0.0.1", 9))


NOBODY = ("127.0.0.1", 9)  # the port that throws away


WAYS = {
    "connect": lambda talks: talks.connect(NOBODY),
    "connect_ex": lambda talks: talks.connect_ex(NOBODY),
    "sendto": lambda talks: talks.sendto(b"", NOBODY),
    "sendto with flags": lambda talks: talks.sendto(b"", 0, NOBODY),
    "sendmsg": lambda talks: talks.sendmsg([b""], [], 0, NOBODY),
    "getaddrinfo": lambda _: socket.getaddrinfo("mail.example", 25),
    "getnameinfo": lambda _: socket.getnameinfo(NOBODY, 0),
    "gethostbyname": lambda _: socket.gethostbyname("mail.example"),
    "gethostbyname_ex": lambda _: socket.gethostbyname_ex("mail.example"),
    "gethostbyaddr": lambda _: socket.gethostbyaddr("192.0.2.1"),
    "getfqdn": lambda _: socket.getfqdn("192.0.2.1"),
}


@pytest.mark.parametrize("way", WAYS)
def test_there_is_no_way_to_speak_to_another_machine(way):
    with socket.socket(type=socket.SOCK_DGRAM) as talks, pytest.raises(Talked), no_sockets():
        WAYS[way](talks)


def test_whoever_is_not_watched_may_speak():
    with socket.create_server(("127.0.0.1", 0)) as listening, socket.socket() as calling:
        assert calling.connect_ex(listening.getsockname()) == 0
    with socket.socket(type=socket.SOCK_DGRAM) as calling:
        assert calling.sendto(b"x", NOBODY) == 1
