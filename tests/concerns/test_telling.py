from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from cafepol.accounts.models import AuditEntry
from cafepol.concerns import operations
from cafepol.concerns.debts import Channel, ImpossibleCode
from cafepol.concerns.records import Attempt, Entry, Feedback, Impossible
from cafepol.core.clock import now, today
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from cafepol.messages.models import Message
from cafepol.registrations.models import Registration
from tests.concerns.conftest import DAY, anonymous, letter, mail, phone_call

pytestmark = pytest.mark.engines

ANSWER = "Six poteaux seront posés en février."


def give(cafe, concern, channel, *, position=0, by=None, **more):
    return operations.give_feedback(
        concern, concern.raisers[position], channel=channel, text=more.pop("text", ANSWER),
        by=by or cafe.as_officer, now=now(), today=today(), **more,
    )  # fmt: skip


def hand_over(kind="concern_feedback", state="sent"):
    with transaction() as session:
        message = session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id.desc())).first()
        message.state, message.handed_over_at = state, now()


def waits(cafe, number, position=0):
    with cafe.concern(number) as concern:
        return concern.raisers[position].waits


def test_a_mail_counts_once_it_was_handed_over(cafe):
    number = cafe.log(mail())
    with cafe.concern(number) as concern:
        told = give(cafe, concern, Channel.MAIL, given_on=date(2027, 1, 1))
        assert told.given_on == today()
    assert waits(cafe, number)
    hand_over()
    assert not waits(cafe, number)
    with cafe.concern(number) as concern:
        assert concern.raisers[0].discharged_on == today()


def test_a_mail_that_comes_back_is_owed_again(cafe, subtests):
    for state in ["bounced", "dead", "dropped"]:
        with subtests.test(state=str(state)):
            number = cafe.log(mail())
            with cafe.concern(number) as concern:
                give(cafe, concern, Channel.MAIL)
            hand_over(state=state)
            assert waits(cafe, number)
            with cafe.concern(number) as concern:
                assert concern.raisers[0].feedbacks[0].came_back


def test_the_answer_travels_in_the_mail_with_a_link_to_the_follow_up(cafe):
    number = cafe.log(mail())
    with cafe.concern(number) as concern:
        give(cafe, concern, Channel.MAIL)
    with transaction() as session:
        message = session.scalars(select(Message).where(Message.kind == "concern_feedback")).one()
    assert ANSWER in message.text
    assert ANSWER in message.html
    assert "/suivi/" in message.text
    assert "trottoir" not in message.text + message.html


def test_a_mail_handed_over_just_after_midnight_counts_on_the_day_of_the_wall(cafe, clock):
    number = cafe.log(mail(heard_on=DAY))
    with cafe.concern(number) as concern:
        give(cafe, concern, Channel.MAIL)
    clock.set(datetime(2027, 3, 28, 22, 30, tzinfo=UTC))  # summer time began that night: 0 h 30 on the 29th
    hand_over()
    with cafe.concern(number) as concern:
        assert concern.raisers[0].discharged_on == date(2027, 3, 29)
    assert today() == date(2027, 3, 29)


def test_a_letter_counts_on_its_posting_date_not_when_it_was_written(cafe, clock):
    number = cafe.log(letter())
    with cafe.concern(number) as concern:
        give(cafe, concern, Channel.LETTER)
    assert waits(cafe, number)
    clock.advance(days=1)
    with cafe.concern(number) as concern:
        told = concern.raisers[0].feedbacks[0]
        operations.mark_posted(concern, told, posted_on=today(), by=cafe.as_officer, now=now(), today=today())
        assert concern.raisers[0].discharged_on == date(2027, 1, 8)
    assert not waits(cafe, number)


def test_a_letter_is_posted_between_its_date_and_today(cafe, subtests):
    for day in [date(2027, 1, 6), date(2027, 1, 8)]:
        with subtests.test(day=str(day)):
            number = cafe.log(letter())
            with cafe.concern(number) as concern:
                told = give(cafe, concern, Channel.LETTER)
                with pytest.raises(Refused) as refusal:
                    operations.mark_posted(concern, told, posted_on=day, by=cafe.as_officer, now=now(), today=today())
            assert refusal.value.field == "posted_on"


def test_a_letter_is_posted_once_and_nothing_else_is_posted(cafe):
    number = cafe.log(letter(), phone_call())
    with cafe.concern(number) as concern:
        told = give(cafe, concern, Channel.LETTER)
        operations.mark_posted(concern, told, posted_on=today(), by=cafe.as_officer, now=now(), today=today())
    with cafe.concern(number) as concern:
        (told,) = concern.raisers[0].feedbacks
        with pytest.raises(Refused, match="déjà"):
            operations.mark_posted(concern, told, posted_on=today(), by=cafe.as_officer, now=now(), today=today())
    with cafe.concern(number) as concern:
        told = give(cafe, concern, Channel.PHONE, position=1)
        with pytest.raises(Refused, match="pas une lettre"):
            operations.mark_posted(concern, told, posted_on=today(), by=cafe.as_officer, now=now(), today=today())


def test_a_call_or_a_visit_counts_on_its_day(cafe, subtests):
    for channel in [Channel.PHONE, Channel.VISIT]:
        with subtests.test(channel=str(channel)):
            number = cafe.log(phone_call())
            with cafe.concern(number) as concern:
                give(cafe, concern, channel, given_on=DAY)
                assert concern.raisers[0].discharged_on == DAY


def test_feedback_lies_between_the_day_it_was_heard_and_today(cafe, subtests):
    for day in [date(2027, 1, 5), date(2027, 1, 8)]:
        with subtests.test(day=str(day)):
            number = cafe.log(phone_call())
            with cafe.concern(number) as concern, pytest.raises(Refused) as refusal:
                give(cafe, concern, Channel.PHONE, given_on=day)
            assert refusal.value.field == "given_on"


def test_a_call_without_a_day_was_made_today(cafe):
    number = cafe.log(phone_call())
    with cafe.concern(number) as concern:
        assert give(cafe, concern, Channel.PHONE).given_on == today()


def raised_at_the_cafe(cafe, *names):
    """Registered people who raise one concern at the café on its day; gives its number and their registrations."""
    known = [cafe.register(name, phone=f"+326500990{place}") for place, name in enumerate(names)]
    with transaction() as session:
        people = [session.get(Registration, each) for each in known]
        drafts = [operations.RaiserDraft(channel=Channel.MEETING, registration=each) for each in people]
    return cafe.log(*drafts), known


def test_said_at_the_meeting_is_for_those_marked_present_there(cafe, clock):
    clock.set(datetime(2027, 1, 6, 15, tzinfo=UTC))
    number, (first, second) = raised_at_the_cafe(cafe, "Mme Leroy", "M. Petitjean")
    with cafe.concern(number) as concern, pytest.raises(Refused, match="cochée présente") as refusal:
        give(cafe, concern, Channel.MEETING, meeting_id=cafe.meeting_id)
    assert refusal.value.field == "channel"
    cafe.present(first)
    with cafe.concern(number) as concern:
        assert give(cafe, concern, Channel.MEETING, meeting_id=cafe.meeting_id).given_on == DAY
        with pytest.raises(Refused, match="cochée présente"):
            give(cafe, concern, Channel.MEETING, position=1, meeting_id=cafe.meeting_id)
    assert (waits(cafe, number), waits(cafe, number, 1)) == (False, True)
    cafe.present(second)
    assert waits(cafe, number, 1)
    cafe.present(first, None)
    assert waits(cafe, number)


def test_said_at_a_later_meeting_bears_its_day_and_is_for_those_ticked_there(cafe, clock):
    number, (first, second) = raised_at_the_cafe(cafe, "Mme Leroy", "M. Petitjean")
    for each in (first, second):
        cafe.present(each)
    later = cafe.meet_again(date(2027, 2, 3))
    came = cafe.register("Leroy", meeting_id=later, phone="+3265009900", present=1)
    clock.set(datetime(2027, 2, 16, 9, tzinfo=UTC))
    with cafe.concern(number) as concern:
        with pytest.raises(Refused) as refusal:
            give(cafe, concern, Channel.MEETING, meeting_id=cafe.meeting_id)
        assert refusal.value.field == "meeting"
        told = give(cafe, concern, Channel.MEETING, meeting_id=later)
        assert (told.given_on, told.registration_id, told.meeting_id) == (date(2027, 2, 3), came, later)
        with pytest.raises(Refused, match="cochée présente"):
            give(cafe, concern, Channel.MEETING, position=1, meeting_id=later)
        cafe.conclude(concern)
    assert (waits(cafe, number), waits(cafe, number, 1)) == (False, True)
    with cafe.concern(number) as concern:
        give(cafe, concern, Channel.PHONE, position=1)
        cafe.close(concern)
        assert [raiser.on_time for raiser in concern.raisers] == [False, False]


def test_nobody_was_told_at_the_meeting_where_it_was_raised_once_that_day_is_over(cafe):
    number, (registration,) = raised_at_the_cafe(cafe, "Mme Leroy")
    cafe.present(registration)
    with cafe.concern(number) as concern, pytest.raises(Refused, match="aucune rencontre"):
        give(cafe, concern, Channel.MEETING, meeting_id=cafe.meeting_id)


@pytest.mark.parametrize(("day", "state"), [(date(2027, 2, 3), "draft"), (date(2027, 2, 17), "published")])
def test_nobody_is_told_at_a_meeting_that_was_not_held(cafe, clock, day, state):
    number, _ = raised_at_the_cafe(cafe, "Mme Leroy")
    other = cafe.meet_again(day, state=state)
    cafe.register("Leroy", meeting_id=other, phone="+3265009900", present=1)
    clock.set(datetime(2027, 2, 16, 9, tzinfo=UTC))
    with cafe.concern(number) as concern, pytest.raises(Refused, match="aucune rencontre"):
        give(cafe, concern, Channel.MEETING, meeting_id=other)


def test_news_on_the_way_discharges_nobody(cafe):
    number = cafe.log(phone_call())
    with cafe.concern(number) as concern:
        give(cafe, concern, Channel.PHONE, text="Bien reçu, nous regardons.", is_answer=False)
        cafe.conclude(concern)
    assert waits(cafe, number)
    with cafe.concern(number) as concern, pytest.raises(Refused, match="attend encore son retour"):
        cafe.close(concern)
    with cafe.concern(number) as concern:
        give(cafe, concern, Channel.PHONE)
        cafe.close(concern)


def test_feedback_needs_a_way_that_works(cafe, subtests):
    for channel in [Channel.MAIL, Channel.LETTER, Channel.NONE]:
        with subtests.test(channel=str(channel)):
            number = cafe.log(phone_call())
            with cafe.concern(number) as concern, pytest.raises(Refused) as refusal:
                give(cafe, concern, channel)
            assert refusal.value.field == "channel"


def test_an_answer_has_words_and_no_national_number(cafe, subtests):
    for words in ["", "   ", "x" * 2001, "Numéro 85.07.30-033.28"]:
        with subtests.test(words=words):
            number = cafe.log(phone_call())
            with cafe.concern(number) as concern, pytest.raises(Refused) as refusal:
                give(cafe, concern, Channel.PHONE, text=words)
            assert refusal.value.field == "text"


def test_a_raiser_who_asked_for_nothing_may_still_be_told(cafe):
    number = cafe.log(operations.RaiserDraft(name="M. Gros"))
    with cafe.concern(number) as concern:
        give(cafe, concern, Channel.VISIT)
        cafe.conclude(concern)
        cafe.close(concern)
        assert concern.raisers[0].on_time is None


def test_what_was_told_cannot_be_changed_or_taken_back(cafe):
    number = cafe.log(letter())
    with cafe.concern(number) as concern:
        give(cafe, concern, Channel.LETTER)
        operations.add_attempt(
            concern, concern.raisers[0], tried_on=today(), by=cafe.as_officer, now=now(), today=today()
        )
        operations.mark_impossible(
            concern, concern.raisers[0], code=ImpossibleCode.MOVED, by=cafe.as_officer, now=now()
        )
    for model, column, value in (
        (Feedback, "text", "Autre chose"),
        (Feedback, "given_on", DAY),
        (Attempt, "tried_on", DAY),
        (Impossible, "code", "deceased"),
        (Entry, "text", "Autre chose"),
    ):
        with pytest.raises(TypeError, match=column), transaction() as session:
            setattr(session.scalars(select(model)).first(), column, value)
        with pytest.raises(TypeError, match="the row"), transaction() as session:
            session.delete(session.scalars(select(model)).first())


@pytest.mark.parametrize("statement", ["UPDATE {} SET raiser_id = raiser_id", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["attempt", "impossible"])
def test_tries_and_what_is_impossible_are_only_added_for_the_database_too(cafe, statement, table):
    number = cafe.log(anonymous(Channel.MEETING))
    with cafe.concern(number) as concern:
        raiser = concern.raisers[0]
        operations.add_attempt(concern, raiser, tried_on=today(), by=cafe.as_officer, now=now(), today=today())
        operations.mark_impossible(concern, raiser, code=ImpossibleCode.ANONYMOUS, by=cafe.as_officer, now=now())
    with pytest.raises(IntegrityError, match="rows are only added"), transaction() as session:
        session.execute(text(statement.format(table)))


def test_impossible_discharges_with_its_reason_and_author(cafe):
    number = cafe.log(phone_call())
    with cafe.concern(number) as concern:
        operations.mark_impossible(
            concern, concern.raisers[0], code=ImpossibleCode.DECEASED, by=cafe.as_officer, now=now()
        )
        impossible = concern.raisers[0].impossible
        assert (impossible.code, impossible.author_id) == ("deceased", cafe.officer.account_id)
    assert not waits(cafe, number)
    with cafe.concern(number) as concern, pytest.raises(Refused, match="n’attend plus"):
        operations.mark_impossible(
            concern, concern.raisers[0], code=ImpossibleCode.MOVED, by=cafe.as_officer, now=now()
        )


def test_unreachable_needs_attempts_on_two_days(cafe):
    number = cafe.log(phone_call())

    def give_up(concern):
        code = ImpossibleCode.UNREACHABLE
        operations.mark_impossible(concern, concern.raisers[0], code=code, by=cafe.as_officer, now=now())

    for day in (DAY, DAY, today()):
        with cafe.concern(number) as concern:
            with pytest.raises(Refused, match="à deux jours différents"):
                give_up(concern)
            raiser = concern.raisers[0]
            operations.add_attempt(concern, raiser, tried_on=day, by=cafe.as_officer, now=now(), today=today())
    with cafe.concern(number) as concern:
        give_up(concern)
    assert not waits(cafe, number)


def test_an_attempt_lies_between_the_day_it_was_heard_and_today(cafe, subtests):
    for days in [-2, 1]:
        with subtests.test(days=str(days)):
            number = cafe.log(phone_call())
            day = today() + timedelta(days=days)
            with cafe.concern(number) as concern, pytest.raises(Refused) as refusal:
                operations.add_attempt(
                    concern, concern.raisers[0], tried_on=day, by=cafe.as_officer, now=now(), today=today()
                )
            assert refusal.value.field == "tried_on"


def test_an_anonymous_person_who_waits_is_impossible_to_tell(cafe):
    number = cafe.log(anonymous(Channel.MEETING))
    assert waits(cafe, number)
    with cafe.concern(number) as concern:
        operations.mark_impossible(
            concern, concern.raisers[0], code=ImpossibleCode.ANONYMOUS, by=cafe.as_officer, now=now()
        )
    assert not waits(cafe, number)


def test_nothing_is_told_on_what_was_voided(cafe):
    number = cafe.log(anonymous())
    cafe.bring(number, "voided")
    acts = [
        lambda concern: give(cafe, concern, Channel.VISIT),
        lambda concern: operations.add_attempt(
            concern, concern.raisers[0], tried_on=today(), by=cafe.as_officer, now=now(), today=today()
        ),
        lambda concern: operations.mark_impossible(
            concern, concern.raisers[0], code=ImpossibleCode.ANONYMOUS, by=cafe.as_officer, now=now()
        ),
        lambda concern: operations.note(concern, compartment="internal", text="Rien", by=cafe.as_officer, now=now()),
    ]
    for act in acts:
        with cafe.concern(number) as concern, pytest.raises(Refused, match="annulée"):
            act(concern)


def test_a_mail_that_comes_back_after_the_closing_can_be_answered_again(cafe):
    number = cafe.log(mail())
    with cafe.concern(number) as concern:
        give(cafe, concern, Channel.MAIL)
        cafe.conclude(concern)
    hand_over()
    with cafe.concern(number) as concern:
        cafe.close(concern)
    hand_over(state="bounced")
    assert waits(cafe, number)
    with cafe.concern(number) as concern:
        give(cafe, concern, Channel.VISIT)
        assert concern.raisers[0].on_time is True
    assert not waits(cafe, number)


def test_what_was_changed_before_the_row_is_taken_is_kept(cafe):
    number = cafe.log(phone_call())
    with cafe.concern(number) as concern:
        concern.title = "Trottoir de l’école"
        give(cafe, concern, Channel.PHONE)
    with cafe.concern(number) as concern:
        assert concern.title == "Trottoir de l’école"


def test_each_thing_told_is_on_the_audit_trail_by_ids(cafe):
    number = cafe.log(letter())
    with cafe.concern(number) as concern:
        told = give(cafe, concern, Channel.LETTER)
        operations.mark_posted(concern, told, posted_on=today(), by=cafe.as_officer, now=now(), today=today())
        entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [(e.action, e.detail) for e in entries] == [
            ("concern_logged", {}),
            ("feedback_given", {"raiser": concern.raisers[0].id, "channel": "letter"}),
            ("letter_posted", {"feedback": told.id}),
        ]
