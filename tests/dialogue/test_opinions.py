from datetime import timedelta

import pytest
from sqlalchemy import select

from cafepol.concerns import operations
from cafepol.concerns.debts import Channel, ImpossibleCode
from cafepol.core.clock import now, today
from cafepol.core.db import transaction
from cafepol.core.errors import Refused
from cafepol.dialogue import opinions, rounds
from cafepol.dialogue.models import Satisfaction
from cafepol.dialogue.queries import get_raiser
from cafepol.messages.models import Message
from tests.concerns.conftest import mail, phone_call
from tests.dialogue.residents import accept, want_again, written


def give(raiser_id, score):
    with transaction():
        return opinions.give_opinion(get_raiser(raiser_id), score, now=now()).score


@pytest.mark.engines
def test_who_has_a_mail_address_and_wanted_feedback_is_asked_once(cafe):
    nothing = operations.RaiserDraft(name="M. Rien", mail="rien@exemple.be", channel=Channel.NONE)
    number = cafe.log(mail(), phone_call(), nothing)
    assert rounds.run_dialogue(now()) == 0
    cafe.bring(number, "closed")
    assert [rounds.run_dialogue(now()) for _ in range(2)] == [1, 0]
    (sent,) = written("concern_opinion")
    assert sent.recipient_mail == "simon@exemple.be"
    assert sent.unique_key == f"concern_opinion:{cafe.raiser_id(number)}:1"
    assert sent.expires_at == now() + timedelta(days=10)
    assert "trottoir" not in sent.text


def test_what_was_closed_long_ago_is_left_in_peace(cafe, clock):
    cafe.bring(cafe.log(mail()), "closed")
    clock.advance(days=10)
    assert rounds.run_dialogue(now()) == 0


def test_nobody_is_asked_who_could_not_be_told(cafe):
    number = cafe.log(mail())
    with cafe.concern(number) as concern:
        cafe.conclude(concern)
        operations.mark_impossible(
            concern, concern.raisers[0], code=ImpossibleCode.DECEASED, by=cafe.as_officer, now=now()
        )
        cafe.close(concern)
    assert rounds.run_dialogue(now()) == 0


@pytest.mark.engines
def test_nobody_is_asked_whose_mail_came_back(cafe):
    number = cafe.log(mail())
    with cafe.concern(number) as concern:
        operations.give_feedback(
            concern, concern.raisers[0], channel=Channel.MAIL, text="Réparé.",
            by=cafe.as_officer, now=now(), today=today(),
        )  # fmt: skip
    with transaction() as session:
        session.scalars(select(Message).where(Message.kind == "concern_feedback")).one().state = "bounced"
    cafe.bring(number, "closed")
    assert rounds.run_dialogue(now()) == 0


def test_two_workers_ask_once(cafe):
    number = cafe.log(mail())
    raiser_id = cafe.raiser_id(number)
    with transaction():
        assert opinions.consult(get_raiser(raiser_id), now=now()) == 0  # taken up again meanwhile
    cafe.bring(number, "closed")
    with transaction():
        assert [opinions.consult(get_raiser(raiser_id), now=now()) for _ in range(2)] == [1, 0]


def test_the_first_opinion_holds_and_leaves_no_words(cafe):
    number = cafe.log(mail())
    cafe.bring(number, "closed")
    raiser_id = cafe.raiser_id(number)
    assert [give(raiser_id, score) for score in (2, 4)] == [2, 2]
    with cafe.concern(number) as concern:
        entry = concern.entries[-1]
        assert (entry.kind, entry.compartment, entry.text) == ("satisfaction", "internal", "Non, pas vraiment")
        assert concern.state == "closed"
    with transaction() as session:
        assert [(each.cycle, each.score) for each in session.scalars(select(Satisfaction))] == [(1, 2)]


def test_an_opinion_is_of_what_is_closed(cafe):
    number = cafe.log(mail())
    with pytest.raises(Refused, match="a repris"):
        give(cafe.raiser_id(number), 4)
    cafe.bring(number, "closed")
    want_again(cafe, number)
    accept(cafe, number)
    with pytest.raises(Refused, match="a repris"):
        give(cafe.raiser_id(number), 4)


@pytest.mark.engines
def test_a_second_closing_asks_anew(cafe):
    number = cafe.log(mail())
    cafe.bring(number, "closed")
    rounds.run_dialogue(now())
    give(cafe.raiser_id(number), 1)
    want_again(cafe, number)
    accept(cafe, number)
    cafe.bring(number, "closed")
    assert rounds.run_dialogue(now()) == 1
    give(cafe.raiser_id(number), 4)
    with transaction() as session:
        assert [(each.cycle, each.score) for each in session.scalars(select(Satisfaction))] == [(1, 1), (2, 4)]
