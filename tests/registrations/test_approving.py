"""When strangers crowd a meeting: approval, accepting, setting aside together, and undoing that."""

import pytest

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.asides import bring_back as bring_calls_back
from cafepol.messages.asides import set_aside as set_calls_aside
from cafepol.messages.asides import set_aside_with
from cafepol.messages.operations import tick_call
from cafepol.messages.queries import calls_about
from cafepol.registrations.amending import settle_double
from cafepol.registrations.approving import accept_answers, bring_back, require_approval, set_aside
from cafepol.registrations.broadcasting import silence_broadcasts, tell_all
from cafepol.registrations.capacity import is_a_crowd, most_unproven
from cafepol.registrations.events import history_of
from cafepol.registrations.operations import cancel_registration, confirm_registration
from cafepol.registrations.queries import get_registration
from cafepol.registrations.strangers import crowd_of
from tests.pages import words


@pytest.fixture
def judge(app):
    """`judge(set_aside, meeting, ids=[…])`: one operation of the host on a meeting, committed."""

    def act(operation, meeting, *args, **values):
        with transaction():
            return operation(get_meeting_by_id(meeting.id), *args, by=None, now=now(), **values)

    return act


def crowd(meeting):
    with transaction():
        return crowd_of(get_meeting_by_id(meeting.id), now=now())


def test_with_approval_no_stranger_has_a_place_before_an_address_or_the_host(meeting, register, act, judge, states):
    there = meeting(capacity=5)
    judge(require_approval, there, wanted=True)
    judge(require_approval, there, wanted=True)
    held = register(there, party_size=2)
    phoned = register(there, phone="0470 12 34 56")
    mailed = register(there, mail="jean@x.be")
    register(there, channel="phone")
    assert not any(each.is_waiting for each in (held, phoned, mailed))
    assert states(there) == ["waiting"] * 3 + ["confirmed"]
    assert (crowd(there).held, crowd(there).need_approval, crowd(there).needs_host) == (2, True, True)
    act(confirm_registration, mailed.registration)
    assert judge(accept_answers, there, [held.registration.id, mailed.registration.id]) == 1
    assert states(there) == ["confirmed", "waiting", "confirmed", "confirmed"]
    judge(require_approval, there, wanted=False)
    judge(require_approval, there, wanted=False)
    assert register(there).registration.state == "confirmed"
    assert crowd(there).held == 1


def test_who_is_accepted_when_it_is_full_stands_in_line(meeting, register, judge, states, messages):
    there = meeting(capacity=1)
    judge(require_approval, there, wanted=True)
    held = register(there, phone="0470 12 34 56")
    plain = register(there, mail="jean@x.be")
    register(there, channel="phone")
    ids = [held.registration.id, plain.registration.id]
    assert judge(accept_answers, there, ids) == 2
    assert judge(accept_answers, there, ids) == 0
    assert states(there) == ["waiting", "waiting", "confirmed"]
    assert [each.kind for each in messages()] == ["registration_confirmed"]


def test_an_accepted_answer_that_stood_already_counts_no_more_among_strangers(meeting, register, judge):
    there = meeting()
    stands = register(there)
    assert crowd(there).answers == 1
    judge(accept_answers, there, [stands.registration.id])
    assert crowd(there).answers == 0
    with transaction():
        assert [each.kind for each in history_of(stands.registration.id)] == ["created", "accepted"]


def test_a_batch_is_set_aside_without_a_word_and_spares_who_is_known(meeting, register, act, judge, states, messages):
    there = meeting(capacity=20)
    known = register(there, mail="anne@x.be")
    act(confirm_registration, known.registration)
    register(there, channel="counter", party_size=5)
    messages()
    for number in range(3):
        register(there, mail=f"robot{number}@x.be", party_size=3)
    register(there, channel="phone", party_size=10)
    assert states(there)[-1] == "waiting"
    assert judge(set_aside, there, since=now()) == 3
    assert states(there) == ["confirmed", "confirmed", "cancelled", "cancelled", "cancelled", "confirmed"]
    assert {each.kind for each in messages()} == {"registration_confirmed"}


def test_undoing_gives_each_its_state_back_while_there_is_room(meeting, register, judge, states, messages):
    there = meeting(capacity=6)
    register(there, mail="un@x.be", party_size=2)
    register(there, party_size=2)
    register(there, kind="interested")
    register(there, mail="deux@x.be", party_size=2)
    assert len(messages()) == 2
    register(there, party_size=2)
    assert judge(set_aside, there, since=now()) == 5
    assert states(there) == ["cancelled"] * 5
    register(there, channel="phone", party_size=4)
    register(there, mail="deux@x.be", channel="phone")
    batch = crowd(there).aside.batch
    assert crowd(there).aside.answers == 5
    assert judge(bring_back, there, batch) == 4
    assert judge(bring_back, there, batch) == 0
    assert states(there) == ["waiting", "waiting", "confirmed", "cancelled", "waiting", "confirmed", "confirmed"]


def test_undoing_at_once_changes_nothing_and_asks_who_was_not_asked(meeting, register, judge, states, messages):
    there = meeting(capacity=6)
    register(there, mail="un@x.be", party_size=2)
    stands = register(there, party_size=2).registration
    register(there, mail="deux@x.be", kind="interested")
    before = states(there)
    judge(set_aside, there, ids=[stands.id])
    assert judge(set_aside, there, since=now()) == 2
    assert messages() == []
    for _ in range(2):
        judge(bring_back, there, crowd(there).aside.batch)
    assert states(there) == before
    assert len(messages()) == 2
    assert crowd(there).aside is None


@pytest.mark.parametrize(
    ("capacity", "most", "people"), [(None, 40, None), (12, 40, 10), (30, 40, 15), (200, 40, 40), (30, 12, 12)]
)
def test_strangers_hold_half_the_room_at_most_and_one_large_party_at_least(capacity, most, people):
    assert most_unproven(capacity=capacity, most=most) == people


@pytest.mark.parametrize(
    ("fresh", "people", "most", "alarms"),
    [(14, 0, None, False), (15, 0, None, True), (0, 9, 10, False), (0, 10, 10, True)],
)
def test_the_host_is_alarmed_by_many_in_an_hour_or_a_room_of_strangers(fresh, people, most, alarms):
    assert is_a_crowd(fresh=fresh, people=people, most=most) is alarms


def test_from_the_meetings_page_a_host_accepts_sets_aside_and_brings_back(sign_in, meeting, register, states):
    there = meeting(capacity=40)
    browser = sign_in(Role.CHIEF)
    hub = f"/equipe/rencontres/{there.code}"
    assert "Réponses à vérifier" not in words(browser.get(hub).text)
    for number in range(15):
        register(there, mail=f"robot{number}@x.be")
    page = browser.page(hub)
    assert "Beaucoup de réponses sans adresse confirmée" in page.text
    path = next(link["href"] for link in page.select("main a") if link["href"].endswith("/inconnus"))
    said = browser.submit(path, {"wanted": "1"}, action="/accord", follow=True)
    assert "attendent maintenant votre accord" in words(said.text)
    real = register(there, party_size=2).registration
    said = browser.submit(path, {"chosen": str(real.id)}, action="/accepter", follow=True)
    assert "1 réponse acceptée" in words(said.text)
    said = browser.submit(path, {"span": "1"}, action="/ecarter-depuis", follow=True)
    assert "15 réponses écartées" in words(said.text)
    assert states(there) == ["cancelled"] * 15 + ["confirmed"]
    batch = browser.page(path).select_one("button[name=batch]")["value"]
    said = browser.submit(path, {"batch": batch}, action="/retablir", follow=True)
    assert "15 réponses rétablies" in words(said.text)
    chosen = browser.page(path).select_one("input[name=chosen]")["value"]
    form = browser.page(path).select_one("form[action$=accepter]")
    data = {field["name"]: field["value"] for field in form.select("input[type=hidden]")} | {"chosen": chosen}
    answers = [browser.post(f"{path}/ecarter", data=data, follow_redirects=True) for _ in range(2)]
    assert "1 réponse écartée" in words(answers[0].text)
    assert "déjà fait" in words(answers[1].text)
    assert states(there).count("cancelled") == 1
    wrong = data | {"span": "x", "key": "k" * 22}
    refused = browser.post(f"{path}/ecarter-depuis", data=wrong, follow_redirects=True)
    assert "Rien n’est changé" in words(refused.text)


def test_whose_answer_waits_for_the_host_reads_so_and_staff_read_what_happened(
    client, sign_in, meeting, judge, register
):
    there = meeting()
    judge(require_approval, there, wanted=True)
    held = register(there)
    page = words(client.get(f"/inscriptions/{held.token}").text)
    assert "doit encore accepter" in page
    assert "complète" not in page
    judge(accept_answers, there, [held.registration.id])
    assert "doit encore accepter" not in words(client.get(f"/inscriptions/{held.token}").text)
    shown = words(sign_in(Role.CHIEF).get(f"/equipe/inscriptions/{held.registration.reference}").text)
    assert "Arrivée," in shown
    assert "Acceptée," in shown


def test_who_cancels_after_being_brought_back_is_not_brought_back_again(meeting, register, act, judge):
    there = meeting()
    one = register(there).registration
    judge(set_aside, there, ids=[one.id])
    batch = crowd(there).aside.batch
    judge(bring_back, there, batch)
    act(cancel_registration, one)
    assert crowd(there).aside is None
    assert judge(bring_back, there, batch) == 0


def test_nobody_calls_who_was_set_aside(meeting, register, judge, messages, clock):
    there = meeting(days=20)
    one, other = (register(there, mail=f"{each}@x.be", phone="0470 12 34 56").registration for each in "ab")
    messages()
    clock.advance(hours=24)
    assert [each.state for each in messages("registration_unconfirmed")] == ["to_do"] * 2
    judge(set_aside, there, ids=[one.id])
    assert [each.state for each in messages("registration_unconfirmed")] == ["dropped", "to_do"]
    assert other.phone == one.phone


def test_an_answer_that_no_row_can_be_is_accepted_of_nobody(sign_in, meeting, register):
    there = meeting()
    register(there, phone="0470 12 34 56")
    page = f"/equipe/rencontres/{there.code}/inconnus"
    for sent in (str(2**70), "-1", "x"):
        assert sign_in(Role.CHIEF).submit(page, {"chosen": sent}, action="/accepter").status_code == 303


def call_states(messages, kind):
    return [each.state for each in messages(kind)]


def test_calls_come_back_with_who_is_brought_back(meeting, register, judge, messages):
    there = meeting()
    one, other = (register(there, phone="0470 12 34 56", call_back=True).registration for _ in "ab")
    with transaction():
        tell_all(get_meeting_by_id(there.id), subject="La salle", text="Passez par la cour.", by=None, now=now())
    judge(set_aside, there, ids=[one.id, other.id])
    assert call_states(messages, "registration_all") == ["dropped", "dropped"]
    judge(bring_back, there, crowd(there).aside.batch)
    assert call_states(messages, "registration_all") == ["to_do", "to_do"]
    judge(set_aside, there, ids=[one.id])
    with transaction():
        silence_broadcasts(get_meeting_by_id(there.id), now=now())
    judge(bring_back, there, crowd(there).aside.batch)
    assert call_states(messages, "registration_all") == ["dropped", "dropped"]


def test_nobody_is_called_of_a_place_that_they_have_no_more(meeting, register, act, judge, messages, states):
    there = meeting(capacity=1)
    first = register(there, channel="phone").registration
    waits = register(there, phone="0470 12 34 56").registration
    act(cancel_registration, first)
    assert call_states(messages, "registration_promoted") == ["to_do"]
    judge(set_aside, there, ids=[waits.id])
    register(there, channel="phone")
    judge(bring_back, there, crowd(there).aside.batch)
    assert states(there) == ["cancelled", "waiting", "confirmed"]
    assert call_states(messages, "registration_promoted") == ["dropped"]


def test_a_call_for_which_it_is_too_late_does_not_come_back(meeting, register, judge, messages, clock):
    there = meeting()
    one = register(there, phone="0470 12 34 56").registration
    with transaction():
        tell_all(get_meeting_by_id(there.id), subject="La salle", text="Passez par la cour.", by=None, now=now())
    judge(set_aside, there, ids=[one.id])
    with transaction():
        (call,) = set_aside_with(there.id, crowd(there).aside.batch)
        bring_calls_back([call], crowd(there).aside.batch, now=there.ends_at)
    assert call_states(messages, "registration_all") == ["dropped"]


def test_a_call_that_somebody_has_just_made_stays_made(meeting, register, messages):
    there = meeting()
    register(there, phone="0470 12 34 56")
    with transaction():
        tell_all(get_meeting_by_id(there.id), subject="La salle", text="Passez par la cour.", by=None, now=now())
        (call,) = calls_about(there.id)
        tick_call(call, outcome="dit", by_account_id=None, now=now())
        set_calls_aside([call], "lot")
        assert set_aside_with(there.id, "lot") == []
    assert call_states(messages, "registration_all") == ["done"]


def test_of_two_answers_of_one_person_only_the_one_that_stands_is_called(meeting, register, act, messages):
    there = meeting(days=20)
    kept, other = (register(there, channel="phone", phone="0470 12 34 56").registration for _ in "ab")
    with transaction():
        tell_all(get_meeting_by_id(there.id), subject="La salle", text="Passez par la cour.", by=None, now=now())
        settle_double(get_registration(kept.id), get_registration(other.id), now=now())
    assert call_states(messages, "registration_all") == ["to_do", "dropped"]


def test_who_waited_and_is_brought_back_has_the_place_that_came_free_meanwhile(meeting, register, act, judge, states):
    there = meeting(capacity=1)
    first = register(there, channel="phone").registration
    waits = register(there).registration
    judge(set_aside, there, ids=[waits.id])
    batch = crowd(there).aside.batch
    act(cancel_registration, first)
    judge(bring_back, there, batch)
    assert states(there) == ["cancelled", "confirmed"]
