"""How a resident is greeted, and who signs what they read."""

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from cafepol.concerns import operations
from cafepol.concerns.debts import Channel
from cafepol.concerns.signing import given_name, greeting
from cafepol.core.clock import now, today
from cafepol.core.db import transaction
from cafepol.messages.models import Message
from tests.concerns.conftest import mail
from tests.dialogue.residents import link
from tests.pages import words


@pytest.mark.parametrize(
    ("name", "given", "line"),
    [
        ("Mme Martin", "Mme Martin", "Bonjour Mme Martin,"),
        ("l’inscription K7M-005", "", "Bonjour,"),
        (None, "", "Bonjour,"),
    ],
)
def test_somebody_is_greeted_by_the_name_that_they_gave_and_by_no_other(name, given, line):
    raiser = SimpleNamespace(name=name)
    assert (given_name(raiser), greeting(raiser)) == (given, line)


def answer(cafe, number):
    """The mail that brings the answer to the first raiser."""
    with cafe.concern(number) as concern:
        operations.give_feedback(
            concern, concern.raisers[0], channel=Channel.MAIL, text="Réparé.", by=cafe.as_chief,
            now=now(), today=today(),
        )  # fmt: skip
    with transaction() as session:
        return session.scalars(select(Message).where(Message.kind == "concern_feedback")).one()


def test_a_mail_to_somebody_without_a_name_greets_nobody_by_name(cafe):
    sent = answer(cafe, cafe.log(operations.RaiserDraft(channel=Channel.NONE, mail="x@exemple.be")))
    assert sent.text.startswith("Bonjour,")
    assert "None" not in sent.text + sent.html


def test_who_left_is_named_to_no_resident_the_commissariat_is(cafe, client):
    number = cafe.log(mail())
    with transaction():
        cafe.person(cafe.officer).is_active = False
    page = words(client.get(link()).text)
    sent = answer(cafe, number)
    for said in (page, sent.text, sent.html):
        assert "Dupont" not in said
        assert "Commissariat" in said
