"""What was sent and came back told nobody anything: refused at hand-over, reported later, or marked by hand."""

from datetime import date

import pytest
from sqlalchemy import select

from cafepol.accounts.models import AuditEntry
from cafepol.casework.board_queries import board_of
from cafepol.casework.history import history
from cafepol.concerns import operations
from cafepol.concerns.debts import Channel
from cafepol.concerns.queries import Scope
from cafepol.core.clock import now, today
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from cafepol.messages.bounces import note_bounce
from cafepol.messages.models import Message
from cafepol.messages.reports import Report
from tests.concerns.conftest import letter, mail, phone_call
from tests.pages import words

HOME = "/equipe/doleances"


def sent(cafe, *raisers, channel=Channel.LETTER):
    """A concern that is closed: its answer was posted, or handed over, today."""
    number = cafe.log(*raisers)
    with cafe.concern(number) as concern:
        cafe.conclude(concern)
        told = operations.give_feedback(
            concern, concern.raisers[0], channel=channel, text="Réparé.", by=cafe.as_officer, now=now(), today=today()
        )
        if channel is Channel.LETTER:
            operations.mark_posted(concern, told, posted_on=today(), by=cafe.as_officer, now=now(), today=today())
        if channel is Channel.MAIL:
            told.message.state, told.message.handed_over_at = "sent", now()
    with cafe.concern(number) as concern:
        cafe.close(concern)
    return number


def come_back(cafe, number, *, day=None):
    with cafe.concern(number) as concern:
        feedback = concern.raisers[0].feedbacks[0]
        operations.mark_returned(
            concern, feedback, returned_on=day or today(), by=cafe.as_officer, now=now(), today=today()
        )


def refuse(cafe, number):
    with cafe.concern(number) as concern:
        concern.raisers[0].feedbacks[0].message.state = "bounced"


def report(_cafe, _number):
    with transaction() as session:
        written = session.scalars(select(Message).where(Message.kind == "concern_feedback")).one()
        assert note_bounce(Report(written.message_id, "550 5.1.1 unknown"), now=now())


def owed_again(cafe):
    with transaction():
        return board_of(Scope(officer_id=cafe.officer_id), today=today()).again


@pytest.mark.engines
@pytest.mark.parametrize(
    ("raiser", "channel", "way"),
    [
        (mail(), Channel.MAIL, refuse),
        (mail(), Channel.MAIL, report),
        (mail(), Channel.MAIL, come_back),
        (letter(), Channel.LETTER, come_back),
    ],
)
def test_what_comes_back_is_to_give_again_after_the_closing_too(cafe, raiser, channel, way):
    number = sent(cafe, raiser, channel=channel)
    assert owed_again(cafe) == 0
    way(cafe, number)
    assert owed_again(cafe) == 1
    with cafe.concern(number) as concern:
        (told,) = concern.raisers[0].feedbacks
        assert (told.came_back, told.may_come_back, told.counts) == (True, False, False)
        assert concern.raisers[0].waits
        assert concern.raisers[0].on_time is True  # the verdict of the closing stays
        cafe.tell(concern)
    assert owed_again(cafe) == 0


@pytest.mark.engines
def test_it_came_back_between_the_day_it_left_and_today_and_once(cafe, clock, subtests):
    number = sent(cafe, letter())
    clock.advance(days=2)
    for day, sentence in ((date(2027, 1, 6), "avant le jour de l’envoi"), (date(2027, 1, 10), "encore à venir")):
        with subtests.test(day=str(day)), pytest.raises(Refused, match=sentence) as refusal:
            come_back(cafe, number, day=day)
        assert refusal.value.field == "returned_on"
    come_back(cafe, number, day=date(2027, 1, 8))
    with pytest.raises(Refused, match="déjà noté"):
        come_back(cafe, number)


@pytest.mark.parametrize(
    ("raiser", "channel", "sentence"),
    [
        (mail(), Channel.MAIL, "pas encore remis"),
        (letter(), Channel.LETTER, "pas encore postée"),
        (phone_call(), Channel.PHONE, "Seuls un courriel ou une lettre"),
    ],
)
def test_what_has_not_left_cannot_come_back(cafe, raiser, channel, sentence):
    number = cafe.log(raiser)
    with cafe.concern(number) as concern:
        operations.give_feedback(
            concern, concern.raisers[0], channel=channel, text="Réparé.", by=cafe.as_officer, now=now(), today=today()
        )
    with pytest.raises(Refused, match=sentence):
        come_back(cafe, number)


@pytest.mark.engines
def test_who_marked_it_is_kept_and_the_trail_holds_ids_alone(cafe, clock):
    number = sent(cafe, letter())
    clock.advance(days=1)
    come_back(cafe, number)
    with cafe.concern(number) as concern:
        (told,) = concern.raisers[0].feedbacks
        assert (told.returned_on, told.returned_by_id) == (today(), cafe.officer.account_id)
        assert history(concern)[0].text == "La lettre du jeudi 7\u00a0janvier est revenue le vendredi 8\u00a0janvier."
        detail = select(AuditEntry.detail).where(AuditEntry.action == "feedback_returned")
        assert db.session.scalars(detail).all() == [{"feedback": told.id}]


def test_on_the_page_it_is_marked_with_a_day_and_said(cafe):
    number = sent(cafe, letter())
    where = f"{HOME}/{number}"
    late = cafe.officer.submit(where, {"returned_on": "2027-01-08"}, action="/revenu")
    assert late.status_code == 422
    assert "Cette date est encore à venir." in words(late.text)
    assert 'value="2027-01-08"' in late.text
    said = words(cafe.officer.submit(where, {"returned_on": "2027-01-07"}, action="/revenu", follow=True).text)
    assert "Cette réponse est de nouveau à donner." in said
    assert "revenue le jeudi 7 janvier : il faut répondre autrement" in said
    assert not cafe.officer.page(where).select("form[action$='/revenu']")
    assert "Retours à redonner" in words(cafe.officer.get(HOME).text)


def test_what_did_not_leave_is_refused_where_the_day_was_asked_for(cafe):
    number = cafe.log(letter())
    with cafe.concern(number) as concern:
        told = operations.give_feedback(
            concern, concern.raisers[0], channel=Channel.LETTER, text="Réparé.", by=cafe.as_officer,
            now=now(), today=today(),
        ).id  # fmt: skip
    token = cafe.officer.page(f"{HOME}/{number}").select_one("main input[name=csrf_token]")["value"]
    for day, sentence in (("", "Choisissez un jour."), ("2027-01-07", "pas encore postée")):
        data = {"csrf_token": token, "returned_on": day}
        refused = cafe.officer.post(f"{HOME}/{number}/retours/{told}/revenu", data=data)
        assert refused.status_code == 422
        assert sentence in words(refused.text)


def test_what_is_no_feedback_of_the_concern_is_none(cafe):
    number, other = sent(cafe, letter()), cafe.log(phone_call())
    with cafe.concern(number) as concern:
        told = concern.raisers[0].feedbacks[0].id
    token = cafe.officer.page(f"{HOME}/nouvelle").select_one("main input[name=csrf_token]")["value"]
    data = {"csrf_token": token, "returned_on": "2027-01-07"}
    assert cafe.officer.post(f"{HOME}/{other}/retours/{told}/revenu", data=data).status_code == 404
