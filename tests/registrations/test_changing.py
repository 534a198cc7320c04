import pytest

from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.core.errors import Refused
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.registrations.operations import cancel_registration, change_registration, confirm_registration
from cafepol.registrations.places import promote_waiting


def test_two_become_three(meeting, register, act, reload):
    first = register(meeting(capacity=3), party_size=2)
    assert act(change_registration, first.registration, kind="going", party_size=3) is True
    assert act(change_registration, first.registration, kind="going", party_size=3) is False
    assert reload(first.registration).party_size == 3


@pytest.mark.parametrize(("taken", "words"), [(2, "pas de place"), (1, "une seule place"), (0, "2 places")])
def test_more_people_than_places_keeps_what_was_there(meeting, register, act, reload, taken, words):
    there = meeting(capacity=4)
    first = register(there, party_size=2)
    if taken:
        register(there, party_size=taken)
    with pytest.raises(Refused, match=words) as refusal:
        act(change_registration, first.registration, kind="going", party_size=5)
    assert refusal.value.field == "party_size"
    assert reload(first.registration).party_size == 2


def test_growing_does_not_pass_those_who_wait(meeting, register, act):
    there = meeting(capacity=3)
    first = register(there, party_size=2)
    register(there, party_size=2)
    with pytest.raises(Refused, match="pas de place"):
        act(change_registration, first.registration, kind="going", party_size=3)


def test_fewer_people_give_places_to_those_who_wait(meeting, register, act, states):
    there = meeting(capacity=3)
    first = register(there, party_size=3)
    register(there, party_size=2)
    act(change_registration, first.registration, kind="going", party_size=1)
    assert states(there) == ["confirmed", "confirmed"]


def test_from_going_to_interested_gives_the_place_away(meeting, register, act, states):
    there = meeting(capacity=1)
    first = register(there)
    register(there)
    act(change_registration, first.registration, kind="interested", party_size=1)
    assert states(there) == ["confirmed", "confirmed"]
    act(change_registration, first.registration, kind="going", party_size=1)
    assert states(there) == ["waiting", "confirmed"]


def test_from_interested_to_going_while_there_is_room(meeting, register, act, states):
    there = meeting(capacity=1)
    first = register(there, kind="interested")
    act(change_registration, first.registration, kind="going", party_size=1)
    assert states(there) == ["confirmed"]
    assert register(there).is_waiting


def test_who_waits_may_become_fewer_and_then_fit(meeting, register, act, states):
    there = meeting(capacity=3)
    register(there, party_size=2)
    second = register(there, party_size=2)
    act(change_registration, second.registration, kind="going", party_size=1)
    assert states(there) == ["confirmed", "confirmed"]


def test_who_waits_and_becomes_interested_leaves_the_line(meeting, register, act, states, reload):
    there = meeting(capacity=1)
    register(there)
    second = register(there)
    act(change_registration, second.registration, kind="interested", party_size=1)
    assert reload(second.registration).waiting_since is None
    assert states(there) == ["confirmed", "confirmed"]


def test_an_unconfirmed_answer_is_confirmed_first(meeting, register, act):
    pending = register(meeting(), mail="jean@x.be")
    with pytest.raises(Refused, match="Confirmez d’abord"):
        act(change_registration, pending.registration, kind="going", party_size=2)


def test_cancelling_promotes_in_order_and_tells(meeting, register, act, states, messages, clock):
    there = meeting(capacity=2)
    first = register(there, party_size=2)
    for minute in range(3):
        clock.advance(minutes=minute)
        register(there, phone="065 61 96 00", party_size=1)
    act(cancel_registration, first.registration)
    assert states(there) == ["cancelled", "confirmed", "confirmed", "waiting"]
    assert [each.kind for each in messages()] == ["registration_promoted"] * 2


def test_a_big_party_at_the_head_keeps_the_small_one_behind_it_waiting(meeting, register, act, states):
    there = meeting(capacity=4)
    first, _ = register(there, party_size=2), register(there, party_size=2)
    register(there, party_size=4)
    register(there, party_size=1)
    act(cancel_registration, first.registration)
    assert states(there) == ["cancelled", "confirmed", "waiting", "waiting"]


def test_twice_promoted_is_twice_told(meeting, register, act, messages):
    there = meeting(capacity=1)
    first = register(there)
    second = register(there, phone="065 61 96 00")
    act(cancel_registration, first.registration)
    act(change_registration, second.registration, kind="interested", party_size=1)
    third = register(there)
    act(change_registration, second.registration, kind="going", party_size=1)
    act(cancel_registration, third.registration)
    assert len(messages("registration_promoted")) == 2


def test_nobody_is_promoted_once_the_meeting_is_over(meeting, register, states, clock):
    there = meeting(capacity=1)
    register(there)
    register(there)
    clock.advance(days=60)
    with transaction():
        assert promote_waiting(get_meeting_by_id(there.id), now=now()) == []
    assert states(there) == ["confirmed", "waiting"]


def test_what_an_address_typed_twice_held_is_free_once_its_holder_confirms_or_cancels(meeting, register, act, states):
    there = meeting(capacity=4)
    twice = [register(there, mail="a@x.be", party_size=2).registration for _ in range(2)]
    register(there, channel="phone", party_size=2)
    register(there, channel="phone", party_size=2)
    assert states(there) == ["pending", "waiting", "waiting"]
    act(confirm_registration, twice[0])
    assert states(there) == ["confirmed", "confirmed", "waiting"]
    register(there, mail="a@x.be")
    act(cancel_registration, twice[0])
    assert states(there) == ["cancelled", "confirmed", "confirmed"]


def test_who_calls_about_a_smaller_party_than_was_typed_gives_places_to_those_who_wait(meeting, register, states):
    there = meeting(capacity=4)
    register(there, mail="a@x.be", party_size=4)
    register(there, channel="phone")
    assert states(there) == ["pending", "waiting"]
    assert not register(there, mail="a@x.be", party_size=2, channel="phone").is_waiting
    assert states(there) == ["confirmed", "confirmed"]


def test_who_called_by_themselves_is_not_called(meeting, register, messages, clock):
    there = meeting(days=20)
    register(there, mail="a@x.be", phone="0470 12 34 56")
    messages()
    clock.advance(hours=24)
    assert [each.state for each in messages("registration_unconfirmed")] == ["to_do"]
    register(there, mail="a@x.be", channel="phone")
    assert [each.state for each in messages("registration_unconfirmed")] == ["dropped"]


def test_what_an_interested_person_says_on_the_phone_is_written_down(meeting, register, act, reload):
    there = meeting()
    told = register(there, kind="interested", mail="a@x.be", name="Jean", subject="Le bruit.").registration
    act(confirm_registration, told)
    register(there, mail="a@x.be", phone="0470 12 34 56", needs="une rampe", call_back=True, channel="phone")
    row = reload(told)
    assert (row.kind, row.phone, row.needs, row.call_back) == ("going", "+32470123456", "une rampe", True)
    assert (row.name, row.subject) == ("Jean", "Le bruit.")
