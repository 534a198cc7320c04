"""An address that nobody confirms: whoever left a number is called before the answer is deleted."""

from cafepol.registrations import asking
from cafepol.registrations.operations import cancel_registration, confirm_registration


def test_a_mistyped_address_with_a_number_becomes_a_call_before_it_is_deleted(meeting, register, messages, clock):
    there = meeting()
    register(there, mail="claire@exmple.be", phone="0470 12 34 56", name="Claire Martin", party_size=2)
    register(there, mail="sans@x.be")
    assert len(messages()) == 2
    clock.advance(hours=23)
    assert len(messages()) == 2
    clock.advance(hours=1)
    call = messages()[-1]
    assert (call.channel, call.recipient_phone, call.recipient_name) == ("call", "+32470123456", "Claire Martin")
    assert "2\u00a0personnes" in call.text
    assert "/inscriptions/" not in call.text
    clock.advance(hours=1)
    assert len(messages()) == 3


def test_who_confirms_or_cancels_is_not_called(meeting, register, act, messages, clock):
    there = meeting(days=5)
    made = [register(there, mail=f"p{each}@x.be", phone="0470 12 34 56").registration for each in range(3)]
    messages()
    act(confirm_registration, made[0])
    clock.advance(hours=24)
    assert len(messages("registration_unconfirmed")) == 2
    act(confirm_registration, made[1])
    act(cancel_registration, made[2])
    assert {each.state for each in messages("registration_unconfirmed")} == {"dropped"}


def test_a_crowd_of_strangers_does_not_fill_an_officers_day_with_calls(meeting, register, messages, clock, monkeypatch):
    monkeypatch.setattr(asking, "MOST_CALLS", 1)
    there = meeting()
    for number in range(3):
        register(there, mail=f"robot{number}@x.be", phone="0470 12 34 56")
    messages()
    clock.advance(hours=24)
    assert len(messages("registration_unconfirmed")) == 1
