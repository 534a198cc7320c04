from datetime import date, timedelta

import pytest
from sqlalchemy import select

from cafepol.accounts.models import AuditEntry
from cafepol.accounts.roles import Role
from cafepol.casework import board_queries
from cafepol.concerns import meeting_queries, operations, queries
from cafepol.concerns.debts import Channel, ImpossibleCode
from cafepol.concerns.queries import Scope
from cafepol.concerns.transitions import CHIEF, OFFICER, Action, Actor, Outcome
from cafepol.core.clock import now, today
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused, Stale
from cafepol.messages.models import Message
from cafepol.staff.models import Officer
from cafepol.zone.models import Commissariat
from tests.concerns.conftest import anonymous, letter, mail, phone_call

pytestmark = pytest.mark.engines


def act(concern, action, *, by, outcome=Outcome.RESOLVED, version=None):
    """Any step of the table, with all that it needs."""
    common = {"version": concern.version if version is None else version, "by": by, "now": now()}
    if action is Action.START:
        operations.start_work(concern, next_step="Passer voir", next_on=today(), today=today(), **common)
    elif action is Action.CONCLUDE:
        operations.make_feedback_due(concern, decided="Des poteaux.", outcome=outcome, today=today(), **common)
    elif action is Action.RETURN:
        operations.back_to_work(concern, reason="Il en manque un.", today=today(), **common)
    elif action is Action.CLOSE:
        operations.close_concern(concern, outcome=outcome, summary="Six poteaux.", **common)
    else:
        operations.void_concern(concern, reason="exact_duplicate", **common)


def test_work_starts_with_a_next_step_and_a_day(cafe):
    number = cafe.log(phone_call())
    with cafe.concern(number) as concern:
        operations.start_work(
            concern,
            version=1,
            next_step="Passer voir",
            next_on=date(2027, 1, 12),
            by=cafe.as_officer,
            now=now(),
            today=today(),
        )
    with cafe.concern(number) as concern:
        assert (concern.state, concern.next_step, concern.next_on) == ("in_progress", "Passer voir", date(2027, 1, 12))
        assert concern.version == 2
        assert [entry.kind for entry in concern.entries] == ["heard", "started"]


def test_a_next_step_has_words_and_a_day_to_come(cafe, subtests):
    for step, days, field in [("", 0, "next_step"), ("x" * 121, 0, "next_step"), ("Passer voir", -1, "next_on")]:
        with subtests.test(field=str(field)):
            number = cafe.log(phone_call())
            with pytest.raises(Refused) as refusal, cafe.concern(number) as concern:
                operations.start_work(
                    concern, version=1, next_step=step, next_on=today() + timedelta(days=days),
                    by=cafe.as_officer, now=now(), today=today(),
                )  # fmt: skip
            assert refusal.value.field == field
            assert cafe.state(number) == "heard"


def test_a_decision_leaves_feedback_to_give(cafe):
    number = cafe.log(phone_call())
    cafe.bring(number, "feedback_due")
    with cafe.concern(number) as concern:
        assert (concern.next_step, concern.next_on) == ("Donner les retours", date(2027, 1, 20))
        assert (concern.decided, concern.outcome) == ("Des poteaux seront posés.", "resolved")


def test_a_decision_on_which_nobody_waits_leaves_the_closing(cafe):
    number = cafe.log(anonymous())
    cafe.bring(number, "feedback_due")
    with cafe.concern(number) as concern:
        assert (concern.next_step, concern.next_on) == ("Clôturer", today())


def test_back_to_work_keeps_the_promise_and_a_next_date(cafe):
    number = cafe.log(phone_call())
    cafe.bring(number, "feedback_due")
    with cafe.concern(number) as concern:
        act(concern, Action.RETURN, by=cafe.as_officer)
    with cafe.concern(number) as concern:
        assert (concern.state, concern.outcome, concern.next_step) == ("in_progress", None, "Reprendre le suivi")
        assert concern.next_on == concern.raisers[0].promised_on == date(2027, 1, 20)


def test_back_to_work_leaves_no_next_date_in_the_past(cafe, clock):
    number = cafe.log(phone_call())
    cafe.bring(number, "feedback_due")
    clock.advance(days=30)
    with cafe.concern(number) as concern:
        act(concern, Action.RETURN, by=cafe.as_officer)
        assert concern.next_on == today()


def test_closing_is_refused_with_the_names_of_those_who_wait(cafe):
    number = cafe.log(phone_call(), letter(), mail(), anonymous())
    cafe.bring(number, "feedback_due")
    with cafe.concern(number) as concern:
        operations.give_feedback(
            concern,
            concern.raisers[2],
            channel=Channel.VISIT,
            text="Réparé.",
            by=cafe.as_officer,
            now=now(),
            today=today(),
        )
    with pytest.raises(Refused) as refusal, cafe.concern(number) as concern:
        cafe.close(concern)
    assert refusal.value.message == "Mme Martin et M. Petit attendent encore leur retour."
    assert cafe.state(number) == "feedback_due"


def test_a_closing_freezes_whether_each_had_it_in_time(cafe, clock):
    number = cafe.log(phone_call(), letter(), phone_call("M. Gros"), anonymous())
    cafe.bring(number, "feedback_due")
    with cafe.concern(number) as concern:
        operations.give_feedback(
            concern,
            concern.raisers[0],
            channel=Channel.PHONE,
            text="Réparé.",
            by=cafe.as_officer,
            now=now(),
            today=today(),
        )
        told = operations.give_feedback(
            concern,
            concern.raisers[1],
            channel=Channel.LETTER,
            text="Réparé.",
            by=cafe.as_officer,
            now=now(),
            today=today(),
        )
    clock.advance(days=13)  # the promised day itself
    with cafe.concern(number) as concern:
        operations.mark_impossible(
            concern, concern.raisers[2], code=ImpossibleCode.MOVED, by=cafe.as_officer, now=now()
        )
    clock.advance(days=1)
    with cafe.concern(number) as concern:
        told = concern.raisers[1].feedbacks[0]
        operations.mark_posted(concern, told, posted_on=today(), by=cafe.as_officer, now=now(), today=today())
        cafe.close(concern)
    with cafe.concern(number) as concern:
        assert [raiser.on_time for raiser in concern.raisers] == [True, False, True, None]
        assert (concern.state, concern.summary, concern.next_on) == ("closed", "Six poteaux devant l’école.", None)
        assert concern.closed_at == now()
        assert not concern.is_open


def test_a_closing_has_a_summary_to_publish(cafe, subtests):
    for summary in ["", "x" * 601]:
        with subtests.test(summary=str(summary)):
            number = cafe.log(anonymous())
            cafe.bring(number, "feedback_due")
            with pytest.raises(Refused) as refusal, cafe.concern(number) as concern:
                operations.close_concern(
                    concern,
                    version=concern.version,
                    outcome=Outcome.RESOLVED,
                    summary=summary,
                    by=cafe.as_officer,
                    now=now(),
                )
            assert refusal.value.field == "summary"


def test_without_a_solution_only_the_chief_closes(cafe):
    number = cafe.log(phone_call())
    cafe.bring(number, "feedback_due", outcome=Outcome.UNRESOLVED)
    with cafe.concern(number) as concern:
        cafe.tell(concern)
    with pytest.raises(Refused, match="chef"), cafe.concern(number) as concern:
        cafe.close(concern, Outcome.UNRESOLVED, by=cafe.as_officer)
    with cafe.concern(number) as concern:
        cafe.close(concern, Outcome.UNRESOLVED)
    assert cafe.state(number) == "closed"


def test_nothing_is_voided_while_somebody_waits(cafe):
    number = cafe.log(phone_call())
    with pytest.raises(Refused, match="Mme Martin attend encore son retour"), cafe.concern(number) as concern:
        cafe.void(concern)
    with pytest.raises(Refused) as refusal, cafe.concern(cafe.log(anonymous())) as concern:
        operations.void_concern(concern, version=1, reason="too_much_work", by=cafe.as_chief, now=now())
    assert refusal.value.field == "void_reason"


def test_a_voided_concern_keeps_its_reason(cafe):
    number = cafe.log(anonymous())
    cafe.bring(number, "voided")
    with cafe.concern(number) as concern:
        assert (concern.state, concern.void_reason, concern.next_on) == ("voided", "entry_error", None)


def test_a_step_from_an_old_page_changes_nothing(cafe, subtests):
    for action in list(Action):
        with subtests.test(action=str(action)):
            number = cafe.log(phone_call())
            with pytest.raises(Stale), cafe.concern(number) as concern:
                act(concern, action, by=Actor(cafe.officer.account_id, frozenset({OFFICER, CHIEF})), version=0)
            assert cafe.state(number) == "heard"


def test_of_two_who_save_at_once_the_second_is_told(cafe):
    number = cafe.log(phone_call())
    with cafe.concern(number) as mine:
        pass
    with cafe.concern(number) as theirs:
        act(theirs, Action.START, by=cafe.as_officer)
    with pytest.raises(Stale), transaction():
        act(mine, Action.CONCLUDE, by=cafe.as_officer)  # read before the other one saved
    assert cafe.state(number) == "in_progress"


def test_no_step_moves_a_promise(cafe):
    number = cafe.log(phone_call(), letter())
    with cafe.concern(number) as concern:
        promised = [raiser.promised_on for raiser in concern.raisers]
    for step in (
        cafe.start,
        cafe.conclude,
        lambda c: act(c, Action.RETURN, by=cafe.as_officer),
        cafe.conclude,
        cafe.tell,
        cafe.close,
    ):
        with cafe.concern(number) as concern:
            step(concern)
        with cafe.concern(number) as concern:
            assert [raiser.promised_on for raiser in concern.raisers] == promised


def test_every_open_concern_has_an_owner_and_a_next_date(cafe):
    for state in ("heard", "in_progress", "feedback_due"):
        number = cafe.log(phone_call())
        cafe.bring(number, state)
        with cafe.concern(number) as concern:
            assert concern.is_open
            assert concern.owner_id is not None
            assert concern.next_on is not None


def test_a_note_is_for_one_reader(cafe):
    number = cafe.log(phone_call())
    with cafe.concern(number) as concern:
        version = concern.version
        operations.note(concern, compartment="internal", text="Vu sur place.", by=cafe.as_officer, now=now())
        operations.note(concern, compartment="resident", text="Nous sommes passés.", by=cafe.as_chief, now=now())
        assert concern.version == version
    with cafe.concern(number) as concern:
        assert [(e.compartment, e.text) for e in concern.entries if e.kind == "note"] == [
            ("internal", "Vu sur place."),
            ("resident", "Nous sommes passés."),
        ]
    for compartment, text, field in (
        ("partner", "x", "compartment"),
        ("all", "x", "compartment"),
        ("internal", " ", "text"),
    ):
        with pytest.raises(Refused) as refusal, cafe.concern(number) as concern:
            operations.note(concern, compartment=compartment, text=text, by=cafe.as_officer, now=now())
        assert refusal.value.field == field
    with pytest.raises(Refused), cafe.concern(number) as concern:
        operations.note(concern, compartment="internal", text="x", by=Actor(1, frozenset({"reception"})), now=now())


def leave(cafe):
    with transaction():
        cafe.person(cafe.officer).is_active = False


def hire(commissariat="colfontaine", name="Mme Nova"):
    with transaction() as session:
        place = session.scalars(select(Commissariat.id).where(Commissariat.slug == commissariat)).one()
        officer = Officer(name=name, rank="INP", title="Inspectrice", commissariat_id=place)
        session.add(officer)
        session.flush()
        return officer.id


def test_what_somebody_left_behind_is_handed_over_at_once(cafe):
    numbers = [cafe.log(phone_call()) for _ in range(3)]
    cafe.bring(numbers[2], "closed")
    new = hire()
    leave(cafe)
    with transaction() as session:
        scope = Scope(chief_of=frozenset({cafe.person(cafe.chief).commissariat_id}))
        left = queries.orphans(scope)
        assert [each.number for each in left] == numbers[:2]
        assert operations.hand_over(left, to=session.get(Officer, new), by=cafe.as_chief, now=now()) == 2
        assert queries.orphans(scope) == []
    with cafe.concern(numbers[0]) as concern:
        assert concern.owner.name == "Mme Nova"
        assert concern.version == 2
        assert concern.entries[-1].kind == "handed_over"


def test_what_was_written_about_a_concern_is_handed_over_with_it(cafe):
    number, _other = cafe.log(mail()), cafe.log(mail())
    with cafe.concern(number) as concern:
        operations.give_feedback(
            concern, concern.raisers[0], channel=Channel.MAIL, text="Réparé.", by=cafe.as_officer,
            now=now(), today=today(),
        )  # fmt: skip
    new = hire()
    leave(cafe)
    with cafe.concern(number) as concern:
        operations.hand_over([concern], to=db.session.get(Officer, new), by=cafe.as_chief, now=now())
    with transaction() as session:
        mine = {(row.kind, row.officer_id) for row in session.scalars(select(Message))}
    assert mine == {("concern_heard", new), ("concern_feedback", new), ("concern_heard", cafe.officer_id)}


def test_who_works_elsewhere_by_now_leaves_concerns_behind(cafe):
    number = cafe.log(phone_call())
    new = hire()
    with transaction() as session:
        elsewhere = session.scalars(select(Commissariat.id).where(Commissariat.slug == "boussu")).one()
        scope = Scope(chief_of=frozenset({cafe.person(cafe.chief).commissariat_id}))
        assert queries.orphans(scope) == []
        cafe.person(cafe.officer).commissariat_id = elsewhere
    with transaction() as session:
        assert [slip.number for slip in board_queries.board_of(scope, today=today()).orphans] == [number]
        left = queries.orphans(scope)
        assert operations.hand_over(left, to=session.get(Officer, new), by=cafe.as_chief, now=now()) == 1


def test_work_does_not_start_under_somebody_who_left(cafe):
    number = cafe.log(phone_call())
    leave(cafe)
    with cafe.concern(number) as concern, pytest.raises(Refused, match="désigne d’abord un autre"):
        cafe.start(concern)
    assert cafe.state(number) == "heard"


def test_only_what_was_left_behind_is_handed_over_and_only_within_the_commissariat(cafe):
    number = cafe.log(phone_call())
    here, elsewhere = hire(), hire("boussu", "M. Loin")
    with pytest.raises(Refused, match="encore son responsable"), cafe.concern(number) as concern:
        operations.hand_over([concern], to=db.session.get(Officer, here), by=cafe.as_chief, now=now())
    leave(cafe)
    with pytest.raises(Refused, match="de ce commissariat"), cafe.concern(number) as concern:
        operations.hand_over([concern], to=db.session.get(Officer, elsewhere), by=cafe.as_chief, now=now())
    with pytest.raises(Refused, match="de ce commissariat"), cafe.concern(number) as concern:
        operations.hand_over([concern], to=concern.owner, by=cafe.as_chief, now=now())
    with pytest.raises(Refused, match="chef"), cafe.concern(number) as concern:
        operations.hand_over([concern], to=db.session.get(Officer, here), by=cafe.as_officer, now=now())


def test_every_step_is_on_the_audit_trail(cafe):
    number = cafe.log(phone_call())
    cafe.bring(number, "in_progress")
    cafe.bring(number, "closed")
    with transaction() as session:
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["concern_logged", "concern_started", "concern_decided", "feedback_given", "concern_closed"]


def test_what_an_officer_owes_and_what_a_meeting_heard(cafe, sign_in):
    late = cafe.log(phone_call())
    cafe.log(anonymous())
    voided = cafe.log(anonymous())
    cafe.bring(voided, "voided")
    outside = cafe.log(phone_call(), at_meeting=False)
    sign_in(Role.OFFICER, "boussu")
    with transaction():
        promised = today() + timedelta(days=13)
        for officer, due in ((cafe.officer_id, [late]), (cafe.officer_id + 100, [])):
            mine = board_queries.due_today(queries.Scope(officer_id=officer), today=promised)
            assert [slip.number for slip in mine.slips if slip.waiting] == due
        assert meeting_queries.count_of_meeting(cafe.meeting_id) == 2
        assert outside not in [slip.number for slip in meeting_queries.concerns_of_meeting(cafe.meeting_id)]


@pytest.mark.parametrize("text", ["Mme Martin a été entendue.", "Rappelée au 065 00 99 33."])
def test_what_others_read_names_nobody_who_spoke(cafe, text):
    number = cafe.log(phone_call(), mail())
    with cafe.concern(number) as concern:
        with pytest.raises(Refused, match="semble nommer") as refusal:
            operations.note(concern, compartment="resident", text=text, by=cafe.as_officer, now=now())
        assert refusal.value.field == "text"
        operations.note(concern, compartment="internal", text=text, by=cafe.as_officer, now=now())
    cafe.bring(number, "feedback_due")
    with cafe.concern(number) as concern:
        cafe.tell(concern)
        given = {"version": concern.version, "outcome": Outcome.RESOLVED, "by": cafe.as_officer, "now": now()}
        with pytest.raises(Refused, match="semble nommer") as refusal:
            operations.close_concern(concern, summary=text, **given)
        db.session.rollback()
    assert refusal.value.field == "summary"
    assert cafe.state(number) == "feedback_due"
