from datetime import timedelta

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.operations import post_message, record_as_left

LINK = "http://localhost/inscriptions/abcdefghijklmnopqrstuvwxyz"


def post(key, *, at, **to):
    draft = Draft("Bonjour", f"Voici : {LINK}", calendar=f"URL:{LINK}", calendar_method="PUBLISH")
    return post_message(draft, to=Recipient(**to), kind="test", unique_key=key, now=at)


def test_a_mail_that_was_due_is_recorded_as_handed_over_when_it_was_due(app):
    yesterday = now() - timedelta(days=1)
    with transaction():
        message = post("a", at=yesterday, mail="a@exemple.be")
        assert record_as_left(before=now()) == 1
        assert (message.state, message.handed_over_at) == ("sent", yesterday)
        assert "abcdef" not in message.text + message.calendar


def test_a_mail_of_later_and_a_call_stay_to_do(app):
    with transaction():
        mail = post("a", at=now(), mail="a@exemple.be")
        call = post("b", at=now() - timedelta(days=1), phone="+32650099001")
        assert record_as_left(before=now()) == 0
        assert (mail.state, call.state) == ("queued", "to_do")
