"""« Dit » in the room discharges who waits and is ticked there, and nobody else; the rest is confirmed by name."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from cafepol.accounts.queries import audit_entries
from cafepol.concerns import operations
from cafepol.concerns.control_models import ReturnSheet
from cafepol.concerns.debts import Channel
from cafepol.concerns.presence_queries import answers_to_say, candidates_in
from cafepol.concerns.queries import Scope
from cafepol.concerns.records import Entry, Feedback
from cafepol.concerns.saying import confirm, note_sheet_told, say_at
from cafepol.core.clock import now, today
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations.models import Registration
from tests.concerns.conftest import letter, mail, phone_call

pytestmark = pytest.mark.engines

LATER = date(2027, 2, 3)
SAID = "Des poteaux seront posés."


@pytest.fixture
def later(cafe, clock):
    """A second café, four weeks on, and it is its day: its id."""
    made = cafe.meet_again(LATER)
    clock.set(datetime(2027, 2, 3, 14, tzinfo=UTC))
    return made


def decided(cafe, *raisers):
    number = cafe.log(*(raisers or (phone_call("Mme Martin", "065 00 99 33"), phone_call("M. Noël", "065 00 99 44"))))
    cafe.bring(number, "feedback_due")
    return number


@contextmanager
def at(cafe, number, meeting_id):
    with cafe.concern(number) as concern:
        yield get_meeting_by_id(meeting_id), concern


def say(cafe, number, meeting_id, *, version=None, said_on=None, by=None):
    with at(cafe, number, meeting_id) as (meeting, concern):
        told = say_at(
            meeting, concern, version=version or concern.version, said_on=said_on or today(),
            by=by or cafe.as_officer, now=now(),
        )  # fmt: skip
        return [raiser.name for raiser in told]


def waiting(cafe, number):
    with cafe.concern(number) as concern:
        return [raiser.name for raiser in concern.waiting]


def count(model):
    with transaction() as session:
        return session.scalar(select(func.count()).select_from(model))


def to_say(cafe, meeting_id):
    with transaction():
        return [each.number for each in answers_to_say(meeting_id, Scope(officer_id=cafe.officer_id))]


def test_of_two_raisers_and_two_meetings_only_who_is_ticked_there_is_told(cafe, later):
    number = decided(cafe)
    cafe.register("Martine Martin", meeting_id=later, phone="+3265009933", present=1)
    cafe.register("Noël", phone="+3265009944", present=1)  # at the first café
    cafe.register("Léon Noël", meeting_id=later, phone="+3265009944")  # registered, and did not come
    assert to_say(cafe, later) == [number]
    assert say(cafe, number, later) == ["Mme Martin"]
    assert waiting(cafe, number) == ["M. Noël"]
    assert to_say(cafe, later) == []
    with cafe.concern(number) as concern:
        (told,) = concern.raisers[0].feedbacks
        assert (told.channel, told.given_on, told.meeting_id, told.text) == ("meeting", LATER, later, SAID)
        with pytest.raises(Refused, match="Noël attend encore son retour"):
            cafe.close(concern)


def test_said_once_more_it_tells_nobody_anew(cafe, later):
    number = decided(cafe, phone_call())
    cafe.register("Martin", meeting_id=later, phone="+3265009933", present=1)
    assert say(cafe, number, later) == ["Mme Martin"]
    assert say(cafe, number, later) == []
    assert count(Feedback) == 1


def test_a_tick_taken_back_brings_the_debt_back_and_a_new_one_needs_no_second_feedback(cafe, later):
    number = decided(cafe, phone_call())
    came = cafe.register("Martin", meeting_id=later, phone="+3265009933", present=1)
    say(cafe, number, later)
    cafe.present(came, None)
    assert waiting(cafe, number) == ["Mme Martin"]
    cafe.register(
        "Mme Martin", meeting_id=later, mail="m@exemple.be", mail_key="m@exemple.be", phone="+3265009933", present=1
    )
    assert to_say(cafe, later) == []
    assert say(cafe, number, later) == []
    cafe.present(came)
    assert waiting(cafe, number) == []
    assert count(Feedback) == 1


def test_a_household_and_a_namesake_are_not_told_in_somebodys_place(cafe, later):
    number = decided(cafe, phone_call(), letter())
    cafe.register("Jean Leroy", meeting_id=later, phone="+3265009933", present=1)
    cafe.register("Paulette Petit", meeting_id=later, present=1)
    assert to_say(cafe, later) == []
    assert say(cafe, number, later) == []


def test_the_own_registration_counts_and_not_that_of_who_shares_the_number(cafe, clock):
    clock.set(datetime(2027, 1, 6, 15, tzinfo=UTC))
    own = cafe.register("Mme Leroy", phone="+3265009900")
    number = cafe.log(operations.RaiserDraft(channel=Channel.MEETING), registration=own)
    cafe.bring(number, "feedback_due")
    cafe.register("Jean Leroy", phone="+3265009900", present=1)
    assert say(cafe, number, cafe.meeting_id) == []
    cafe.present(own)
    assert say(cafe, number, cafe.meeting_id) == ["Mme Leroy"]


@pytest.mark.parametrize("change", ["draft", "day", "version", "state"])
def test_what_is_not_to_be_said_there_now_is_refused_in_words(cafe, later, change):
    number = decided(cafe, phone_call())
    cafe.register("Martin", meeting_id=later, phone="+3265009933", present=1)
    sentences = {"draft": "pendant le café", "day": "pendant le café", "version": "a changé", "state": "plus à dire"}
    if change == "draft":
        with transaction() as session:
            session.get_one(Meeting, later).state = "draft"
    if change == "state":
        with cafe.concern(number) as concern:
            operations.back_to_work(
                concern, version=concern.version, reason="Encore", by=cafe.as_officer, now=now(), today=today()
            )
    more = {"day": {"said_on": today() + timedelta(days=1)}, "version": {"version": 1}}.get(change, {})
    with pytest.raises(Refused, match=sentences[change]):
        say(cafe, number, later, **more)
    assert count(Feedback) == 0


def test_of_five_who_say_it_at_once_one_tells(app, cafe, later):
    number, start = decided(cafe, phone_call(), mail("Mme Martin")), Barrier(5)
    cafe.register("Martin", meeting_id=later, phone="+3265009933", present=1)

    def act(_number):
        with app.app_context():
            start.wait()
            return len(say(cafe, number, later, version=2))

    db.session.remove()
    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(act, range(5))) == [0, 0, 0, 0, 1]
    assert count(Feedback) == 1


def test_it_is_in_the_history_and_on_the_trail_without_a_name(cafe, later):
    number = decided(cafe, phone_call())
    cafe.register("Martin", meeting_id=later, phone="+3265009933", present=1)
    say(cafe, number, later)
    with transaction() as session:
        line = session.scalars(select(Entry).where(Entry.kind == "said")).one()
        assert line.text.endswith(", pour 1\u00a0personne présente.")
    assert len(audit_entries("concern_said")) == 1
    (row,) = audit_entries("feedback_given")
    assert row.detail == {"raiser": cafe.raiser_id(number), "channel": "meeting"}


def found(cafe, meeting_id):
    with transaction():
        scope = Scope(officer_id=cafe.officer_id)
        return [
            (each.raiser.name, each.registration.name, each.likeness.is_sure)
            for each in candidates_in(get_meeting_by_id(meeting_id), scope, today=today())
        ]


def confirmed(cafe, number, meeting_id, registration_id, position=0):
    with at(cafe, number, meeting_id) as (meeting, concern):
        return confirm(
            meeting, concern, concern.raisers[position], registration_id,
            by=cafe.as_officer, now=now(), today=today(),
        )  # fmt: skip


def test_afterwards_the_sure_ones_come_first_and_each_is_confirmed_by_name(cafe, later, clock):
    number = decided(cafe, letter(), phone_call())
    paul = cafe.register("Paulette Petit", meeting_id=later, present=1)
    martin = cafe.register("Mme Martin", meeting_id=later, phone="+3265009933", present=1)
    cafe.register("Autre", meeting_id=later, present=1)
    clock.advance(days=1)
    assert found(cafe, later) == [("Mme Martin", "Mme Martin", True), ("M. Petit", "Paulette Petit", False)]
    confirmed(cafe, number, later, paul)
    assert found(cafe, later) == [("Mme Martin", "Mme Martin", True)]
    with cafe.concern(number) as concern:
        (told,) = concern.raisers[0].feedbacks
        assert (told.given_on, told.registration_id) == (LATER, paul)
    with pytest.raises(Refused, match="n’attend plus cette réponse"):
        confirmed(cafe, number, later, paul)
    with pytest.raises(Refused, match="n’attend plus cette réponse"):
        confirmed(cafe, number, later, martin, position=0)


def test_an_answer_that_was_decided_after_the_cafe_was_not_said_there(cafe, later, clock):
    number = cafe.log(phone_call())
    came = cafe.register("Martin", meeting_id=later, phone="+3265009933", present=1)
    clock.advance(days=1)
    cafe.bring(number, "feedback_due")
    assert found(cafe, later) == []
    with pytest.raises(Refused, match="n’attend plus cette réponse"):
        confirmed(cafe, number, later, came)


def test_nobody_ticked_or_nobody_waiting_leaves_nobody_to_confirm(cafe, later):
    assert found(cafe, later) == []
    decided(cafe)
    assert found(cafe, later) == []


def test_at_the_desk_nobody_is_told_twice_at_one_meeting(cafe, later):
    number = decided(cafe, phone_call())
    cafe.register("Martin", meeting_id=later, phone="+3265009933", present=1)
    say(cafe, number, later)
    with cafe.concern(number) as concern, pytest.raises(Refused, match="déjà noté pour cette rencontre"):
        operations.give_feedback(
            concern, concern.raisers[0], channel=Channel.MEETING, text=SAID, meeting_id=later,
            by=cafe.as_officer, now=now(), today=today(),
        )  # fmt: skip


def test_at_the_desk_a_registration_that_was_cancelled_does_not_stand_for_its_person(cafe, clock):
    clock.set(datetime(2027, 1, 6, 15, tzinfo=UTC))
    own = cafe.register("Mme Leroy", phone="+3265009900")
    number = cafe.log(operations.RaiserDraft(channel=Channel.MEETING), registration=own)
    with transaction() as session:
        row = session.get_one(Registration, own)
        row.state, row.cancelled_at = "cancelled", now()
    cafe.bring(number, "feedback_due")
    cafe.register("Anne Leroy", phone="+3265009900", present=1)
    assert say(cafe, number, cafe.meeting_id) == ["Mme Leroy"]


def test_the_sheet_is_told_once_and_not_before_its_day(cafe, clock):
    def tell(meeting_id):
        with transaction():
            note_sheet_told(get_meeting_by_id(meeting_id), by_id=cafe.officer.account_id, now=now(), today=today())

    tell(cafe.meeting_id)
    at_first = now()
    clock.advance(hours=1)
    tell(cafe.meeting_id)
    with transaction() as session:
        (row,) = session.scalars(select(ReturnSheet)).all()
        assert (row.told_at, row.by_id) == (at_first, cafe.officer.account_id)
    assert len(audit_entries("return_sheet_told")) == 1
    for day, state in ((LATER, "published"), (date(2027, 1, 5), "draft")):
        with pytest.raises(Refused, match="pas encore eu lieu"):
            tell(cafe.meet_again(day, state=state))
