"""`cafepol bounce < report`: what a mail server is told to do with the mails that come back."""

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from cafepol import cli
from cafepol.accounts.models import AuditEntry
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.models import Message
from cafepol.messages.operations import post_message
from tests.messages.test_bounces import OURS, report


@pytest.fixture
def bounce(app, monkeypatch):
    """`bounce(bytes)` on this installation, where one mail left."""
    monkeypatch.setattr(cli, "_app", lambda: app)
    with transaction():
        to = Recipient(name="Lise", mail="lise@exemple.be")
        message = post_message(Draft("Café", "Bonjour"), to=to, kind="test", unique_key="k:1", now=now())
        message.message_id, message.state, message.handed_over_at = OURS, "sent", now()
    return lambda raw: CliRunner().invoke(cli.commands, ["bounce"], input=raw)


def test_a_mail_that_came_back_is_noted_and_on_record(bounce):
    said = bounce(report())
    assert said.exit_code == 0
    assert "est revenu" in said.output
    db.session.remove()
    assert db.session.scalars(select(Message.state)).all() == ["bounced"]
    assert "message_bounced" in db.session.scalars(select(AuditEntry.action)).all()


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"Bonjour", "Ce n’est pas l’avis d’un courriel revenu."),
        (report(message_id="<un.autre@zone.example>"), "Ce courriel n’est pas des nôtres"),
    ],
)
def test_anything_else_is_refused_in_one_line_and_changes_nothing(bounce, raw, sentence):
    said = bounce(raw)
    assert said.exit_code == 1
    assert sentence in said.output
    db.session.remove()
    assert db.session.scalars(select(Message.state)).all() == ["sent"]
