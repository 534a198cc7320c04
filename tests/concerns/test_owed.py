"""What the database says of who is owed feedback is what the rules say: every way of being told, in every state."""

from itertools import product

import pytest
from sqlalchemy import select, update

from cafepol.casework import board_queries
from cafepol.concerns import operations
from cafepol.concerns.deadlines import Lane
from cafepol.concerns.debts import Channel, ImpossibleCode
from cafepol.concerns.models import Raiser
from cafepol.concerns.owed import is_owed
from cafepol.concerns.queries import Scope
from cafepol.concerns.raising import promise_to
from cafepol.concerns.records import Feedback
from cafepol.core.clock import now, today
from cafepol.core.db import transaction
from cafepol.messages.models import Message
from cafepol.messages.retries import MAIL_STATES
from cafepol.registrations.models import Registration
from tests.concerns.conftest import anonymous, letter, mail, phone_call
from tests.pages import words


def by_database():
    with transaction() as session:
        return set(session.scalars(select(Raiser.id).where(is_owed())))


def tell(cafe, number, channel, position=0, **more):
    with cafe.concern(number) as concern:
        return operations.give_feedback(
            concern, concern.raisers[position], channel=channel, text="Réparé.", by=cafe.as_officer,
            now=now(), today=today(), **more,
        ).id  # fmt: skip


def mailed(cafe, state, *, handed_over):
    """A concern whose answer left as a mail that is now in this state."""
    number = cafe.log(mail())
    tell(cafe, number, Channel.MAIL)
    with transaction() as session:
        newest = select(Message.id).where(Message.kind == "concern_feedback").order_by(Message.id.desc()).limit(1)
        found = session.get_one(Message, session.scalars(newest).one())
        found.state, found.handed_over_at = state, now() if handed_over else None
    return number


def told_in_every_way(cafe):
    numbers = [cafe.log(phone_call(), letter(), anonymous()) for _ in range(5)]
    tell(cafe, numbers[0], Channel.PHONE)
    tell(cafe, numbers[1], Channel.VISIT)
    tell(cafe, numbers[2], Channel.LETTER, position=1)
    posted = tell(cafe, numbers[3], Channel.LETTER, position=1)
    with cafe.concern(numbers[3]) as concern:
        feedback = next(each for each in concern.raisers[1].feedbacks if each.id == posted)
        operations.mark_posted(concern, feedback, posted_on=today(), by=cafe.as_officer, now=now(), today=today())
    with cafe.concern(numbers[4]) as concern:
        operations.mark_impossible(
            concern, concern.raisers[0], code=ImpossibleCode.MOVED, by=cafe.as_officer, now=now()
        )
    numbers += told_but_not_now(cafe)
    for present in (None, 1):
        who = cafe.register("Mme " + "Leroy" * (2 if present else 1), present=present)
        draft = operations.RaiserDraft(channel=Channel.MEETING)
        numbers.append(cafe.log(draft, registration=who, settled="Réparé."))
    return numbers


def told_but_not_now(cafe):
    """By news only; by a letter that came back; in an earlier cycle, with and without an answer in the last one."""
    numbers = [cafe.log(phone_call(), letter()) for _ in range(5)]
    tell(cafe, numbers[0], Channel.PHONE, is_answer=False)
    told = tell(cafe, numbers[1], Channel.VISIT)
    with transaction() as session:
        session.get_one(Feedback, told).returned_on = today()
    for number in numbers[2:4]:
        tell(cafe, number, Channel.PHONE)
    with cafe.concern(numbers[4]) as concern:
        operations.mark_impossible(
            concern, concern.raisers[0], code=ImpossibleCode.MOVED, by=cafe.as_officer, now=now()
        )
    for number in numbers[2:]:
        with cafe.concern(number) as concern:
            promise_to(concern.raisers[0], heard_on=today(), now=now())
    tell(cafe, numbers[3], Channel.PHONE)
    return numbers


@pytest.mark.engines
def test_who_waits_for_the_database_is_who_waits_for_the_rules(cafe):
    numbers = [mailed(cafe, state, handed_over=handed) for state, handed in product(MAIL_STATES, (True, False))]
    waiting = set()
    for number in [*numbers, *told_in_every_way(cafe)]:
        with cafe.concern(number) as concern:
            waiting |= {raiser.id for raiser in concern.waiting}
    assert waiting
    assert by_database() == waiting


def closed_by_mail(cafe):
    number = mailed(cafe, "sent", handed_over=True)
    with cafe.concern(number) as concern:
        cafe.conclude(concern)
    with cafe.concern(number) as concern:
        cafe.close(concern)
    return number


def of_chief(cafe):
    return Scope(chief_of=frozenset({cafe.person(cafe.chief).commissariat_id}))


def test_an_answer_that_comes_back_after_the_closing_is_to_give_anew(cafe):
    number = closed_by_mail(cafe)
    with transaction():
        assert board_queries.board_of(of_chief(cafe), today=today()).again == 0
    with transaction() as session:
        session.execute(update(Message).where(Message.kind == "concern_feedback").values(state="bounced"))
    with transaction():
        board, mine = (
            board_queries.board_of(of_chief(cafe), today=today()),
            board_queries.due_today(Scope(officer_id=cafe.officer_id), today=today()),
        )
    assert [slip.number for slip in board.lane(Lane.AGAIN)] == [slip.number for slip in mine.slips] == [number]
    assert (board.again, board.open, mine.total, mine.late) == (1, 0, 1, 0)


def test_a_tick_that_is_taken_back_after_the_closing_is_owed_again(cafe):
    who = cafe.register("Mme Leroy", present=1)
    number = cafe.log(operations.RaiserDraft(channel=Channel.MEETING), registration=who, settled="Réparé.")
    with cafe.concern(number) as concern:
        cafe.close(concern)
    with transaction() as session:
        session.execute(update(Registration).values(present=None))
    with transaction():
        assert board_queries.board_of(of_chief(cafe), today=today()).numbers == [number]


@pytest.mark.parametrize("page", ["/equipe/doleances", "/equipe/"])
def test_what_came_back_and_what_is_late_stand_on_the_board_and_the_desk(cafe, clock, page):
    number = closed_by_mail(cafe)
    with transaction() as session:
        session.execute(update(Message).where(Message.kind == "concern_feedback").values(state="bounced"))
    begun = cafe.log(anonymous())
    cafe.bring(begun, "in_progress")
    clock.advance(days=1)
    cafe.stay_signed_in()
    said = words(cafe.officer.get(page).text)
    assert number in said
    assert begun in said
    assert "à redonner" in said
    assert "étape en retard" in said.lower()
