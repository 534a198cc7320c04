from datetime import date

import pytest
from sqlalchemy import select

from cafepol.concerns import operations
from cafepol.concerns.debts import Channel
from cafepol.concerns.merging import merge
from cafepol.concerns.records import Promise
from cafepol.concerns.steps import BY_LINK, WORKER
from cafepol.concerns.transitions import State
from cafepol.core.clock import now, today
from cafepol.core.db import transaction
from cafepol.core.errors import Refused
from cafepol.dialogue import reopening
from cafepol.dialogue.models import Reopening
from cafepol.dialogue.queries import get_raiser
from cafepol.staff.models import Officer
from tests.concerns.conftest import anonymous, mail, phone_call
from tests.dialogue.residents import REASON, accept, refuse, want_again, written


def ask_by_link(raiser_id, reason=REASON):
    with transaction():
        reopening.ask_again(get_raiser(raiser_id), reason, now=now(), today=today())


def closed(cafe, *raisers):
    number = cafe.log(*raisers)
    cafe.bring(number, "closed")
    return number


def verdicts(cycle=1):
    """Every byte of the promises of a cycle, as the database has them."""
    with transaction() as session:
        return session.execute(Promise.__table__.select().where(Promise.cycle == cycle)).all()


@pytest.mark.parametrize("door", ["link", "officer", "chief"])
def test_three_doors_lead_to_a_request(cafe, door):
    number = closed(cafe, mail())
    raiser_id = cafe.raiser_id(number)
    if door == "link":
        ask_by_link(raiser_id)
    else:
        want_again(cafe, number, by=cafe.as_officer if door == "officer" else cafe.as_chief)
    with cafe.concern(number) as concern:
        assert (concern.state, concern.next_on) == ("reopen_requested", today())
        entry = concern.entries[-1]
        assert (entry.kind, entry.text) == ("reopen_asked", REASON)
        assert entry.compartment == ("resident" if door == "link" else "internal")
    with transaction() as session:
        asked = session.scalars(select(Reopening)).one()
        assert asked.raiser_id == (raiser_id if door == "link" else None)
    assert len(written("concern_reopening")) == (0 if door == "chief" else 1)


def test_the_chief_is_told_a_number_and_none_of_the_words(cafe):
    number = closed(cafe, mail())
    want_again(cafe, number)
    (sent,) = written("concern_reopening")
    assert number in sent.text
    assert f"/equipe/doleances/{number}/reouverture" in sent.text
    for hidden in (REASON, "Simon", "trottoir"):
        assert hidden not in sent.text + sent.subject


def test_only_what_is_closed_is_asked_for_again_with_a_reason(cafe):
    number = cafe.log(mail())
    with pytest.raises(Refused, match="clôturée"):
        want_again(cafe, number)
    cafe.bring(number, "closed")
    with pytest.raises(Refused, match="pourquoi"):
        want_again(cafe, number, reason="")
    with pytest.raises(Refused):
        want_again(cafe, number, by=WORKER)
    want_again(cafe, number)
    with pytest.raises(Refused, match="clôturée"):
        ask_by_link(cafe.raiser_id(number))


def test_an_officer_asks_on_behalf_of_somebody_who_wants_an_answer(cafe):
    number = closed(cafe, phone_call(), anonymous())
    with pytest.raises(Refused) as refusal:
        want_again(cafe, number, position=1)
    assert refusal.value.field == "asked_by"
    want_again(cafe, number, position=0)
    with transaction() as session:
        assert session.scalars(select(Reopening)).one().raiser_id == cafe.raiser_id(number)


@pytest.mark.engines
def test_taken_up_again_all_who_want_feedback_are_promised_anew_from_the_day_it_was_asked(cafe, clock):
    number = closed(cafe, mail(), phone_call(), anonymous())
    before = verdicts()
    ask_by_link(cafe.raiser_id(number))  # 7 January
    clock.advance(days=4)
    accept(cafe, number)
    assert verdicts() == before
    with cafe.concern(number) as concern:
        assert (concern.state, concern.cycle) == ("in_progress", 2)
        assert (concern.outcome, concern.decided, concern.summary, concern.closed_at) == (None, "", "", None)
        assert (concern.next_step, concern.next_on) == ("Reprendre le suivi", date(2027, 1, 11))
        assert [[each.cycle for each in raiser.promises] for raiser in concern.raisers] == [[1, 2], [1, 2], [1]]
        assert concern.raisers[0].promise.heard_on == date(2027, 1, 7)
        assert concern.raisers[0].promised_on == date(2027, 1, 21)
        assert len(concern.waiting) == 2
        kept = {each.kind: each.text for each in concern.entries}
        assert kept["decided"] == "Des poteaux seront posés."
        assert kept["closed"] == "Six poteaux devant l’école."
        assert kept["reopened"] == "Il faut regarder encore.\nLe résultat était : réglé."
    (told,) = written("concern_reopened")
    assert "jeudi 21\u00a0janvier 2027" in told.text


def test_the_second_closing_waits_until_everybody_was_told_again(cafe):
    number = closed(cafe, phone_call())
    before = verdicts()
    want_again(cafe, number)
    accept(cafe, number)
    cafe.bring(number, "feedback_due")
    with cafe.concern(number) as concern, pytest.raises(Refused, match="attend encore son retour"):
        cafe.close(concern)
    with cafe.concern(number) as concern:
        cafe.tell(concern)
        cafe.close(concern)
    assert verdicts() == before
    with cafe.concern(number) as concern:
        assert [each.on_time for each in concern.raisers[0].promises] == [True, True]


@pytest.mark.engines
def test_left_closed_whoever_asked_is_owed_an_answer_and_nobody_else(cafe):
    number = closed(cafe, mail(), phone_call())
    before = verdicts()
    ask_by_link(cafe.raiser_id(number))
    refuse(cafe, number)
    assert verdicts() == before
    with cafe.concern(number) as concern:
        assert (concern.state, concern.cycle, concern.next_on) == ("closed", 1, None)
        assert [raiser.label for raiser in concern.waiting] == ["Mme Simon"]
        assert concern.raisers[0].promise.heard_on == today()
        assert concern.entries[-1].kind == "kept_closed"
        operations.give_feedback(
            concern, concern.raisers[0], channel=Channel.PHONE, text="Voici pourquoi.",
            by=cafe.as_officer, now=now(), today=today(),
        )  # fmt: skip
        assert not concern.waiting


def test_a_refusal_to_the_team_owes_nobody_anything(cafe):
    number = closed(cafe, mail())
    want_again(cafe, number)
    refuse(cafe, number)
    with cafe.concern(number) as concern:
        assert not concern.waiting


@pytest.mark.engines
def test_somebody_asks_once_after_each_closing(cafe):
    number = closed(cafe, mail())
    ask_by_link(cafe.raiser_id(number))
    refuse(cafe, number)
    with pytest.raises(Refused, match="déjà demandé"):
        ask_by_link(cafe.raiser_id(number))
    want_again(cafe, number)
    accept(cafe, number)
    cafe.bring(number, "closed")
    ask_by_link(cafe.raiser_id(number))
    assert cafe.state(number) == "reopen_requested"


def test_who_asked_before_a_merge_may_ask_again_after_the_closing_of_the_other(cafe):
    target, number = cafe.log(phone_call()), closed(cafe, mail())
    raiser_id = cafe.raiser_id(number)
    ask_by_link(raiser_id)
    accept(cafe, number)
    with cafe.concern(number) as source, cafe.concern(target) as into:
        merge(
            source, into, version=source.version, target_version=into.version,
            by=cafe.as_officer, by_target=cafe.as_officer, now=now(),
        )  # fmt: skip
    cafe.bring(target, "closed")
    ask_by_link(raiser_id)
    assert cafe.state(target) == "reopen_requested"


@pytest.mark.parametrize("decide", [accept, refuse])
def test_the_chief_decides_with_a_reason_and_nobody_else(cafe, decide):
    number = closed(cafe, mail())
    want_again(cafe, number)
    for by in (cafe.as_officer, BY_LINK, WORKER):
        with pytest.raises(Refused):
            decide(cafe, number, by=by)
    with pytest.raises(Refused, match="Écrivez pourquoi"):
        decide(cafe, number, reason="")
    decide(cafe, number)
    with pytest.raises(Refused, match="Personne ne demande"):
        decide(cafe, number)


def test_a_state_without_its_request_lets_nobody_decide(cafe):
    number = closed(cafe, mail())
    with cafe.concern(number) as concern:
        concern.state, concern.next_on = State.REOPEN_REQUESTED, today()
    with pytest.raises(Refused, match="Personne ne demande"):
        accept(cafe, number)


def test_who_could_not_be_told_is_promised_anew_and_not_written_to(cafe):
    number = cafe.log(mail())
    with cafe.concern(number) as concern:
        cafe.conclude(concern)
        operations.mark_impossible(concern, concern.raisers[0], code="moved", by=cafe.as_officer, now=now())
        cafe.close(concern)
    want_again(cafe, number)
    accept(cafe, number)
    assert written("concern_reopened") == []
    with cafe.concern(number) as concern:
        assert concern.waiting


def leave(officer_id, **facts):
    with transaction() as session:
        officer = session.get(Officer, officer_id)
        for name, value in facts.items():
            setattr(officer, name, value)


@pytest.mark.parametrize("there", [True, False])
def test_somebody_who_is_there_answers_for_it_anew(cafe, there):
    number = closed(cafe, mail())
    want_again(cafe, number)
    leave(cafe.officer_id, is_active=False)
    if not there:
        with transaction():
            cafe.person(cafe.chief).is_active = False
    accept(cafe, number)
    with cafe.concern(number) as concern:
        assert concern.is_orphan != there
        if there:
            assert concern.owner.name == "Mme Lambert"
            assert [each.kind for each in concern.entries][-2:] == ["reopened", "handed_over"]


def test_outside_a_quarter_and_a_meeting_the_chief_answers_for_it(cafe):
    number = cafe.log(mail(), at_meeting=False)
    cafe.bring(number, "closed")
    want_again(cafe, number)
    leave(cafe.officer_id, is_active=False)
    with cafe.concern(number) as concern:
        concern.quarter = None
    accept(cafe, number)
    with cafe.concern(number) as concern:
        assert concern.owner.name == "Mme Lambert"


@pytest.mark.parametrize("from_the_start", [True, False])
def test_who_wants_to_hear_again_once_it_is_taken_up_is_promised_anew_and_owed(cafe, clock, from_the_start):
    wants = {"name": "Mme Martin", "phone": "065 00 99 33"}
    number = cafe.log(operations.RaiserDraft(**wants) if from_the_start else phone_call())
    with cafe.concern(number) as concern:
        cafe.conclude(concern)
        operations.give_feedback(
            concern, concern.raisers[0], channel=Channel.PHONE, text="Fait.", by=cafe.as_officer,
            now=now(), today=today(),
        )  # fmt: skip
    with cafe.concern(number) as concern:
        cafe.close(concern)
    if not from_the_start:
        wish(cafe, number, Channel.NONE)
    clock.advance(days=4)
    want_again(cafe, number)
    accept(cafe, number)
    before = verdicts()
    wish(cafe, number, Channel.PHONE)
    with cafe.concern(number) as concern:
        (raiser,) = concern.waiting
        assert (raiser.promise.cycle, raiser.promise.heard_on) == (2, date(2027, 1, 11))
        cafe.conclude(concern)
    with pytest.raises(Refused, match="attend encore"), cafe.concern(number) as concern:
        cafe.close(concern)
    assert verdicts() == before


def wish(cafe, number, channel):
    """The raiser's own word: how they want to hear, if at all."""
    with cafe.concern(number) as concern:
        contact = operations.Contact(channel=channel, name="Mme Martin", phone="065 00 99 33", own_word=True)
        operations.correct_raiser(
            concern, concern.raisers[0], contact, version=concern.version, by=cafe.as_officer, now=now()
        )
