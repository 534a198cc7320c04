import re
from datetime import date

import pytest
from sqlalchemy import select

from cafepol.concerns import operations
from cafepol.concerns.contacting import Contact, correct_raiser
from cafepol.concerns.debts import Channel
from cafepol.concerns.steps import BY_LINK
from cafepol.concerns.transitions import State
from cafepol.core.clock import now, today
from cafepol.core.db import transaction
from cafepol.core.errors import Refused, Stale
from cafepol.dialogue import questioning, rounds
from cafepol.dialogue.queries import questions_of
from cafepol.messages.models import Message
from cafepol.messages.operations import tick_call
from tests.concerns.conftest import anonymous, letter, mail, phone_call
from tests.concerns.joining import join
from tests.dialogue.residents import QUESTION, ask, question_state, reply, written
from tests.pages import words


def test_a_question_waits_for_ten_working_days_while_the_promise_keeps_running(cafe):
    number = cafe.log(mail())
    ask(cafe, number)
    with cafe.concern(number) as concern:
        (asked,) = questions_of(concern.id)
        assert (concern.state, concern.next_on) == ("awaiting_info", date(2027, 1, 21))
        assert (asked.state, asked.lapses_on, asked.text) == ("open", date(2027, 1, 21), QUESTION)
        assert concern.raisers[0].promised_on == date(2027, 1, 20)
        (entry,) = [each for each in concern.entries if each.kind == "asked"]
        assert (entry.compartment, entry.raiser_id, entry.text) == ("resident", asked.raiser_id, QUESTION)


def test_the_question_leaves_by_mail_else_it_is_a_call_or_a_letter_of_the_officer(cafe):
    for whom, channel in ((mail(), "mail"), (phone_call(), "call"), (letter(), "letter")):
        ask(cafe, cafe.log(whom))
        sent = written("concern_question")[-1]
        assert sent.channel == channel
        assert sent.officer_id == cafe.officer_id
        assert QUESTION in sent.text
        assert ("/suivi/" in sent.text) == (channel == "mail")


def test_nobody_is_asked_who_cannot_be_reached(cafe):
    number = cafe.log(anonymous())
    with pytest.raises(Refused) as refusal:
        ask(cafe, number)
    assert refusal.value.field == "raiser"
    assert cafe.state(number) == "heard"  # all of it was undone


def test_a_question_names_nobody_else_who_spoke(cafe):
    number = cafe.log(mail(), phone_call())
    with pytest.raises(Refused, match="semble nommer") as refusal:
        ask(cafe, number, text="Mme Martin dit que c’est le matin. Et vous ?")
    assert refusal.value.field == "text"
    ask(cafe, number, text="Madame Simon, est-ce le matin ?")


@pytest.mark.parametrize("code", ["refuses_contact", "deceased", "moved"])
def test_who_wants_no_contact_or_has_died_is_left_in_peace(cafe, code):
    number = cafe.log(mail(), phone_call())
    cafe.bring(number, "in_progress")
    with cafe.concern(number) as concern:
        operations.mark_impossible(concern, concern.raisers[0], code=code, by=cafe.as_officer, now=now())
    page = cafe.officer.page(f"/equipe/doleances/{number}/questions")
    assert ("Simon" in page.select_one("main form").text) == (code == "moved")
    if code == "moved":  # somebody may have said where to
        ask(cafe, number)
        return
    with pytest.raises(Refused, match="ne veut plus être contactée") as refusal:
        ask(cafe, number)
    assert refusal.value.field == "raiser"
    assert written("concern_question") == []


@pytest.mark.parametrize(("text", "sentence"), [("", "Écrivez la question"), ("85.07.30-033 28", "numéro national")])
def test_a_question_is_words_without_a_national_number(cafe, text, sentence):
    number = cafe.log(mail())
    with pytest.raises(Refused, match=sentence):
        ask(cafe, number, text=text)


def test_only_the_officer_asks_and_only_what_is_in_progress(cafe):
    number = cafe.log(mail())
    with pytest.raises(Refused, match="policier de quartier"):
        ask(cafe, number, by=cafe.as_chief)
    cafe.bring(number, "feedback_due")
    with pytest.raises(Refused, match="en cours"):
        ask(cafe, number)


@pytest.mark.engines
def test_an_answer_by_link_lets_the_follow_up_go_on(cafe):
    number = cafe.log(mail())
    ask(cafe, number)
    reply(cafe.raiser_id(number))
    with cafe.concern(number) as concern:
        (asked,) = questions_of(concern.id)
        assert (concern.state, concern.next_step) == ("in_progress", "Lire la réponse de la personne")
        assert (asked.state, asked.answer) == ("answered", "Vers huit heures.")
        assert concern.entries[-1].kind == "answered"
        assert (concern.entries[-1].written_by, concern.entries[-1].author_id) == ("resident", None)
    with pytest.raises(Refused, match="n’attendons plus"):
        reply(cafe.raiser_id(number))


def test_a_question_is_answered_by_whom_it_was_asked(cafe):
    number = cafe.log(mail(), mail("M. Petit", "petit@exemple.be"))
    ask(cafe, number)
    with pytest.raises(Refused, match="n’attendons plus"):
        reply(cafe.raiser_id(number, 1))
    assert cafe.state(number) == "awaiting_info"


@pytest.mark.parametrize(("whom", "left"), [(phone_call(), "done"), (mail(), "dropped")])
def test_an_answer_by_voice_is_noted_and_the_call_is_done(cafe, whom, left):
    number = cafe.log(whom)
    ask(cafe, number)
    note(cafe, number)
    assert cafe.state(number) == "in_progress"
    assert [each.state for each in written("concern_question")] == [left]


def note(cafe, number, *, by=None, text="Vers huit heures.", version=None):
    with cafe.concern(number) as concern:
        questioning.note_answer(
            concern, version=version or concern.version, text=text, by=by or cafe.as_officer, now=now(), today=today()
        )


def test_a_call_that_was_ticked_already_stays_as_it_is(cafe):
    number = cafe.log(phone_call())
    ask(cafe, number)
    with cafe.concern(number) as concern:
        call = questioning.find_message(questions_of(concern.id)[0].message_id)
        tick_call(call, outcome="Elle rappelle.", by_account_id=None, now=now())
    note(cafe, number)
    assert written("concern_question")[0].outcome == "Elle rappelle."


def test_noting_an_answer_needs_words_a_question_and_the_present_version(cafe):
    number = cafe.log(mail())
    with pytest.raises(Refused, match="n’attend pas de réponse"):
        note(cafe, number)
    ask(cafe, number)
    with pytest.raises(Refused, match="Écrivez la réponse"):
        note(cafe, number, text=" ")
    with pytest.raises(Stale):
        note(cafe, number, version=1)
    for by in (cafe.as_chief, BY_LINK):
        with pytest.raises(Refused):
            note(cafe, number, by=by)


def test_a_state_without_its_question_lets_nobody_note_an_answer(cafe):
    number = cafe.log(mail())
    with cafe.concern(number) as concern:
        concern.state = State.AWAITING_INFO
    with pytest.raises(Refused, match="pas de question"):
        note(cafe, number)


@pytest.mark.engines
def test_a_question_lapses_after_its_day_once_and_the_follow_up_goes_on(cafe, clock):
    number = cafe.log(phone_call())
    ask(cafe, number)
    clock.advance(days=14)  # 21 January, the last day
    assert rounds.run_dialogue(now()) == 0
    clock.advance(days=1)
    assert [rounds.run_dialogue(now()) for _ in range(2)] == [1, 0]
    with cafe.concern(number) as concern:
        assert (concern.state, concern.next_on) == ("in_progress", date(2027, 1, 22))
        assert [each.kind for each in concern.entries].count("lapsed") == 1
        assert concern.entries[-1].written_by == "system"
        assert concern.raisers[0].promised_on == date(2027, 1, 20)
    assert [each.state for each in written("concern_question")] == ["dropped"]
    with pytest.raises(Refused):
        reply(cafe.raiser_id(number))


def test_two_workers_end_a_question_once(cafe, clock):
    number = cafe.log(mail())
    ask(cafe, number)
    with cafe.concern(number) as concern:
        assert questioning.settle(concern, now=now(), today=today()) == 0  # still in time
        assert questioning.settle(concern, now=now(), today=date(2027, 1, 22)) == 1
        assert questioning.settle(concern, now=now(), today=date(2027, 1, 22)) == 0


@pytest.mark.parametrize("state", [State.FEEDBACK_DUE, State.MERGED])
def test_where_the_team_went_on_nobody_answers_into_the_void(cafe, state):
    number = cafe.log(mail())
    ask(cafe, number)
    with cafe.concern(number) as concern:
        concern.state = state
        concern.merged_into_id = concern.id if state is State.MERGED else None
    with pytest.raises(Refused, match="n’attendons plus"):
        reply(cafe.raiser_id(number))
    assert question_state(cafe, number) == "open"
    assert [rounds.run_dialogue(now()) for _ in range(2)] == [1, 0]
    assert question_state(cafe, number) is None
    assert cafe.state(number) == state


def test_a_question_about_what_was_merged_is_not_asked_any_more(cafe):
    source, target = cafe.log(mail()), cafe.log(mail(name="M. Petit", mail="petit@example.com"))
    ask(cafe, source)
    whom = cafe.raiser_id(source)
    join(cafe, source, target)
    with pytest.raises(Refused, match="n’attendons plus"):
        reply(whom)
    assert [rounds.run_dialogue(now()) for _ in range(2)] == [1, 0]
    assert question_state(cafe, source) is None


@pytest.mark.parametrize("whom", [mail(), phone_call()])
def test_a_call_that_waits_is_the_present_owner_s_to_make(cafe, whom):
    number = cafe.log(whom)
    ask(cafe, number)
    with transaction():
        successor = cafe.person(cafe.chief).id
    with cafe.concern(number) as concern:
        concern.owner_id = successor
    is_call = written("concern_question")[0].channel == "call"
    assert [rounds.run_dialogue(now()) for _ in range(2)] == [int(is_call), 0]
    assert written("concern_question")[0].officer_id == (successor if is_call else cafe.officer_id)
    assert cafe.state(number) == "awaiting_info"


@pytest.mark.engines
@pytest.mark.parametrize("state", ["queued", "sent", "bounced"])
def test_a_question_follows_a_corrected_address(cafe, client, state):
    number = cafe.log(mail())
    ask(cafe, number)
    with transaction() as session:
        session.scalars(select(Message).where(Message.kind == "concern_question")).one().state = state
    right = Contact(channel=Channel.MAIL, name="Mme Simon", mail="juste@exemple.be")
    with cafe.concern(number) as concern:
        correct_raiser(concern, concern.raisers[0], right, version=concern.version, by=cafe.as_officer, now=now())
    assert [rounds.run_dialogue(now()) for _ in range(2)] == [1, 0]
    before, after = written("concern_question")
    assert (before.state, after.state) == ("sent" if state == "sent" else "dropped", "queued")
    assert (after.recipient_mail, QUESTION in after.text) == ("juste@exemple.be", True)
    path = re.search(r"/suivi/\S+", after.text).group()
    assert QUESTION in words(client.get(path).text)
    reply(cafe.raiser_id(number))
    assert written("concern_question")[1].state == "dropped"
    assert rounds.run_dialogue(now()) == 0


def test_a_question_whose_address_is_gone_becomes_a_call(cafe):
    number = cafe.log(mail())
    ask(cafe, number)
    by_phone = Contact(channel=Channel.PHONE, name="Mme Simon", phone="065 00 99 33")
    with cafe.concern(number) as concern:
        correct_raiser(concern, concern.raisers[0], by_phone, version=concern.version, by=cafe.as_officer, now=now())
    assert [rounds.run_dialogue(now()) for _ in range(2)] == [1, 0]
    assert [(each.channel, each.state) for each in written("concern_question")] == [
        ("mail", "dropped"), ("call", "to_do"),
    ]  # fmt: skip
    note(cafe, number)
    assert written("concern_question")[1].state == "done"


@pytest.mark.engines
def test_a_new_question_ends_the_one_that_was_left(cafe):
    number = cafe.log(mail())
    ask(cafe, number)
    with cafe.concern(number) as concern:
        cafe.conclude(concern)
        operations.back_to_work(
            concern, version=concern.version, reason="Il manque l’heure.", by=cafe.as_officer, now=now(), today=today()
        )
    ask(cafe, number, text="Et le matin ?")
    with cafe.concern(number) as concern:
        assert [each.state for each in questions_of(concern.id)] == ["open", "lapsed"]
