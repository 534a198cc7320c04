"""What no single process can prove: workers that are killed, several at once, a mail server that is away."""

import collections
import os
import signal
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from cafepol.core import clock as clocks
from cafepol.core.db import db, transaction
from cafepol.messages.delivery import deliver_due
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.models import Message
from cafepol.messages.operations import post_message
from cafepol.messages.smtp import SmtpTransport
from tests.messages.processes import WAIT_SECONDS, wait_until, workers
from tests.post import free_port, mail_server

MESSAGES = 200


@pytest.fixture
def clock():
    """The machine's own: the workers are processes of their own."""
    return clocks.system_clock


def post(number):
    with transaction():
        now = clocks.now()
        for each in range(number):
            to = Recipient("Mme Dubois", f"p{each}@partner.example")
            post_message(Draft("Café", f"Bonjour {each}"), to=to, kind="test", unique_key=f"k:{each}", now=now)


def states():
    db.session.remove()
    rows = db.session.execute(select(Message.state, func.count()).group_by(Message.state)).all()
    db.session.remove()
    return dict(rows)


def url(server):
    return f"smtp://127.0.0.1:{server.port}"


@pytest.mark.slow
def test_two_workers_send_each_mail_once(app, database_url, tmp_path):
    number = MESSAGES if db.engine.dialect.name == "postgresql" else MESSAGES // 4  # SQLite has one writer at a time
    post(number)
    with mail_server() as server:
        with workers(tmp_path, database_url, url(server), number=2):
            wait_until(lambda: states() == {"sent": number}, "not all of them were sent")
        sent = collections.Counter(address for (address,) in server.recipients)
    assert sent == {f"p{each}@partner.example": 1 for each in range(number)}


@pytest.mark.slow
def test_a_worker_killed_between_the_servers_250_and_its_books_loses_nothing(app, database_url, tmp_path):
    post(3)
    with mail_server() as server:
        running = []

        async def kills(smtp, *_):
            """The mail is taken; before the worker knows what became of its goodbye it is dead."""
            if running:
                os.kill(running.pop(), signal.SIGKILL)
            return "221 Bye"

        server.handle_QUIT = kills
        with workers(tmp_path, database_url, url(server)) as (first,):
            running.append(first.pid)
            assert first.wait(WAIT_SECONDS) == -signal.SIGKILL
        assert states() == {"sending": 1, "queued": 2}
        assert len(server.raw) == 1
        with transaction() as session:  # the lease runs out
            session.execute(update(Message).where(Message.state == "sending").values(lease_until=clocks.now()))
        with workers(tmp_path, database_url, url(server)):
            wait_until(lambda: states() == {"sent": 3}, "a mail was lost")
        sent = collections.Counter(mail["Message-ID"] for mail in server.mails)
    (killed,) = [identity for identity, times in sent.items() if times == 2]
    assert sorted(sent.values()) == [1, 1, 2]
    db.session.remove()
    assert db.session.scalars(select(Message.attempts).where(Message.message_id == killed)).one() == 2


@pytest.mark.slow
def test_mails_wait_for_a_server_that_is_away_and_leave_once_when_it_is_back(app, database_url, tmp_path):
    port = free_port()
    with workers(tmp_path, database_url, f"smtp://127.0.0.1:{port}"):
        for first in range(0, 9, 3):  # written while nobody takes them
            with transaction():
                for each in range(first, first + 3):
                    to = Recipient("Mme Dubois", f"p{each}@partner.example")
                    post_message(Draft("Café", "Bonjour"), to=to, kind="test", unique_key=f"k:{each}", now=clocks.now())
            wait_until(lambda: tried() > 0, "no worker tried")
        with mail_server(port=port) as server:
            with transaction() as session:  # the time until the next try has passed
                session.execute(update(Message).values(next_try_at=clocks.now() - timedelta(seconds=1)))
            wait_until(lambda: states() == {"sent": 9}, "not all of them were sent")
            assert sorted(address for (address,) in server.recipients) == [
                f"p{each}@partner.example" for each in range(9)
            ]


def tried():
    db.session.remove()
    count = db.session.scalar(select(func.count()).select_from(Message).where(Message.attempts > 0))
    db.session.remove()
    return count


def test_the_rounds_of_a_worker_say_nothing_twice_when_the_server_comes_and_goes(app):
    port, sent = free_port(), []
    transport, now = SmtpTransport(f"smtp://127.0.0.1:{port}"), clocks.now()
    post(5)
    for _ in range(6):  # away: every try fails, one a round
        assert deliver_due(now=now, transport=transport, owner="w") == 0
        now += timedelta(hours=2)
    with mail_server(port=port) as server:
        sent.append(deliver_due(now=now, transport=transport, owner="w"))
        sent.append(deliver_due(now=now, transport=transport, owner="w"))
        assert len({mail["Message-ID"] for mail in server.mails}) == len(server.raw) == 5
    assert sent == [5, 0]
