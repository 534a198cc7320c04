"""Two people at work on one concern at the same instant, on real databases and real threads.

One of them has done something and not yet finished; the other one's form is posted meanwhile. It waits, then it is
judged by what the first one left: nothing breaks, nothing typed is lost.
"""

import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from cafepol.concerns import operations, telling
from cafepol.concerns.debts import Channel, ImpossibleCode, check_impossible
from cafepol.concerns.models import Raiser
from cafepol.concerns.records import Attempt, Feedback, Impossible
from cafepol.core.clock import now, today
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from tests.concerns.conftest import anonymous, letter, phone_call
from tests.pages import words

pytestmark = pytest.mark.engines

HOME = "/equipe/doleances"
LONG_ENOUGH = 0.3  # seconds for the other request to reach its wait
TYPED = "Nous sommes repassés, tout est réparé."
VISIT = {"is_answer": "answer", "channel": "visit", "text": TYPED, "given_on": "2027-01-07"}


@pytest.fixture
def meanwhile(app, cafe):
    """`meanwhile(number, change, path, data)`: the answer to a post that comes while `change` is not finished."""

    def run(number, change, path, who=cafe.officer, **data):
        token = who.page(f"{HOME}/nouvelle").select_one("main input[name=csrf_token]")["value"]
        data = {"csrf_token": token, "key": secrets.token_hex(8), **data}

        def post():
            with app.app_context():
                return who.post(f"{HOME}/{path}", data=data)

        with ThreadPoolExecutor(1) as pool:
            with cafe.concern(number) as concern:
                change(concern)
                answer = pool.submit(post)
                time.sleep(LONG_ENOUGH)
            return answer.result()

    return run


def count(model):
    with transaction() as session:
        return session.scalar(select(func.count()).select_from(model))


def cannot_be_told(cafe, concern, code=ImpossibleCode.MOVED):
    operations.mark_impossible(concern, concern.raisers[0], code=code, by=cafe.as_officer, now=now())


def written_to(cafe, concern):
    return operations.give_feedback(
        concern, concern.raisers[0], channel=Channel.LETTER, text=TYPED, by=cafe.as_officer, now=now(), today=today()
    )


def test_of_two_who_cannot_tell_somebody_the_second_is_told_that_it_is_noted(cafe, meanwhile):
    number = cafe.log(phone_call())
    path = f"{number}/personnes/{cafe.raiser_id(number)}/impossible"
    answer = meanwhile(number, lambda concern: cannot_be_told(cafe, concern), path, code="deceased")
    assert answer.status_code == 422
    assert "Cette personne n’attend plus de retour." in words(answer.text)
    page = BeautifulSoup(answer.text, "html.parser")
    assert [field["value"] for field in page.select("input[name=code][checked]")] == ["deceased"]
    assert count(Impossible) == 1


def test_of_two_who_posted_a_letter_the_second_is_told_that_it_is_noted(cafe, meanwhile):
    number = cafe.log(letter())
    with cafe.concern(number) as concern:
        told = written_to(cafe, concern).id

    def post(concern):
        (feedback,) = concern.raisers[0].feedbacks
        operations.mark_posted(concern, feedback, posted_on=today(), by=cafe.as_officer, now=now(), today=today())

    answer = meanwhile(number, post, f"{number}/lettres/{told}/postee", posted_on="2027-01-07")
    assert answer.status_code == 422
    assert "Cette lettre est déjà notée comme postée." in words(answer.text)
    assert 'value="2027-01-07"' in answer.text


def test_who_adds_somebody_while_another_is_added_adds_them_too(cafe, meanwhile):
    number = cafe.log(phone_call())

    def add(concern):
        operations.add_raiser(concern, letter(), by=cafe.as_officer, now=now(), today=today())

    form = {
        "kind": "person",
        "name": "M. Gros",
        "channel": "visit",
        "address": "rue du Puits 3",
        "heard_on": "2027-01-07",
    }
    assert meanwhile(number, add, f"{number}/personnes/nouvelle", **form).status_code == 302
    with cafe.concern(number) as concern:
        assert [raiser.name for raiser in concern.raisers] == ["Mme Martin", "M. Petit", "M. Gros"]
        assert concern.version == 3


def test_who_adds_somebody_while_it_is_closed_gets_back_what_was_typed(cafe, meanwhile):
    number = cafe.log(anonymous())
    cafe.bring(number, "feedback_due")
    form = {
        "kind": "person",
        "name": "M. Gros",
        "channel": "visit",
        "address": "rue du Puits 3",
        "heard_on": "2027-01-07",
    }
    answer = meanwhile(number, cafe.close, f"{number}/personnes/nouvelle", **form)
    assert answer.status_code == 422
    assert "Cette doléance n’est plus ouverte." in words(answer.text)
    assert "M. Gros" in answer.text
    assert count(Raiser) == 1


def test_who_closes_while_the_last_one_is_told_closes(cafe, meanwhile):
    number = cafe.log(phone_call())
    cafe.bring(number, "feedback_due")
    form = {"version": "2", "outcome": "resolved", "summary": "Six poteaux."}
    assert meanwhile(number, cafe.tell, f"{number}/cloturer", **form).status_code == 302
    assert cafe.state(number) == "closed"


@pytest.mark.parametrize(
    ("end", "form", "typed"),
    [
        ("noter", {"compartment": "internal", "text": TYPED}, TYPED),
        ("personnes/{raiser}/retour", VISIT, TYPED),
        ("personnes/{raiser}/essai", {"tried_on": "2027-01-06"}, "2027-01-06"),
    ],
)
def test_what_comes_while_a_concern_is_voided_is_not_written_and_not_lost(cafe, meanwhile, end, form, typed):
    number = cafe.log(anonymous())
    path = f"{number}/{end.format(raiser=cafe.raiser_id(number))}"
    answer = meanwhile(number, cafe.void, path, **form)
    assert answer.status_code == 422
    assert "Cette doléance est annulée" in words(answer.text)
    assert typed in answer.text
    assert count(Feedback) == count(Attempt) == 0
    with cafe.concern(number) as concern:
        assert [entry.kind for entry in concern.entries] == ["heard", "voided"]


def test_of_two_chiefs_who_hand_over_the_second_is_told_to_look_again(cafe, meanwhile, sign_in):
    number = cafe.log(phone_call())
    with transaction():
        cafe.person(cafe.officer).is_active = False
        chief = cafe.person(cafe.chief).id

    def hand_over(concern):
        operations.hand_over([concern], to=cafe.person(cafe.chief), by=cafe.as_chief, now=now())

    assert meanwhile(number, hand_over, "transmettre", cafe.chief, officer=str(chief)).status_code == 302
    with cafe.concern(number) as concern:
        assert [entry.kind for entry in concern.entries] == ["heard", "handed_over"]


def test_of_five_who_cannot_tell_somebody_at_once_one_says_so(app, cafe, monkeypatch):
    number, start = cafe.log(phone_call()), Barrier(5)

    def slow(*args, **kwargs):
        check_impossible(*args, **kwargs)
        time.sleep(0.1)

    def act(_number):
        with app.app_context():
            start.wait()
            try:
                with cafe.concern(number) as concern:
                    cannot_be_told(cafe, concern)
            except Refused as refused:
                return refused.message
            return "noted"

    monkeypatch.setattr(telling, "check_impossible", slow)
    db.session.remove()
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(act, range(5)))
    assert sorted(answers) == ["Cette personne n’attend plus de retour."] * 4 + ["noted"]
    assert count(Impossible) == 1
