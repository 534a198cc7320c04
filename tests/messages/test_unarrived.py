"""A mail that did not arrive: tried again, called instead, or settled; its links live until then."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from cafepol.messages import unarrived
from cafepol.messages.delivery import deliver_due, drop_expired
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.models import Message
from cafepol.messages.operations import post_message, withdraw
from cafepol.messages.retries import DELAYS
from cafepol.messages.smtp import Never, NotNow
from tests.post import mail_server

TOKEN = "RtTSTJChNWKeBzNThMoeSTJLnsvQmLKxPkFoe-Qnnlc"
TEXT = f"Bonjour,\n\nVotre invitation :\nhttp://localhost/invitations/{TOKEN}\n\nMerci."
DRAFT = Draft("Café à Wasmes", TEXT, spoken="Inviter Mme Dubois.")


class Says:
    """A mail server that always answers the same."""

    def __init__(self, verdict):
        self.verdict = verdict

    def send(self, _mail, **_to):
        raise self.verdict


def post(key="k:1", *, draft=DRAFT, phone="+3265001232", **more):
    with transaction():
        to = Recipient(name="Mme Dubois", mail="dubois@partner.example", phone=phone)
        post_message(draft, to=to, kind="invitation", unique_key=key, now=now(), **more)


def bounce(**more):
    post(**more)
    deliver_due(now=now(), transport=Says(Never("550 no such user")), owner="w")


def die(clock, **more):
    post(**more)
    for delay in (*DELAYS, timedelta(0)):
        deliver_due(now=now(), transport=Says(NotNow("451 later")), owner="w")
        clock.advance(seconds=delay.total_seconds())


def row(key="k:1"):
    return db.session.scalars(select(Message).where(Message.unique_key == key)).one()


def test_a_bounced_mail_goes_again_with_its_identity_and_its_link(app):
    bounce()
    with transaction():
        former = row().message_id
        unarrived.retry_mail(row(), now=now())
        assert (row().state, row().attempts, row().last_error) == ("queued", 0, "550 no such user")
    with mail_server() as server:
        assert server.deliver() == 1
        assert server.mails[0]["Message-ID"] == former
        assert TOKEN in server.mails[0].get_content()
    with transaction():
        assert (row().state, TOKEN in row().text) == ("sent", False)


def test_a_dead_mail_has_all_its_tries_again(app, clock):
    die(clock)
    with transaction():
        assert row().state == "dead"
        unarrived.retry_mail(row(), now=now())
    deliver_due(now=now(), transport=Says(NotNow("451 later")), owner="w")
    with transaction():
        assert (row().state, row().attempts, row().next_try_at) == ("queued", 1, now() + DELAYS[0])


def test_a_second_retry_is_refused_in_words(app):
    bounce()
    with transaction():
        unarrived.retry_mail(row(), now=now())
    with pytest.raises(Refused, match="va partir"), transaction():
        unarrived.retry_mail(row(), now=now())


def test_what_is_over_is_neither_sent_nor_said(app, clock):
    bounce(expires_at=now() + timedelta(hours=1))
    clock.advance(hours=1)
    for act in (unarrived.retry_mail, lambda mail, now: unarrived.call_instead(mail, by_account_id=None, now=now)):
        with pytest.raises(Refused, match="trop tard"), transaction():
            act(row(), now=now())


def test_a_call_instead_has_words_to_say_and_no_link(app):
    bounce()
    with transaction():
        call = unarrived.call_instead(row(), by_account_id=None, now=now())
        assert (call.channel, call.state, call.text) == ("call", "to_do", "Inviter Mme Dubois.")
        assert (call.recipient_phone, call.recipient_name, call.html) == ("+3265001232", "Mme Dubois", "")
        assert (row().state, row().done_at, TOKEN in row().text) == ("bounced", now(), False)
    with pytest.raises(Refused, match="déjà occupé"), transaction():
        unarrived.call_instead(row(), by_account_id=None, now=now())


def test_without_words_for_the_phone_the_text_is_said_without_its_links(app):
    bounce(draft=Draft("Café", TEXT))
    with transaction():
        call = unarrived.call_instead(row(), by_account_id=None, now=now())
        assert call.text == "Bonjour,\n\nVotre invitation :\n\nMerci."


def test_without_a_number_nobody_is_called(app):
    bounce(phone=None)
    with pytest.raises(Refused, match="Aucun numéro"), transaction():
        unarrived.call_instead(row(), by_account_id=None, now=now())


def test_what_is_settled_says_when_and_keeps_no_link(app, clock):
    bounce()
    with transaction():
        unarrived.settle_mail(row(), by_account_id=None, now=now())
    settled_at = now()
    clock.advance(minutes=1)
    with transaction():
        unarrived.settle_mail(row(), by_account_id=None, now=now())
        assert (row().done_at, TOKEN in row().text) == (settled_at, False)
    with pytest.raises(Refused, match="déjà occupé"), transaction():
        unarrived.retry_mail(row(), now=now())


def test_a_mail_that_waits_for_nobody_is_not_settled(app):
    post()
    with pytest.raises(Refused, match="n’attend rien"), transaction():
        unarrived.settle_mail(row(), by_account_id=None, now=now())


@pytest.mark.parametrize("more", [{"expires_at": timedelta(hours=1)}, {}])
def test_its_links_do_not_outlive_its_use(app, clock, more):
    bounce(**{name: now() + value for name, value in more.items()})
    clock.advance(minutes=59)
    drop_expired(now=now())
    with transaction():
        assert (row().done_at, TOKEN in row().text) == (None, True)
    clock.advance(days=30)
    drop_expired(now=now())
    with transaction():
        assert (row().state, row().done_at, TOKEN in row().text) == ("bounced", now(), False)


def test_what_did_not_arrive_was_not_said_and_can_be_taken_back(app):
    bounce()
    with transaction():
        assert withdraw("k:1") is True
        assert (row().state, TOKEN in row().text) == ("dropped", False)
        assert withdraw("k:1") is False


def test_the_call_instead_is_taken_back_with_its_mail_until_it_was_made(app):
    for key, made, unsaid in (("k:1", False, True), ("k:2", True, False)):
        bounce(key=key)
        with transaction():
            call = unarrived.call_instead(row(key), by_account_id=None, now=now())
            call.state = "done" if made else "to_do"
        with transaction():
            assert withdraw(key) is unsaid
            assert row(key).state == "bounced"
