import re

import pytest
from sqlalchemy.exc import IntegrityError

from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.errors import Gone, Refused
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import cancel_meeting
from cafepol.registrations import joining, settling
from cafepol.registrations.events import history_of
from cafepol.registrations.models import Registration
from cafepol.registrations.operations import (
    cancel_registration,
    change_registration,
    confirm_registration,
)
from cafepol.registrations.queries import find_registration
from cafepol.registrations.rounds import tidy_registrations
from cafepol.registrations.states import CONFIRM_WITHIN

REFERENCE = re.compile(r"[6789BCDFGHJKLMNPQRTW]{3}-[6789BCDFGHJKLMNPQRTW]{3}")


def test_two_people_alone_is_a_valid_answer_confirmed_at_once(meeting, register, messages):
    outcome = register(meeting(), party_size=2)
    assert (outcome.contact, outcome.is_waiting, outcome.registration.state) == ("none", False, "confirmed")
    assert REFERENCE.fullmatch(outcome.registration.reference)
    assert outcome.token
    assert messages() == []


def test_with_a_phone_alone_it_is_confirmed_and_nothing_is_written(meeting, register, messages):
    outcome = register(meeting(), phone="065/619 600", call_back=True)
    assert (outcome.contact, outcome.registration.state, outcome.token) == ("phone", "confirmed", None)
    assert outcome.registration.phone == "+3265619600"
    assert messages() == []


def test_with_a_mail_address_it_is_pending_until_confirmed(meeting, register, messages, act, reload):
    outcome = register(
        meeting(), mail=" Claire@Exemple.BE ", name="Claire", needs="chaise roulante", subject="La lampe"
    )
    registration = outcome.registration
    assert (registration.state, registration.mail, registration.is_pending) == ("pending", "Claire@exemple.be", True)
    (asked,) = messages()
    assert (asked.kind, asked.recipient_mail, asked.recipient_name) == ("registration_confirm", "Claire@exemple.be", "")
    assert "/inscriptions/" in asked.text
    assert "Claire" not in asked.text

    assert act(confirm_registration, registration) is True
    assert act(confirm_registration, registration) is False
    assert reload(registration).state == "confirmed"
    (said,) = messages("registration_confirmed")
    assert said.calendar_method == "PUBLISH"
    assert "METHOD:PUBLISH" in said.calendar
    assert registration.reference in said.text


def test_one_person_is_one_row_however_the_address_is_spelled(meeting, register, states, messages):
    there = meeting()
    first = register(there, mail="Jean@X.be", party_size=2)
    again = register(there, mail="jean@x.be", party_size=5)
    assert states(there) == ["pending"]
    assert again.registration.id == first.registration.id
    assert again.registration.party_size == 2
    assert [each.kind for each in messages()] == ["registration_confirm"]


def test_who_is_registered_already_is_told_by_mail_and_nothing_changes(meeting, register, act, messages, reload):
    there = meeting()
    first = register(there, mail="jean@x.be")
    act(confirm_registration, first.registration)
    again = register(there, mail="jean@x.be", party_size=4)
    assert (again.contact, again.is_waiting, again.token) == ("mail", False, None)
    assert reload(first.registration).party_size == 1
    (told,) = messages("registration_already")
    assert "/inscriptions/" in told.text


def test_the_form_is_no_cannon_one_mail_of_a_kind_in_eight_hours(meeting, register, messages, clock):
    there = meeting()
    for _ in range(5):
        register(there, mail="victime@x.be")
    assert len(messages()) == 1
    clock.advance(hours=8)
    register(there, mail="victime@x.be")
    assert len(messages()) == 2


def test_from_interested_to_going_is_an_update(meeting, register, act, states, reload, messages):
    there = meeting(capacity=3)
    first = register(there, kind="interested", mail="jean@x.be")
    act(confirm_registration, first.registration)
    register(there, kind="going", party_size=3, mail="jean@x.be", channel="phone")
    now_going = reload(first.registration)
    assert (now_going.kind, now_going.party_size, now_going.state) == ("going", 3, "confirmed")
    with transaction():
        assert [each.label for each in history_of(now_going.id)] == ["arrivée", "confirmée", "changée"]
    assert states(there) == ["confirmed"]
    assert "3" in messages("registration_already")[0].text


def test_from_interested_to_going_waits_when_the_meeting_is_full(meeting, register, act, reload):
    there = meeting(capacity=2)
    first = register(there, kind="interested", mail="jean@x.be")
    act(confirm_registration, first.registration)
    register(there, party_size=2)
    assert register(there, party_size=1, mail="jean@x.be", channel="phone").is_waiting
    assert reload(first.registration).state == "waiting"


def test_stranger_who_types_an_address_changes_nothing_of_its_confirmed_answer(meeting, register, act, reload):
    there = meeting(capacity=10)
    first = register(there, kind="interested", mail="jean@x.be")
    act(confirm_registration, first.registration)
    register(there, kind="going", party_size=10, mail="jean@x.be")
    unchanged = reload(first.registration)
    assert (unchanged.kind, unchanged.party_size, unchanged.state) == ("interested", 1, "confirmed")


def test_interested_takes_no_place(meeting, register):
    there = meeting(capacity=1)
    register(there, kind="interested", party_size=10)
    assert not register(there, party_size=1).is_waiting


def test_beyond_the_capacity_people_wait(meeting, register, states):
    there = meeting(capacity=3)
    register(there, party_size=2)
    assert register(there, party_size=2).is_waiting
    assert register(there, party_size=1).is_waiting, "nobody passes those who wait"
    assert states(there) == ["confirmed", "waiting", "waiting"]


def test_what_the_page_may_say_depends_on_the_meeting_not_on_the_person(meeting, register, act):
    there = meeting(capacity=1)
    first = register(there, mail="jean@x.be")
    act(confirm_registration, first.registration)
    known, unknown = register(there, mail="jean@x.be"), register(there, mail="nouvelle@x.be")
    assert (known.contact, known.is_waiting, known.token) == (unknown.contact, unknown.is_waiting, unknown.token)


def test_the_same_form_twice_is_one_row_and_the_same_outcome(meeting, register, states):
    there = meeting()
    first = register(there, key="nonce-1")
    again = register(there, key="nonce-1")
    assert states(there) == ["confirmed"]
    assert again.registration.reference == first.registration.reference
    assert again.token not in {None, first.token}
    mailed = [register(there, mail="a@x.be", key="nonce-2") for _ in range(2)]
    assert [(each.contact, each.token) for each in mailed] == [("mail", None)] * 2


def test_cancelling_and_registering_again_makes_a_new_row(meeting, register, act, states):
    there = meeting()
    first = register(there, mail="jean@x.be")
    act(confirm_registration, first.registration)
    assert act(cancel_registration, first.registration) is True
    assert act(cancel_registration, first.registration) is False
    again = register(there, mail="jean@x.be")
    assert again.registration.id != first.registration.id
    assert states(there) == ["cancelled", "pending"]


def test_a_cancelled_answer_is_neither_confirmed_nor_changed(meeting, register, act):
    first = register(meeting())
    act(cancel_registration, first.registration)
    with pytest.raises(Refused, match="annulée"):
        act(confirm_registration, first.registration)
    with pytest.raises(Refused, match="annulée"):
        act(change_registration, first.registration, kind="going", party_size=2)


def test_a_meeting_that_is_cancelled_over_or_a_draft_takes_no_answer(meeting, register, clock, act):
    pending = register(meeting(), mail="jean@x.be")
    draft, cancelled = meeting(publish=False, days=1), meeting(days=2)
    with transaction():
        cancel_meeting(get_meeting_by_id(cancelled.id), reason="La salle est fermée.", now=now())
    for there in (draft, cancelled):
        with pytest.raises(Refused):
            register(there)
    clock.advance(days=60)
    with pytest.raises(Refused, match="passée"):
        act(confirm_registration, pending.registration)
    with pytest.raises(Refused, match="passée"):
        act(cancel_registration, pending.registration)


def test_what_is_refused_names_its_field_and_stores_nothing(meeting, register, states):
    there = meeting()
    for field, value in (
        ("party_size", 11),
        ("mail", "claire.martin@exemple"),
        ("phone", "123"),
        ("subject", "Mon numéro est 85.07.30-033.28"),
    ):
        with pytest.raises(Refused) as refusal:
            register(there, **{field: value})
        assert refusal.value.field == field
    assert states(there) == []


def test_the_people_of_the_house_register_at_once_and_the_person_hears(meeting, register, messages, states):
    there = meeting()
    outcome = register(there, channel="phone", name="Mme Petit", mail="petit@x.be")
    assert outcome.registration.state == "confirmed"
    (said,) = messages()
    assert (said.kind, said.recipient_name) == ("registration_confirmed", "Mme Petit")
    with pytest.raises(Refused, match=outcome.registration.reference):
        register(there, channel="phone", mail="petit@x.be")


@pytest.mark.parametrize("confirmed_later", [True, False])
def test_a_caller_whose_web_answer_was_not_confirmed_yet_is_registered(
    meeting, register, messages, act, states, clock, confirmed_later
):
    there = meeting(capacity=4)
    asked = register(there, kind="interested", mail="petit@x.be", name="P.").registration
    outcome = register(there, channel="phone", name="Mme Petit", mail="Petit@x.be", phone="065619600", party_size=3)
    assert outcome.registration.id == asked.id
    assert (outcome.registration.kind, outcome.registration.party_size) == ("going", 3)
    assert (outcome.registration.channel, outcome.registration.name) == ("phone", "Mme Petit")
    assert outcome.registration.phone == "+3265619600"
    assert states(there) == ["confirmed"]
    assert messages()[-1].kind == "registration_confirmed"
    if confirmed_later:
        assert act(confirm_registration, asked) is False
    drop(clock.advance(hours=72))
    assert states(there) == ["confirmed"]


def test_a_caller_whose_web_answer_was_not_confirmed_keeps_its_held_place(meeting, register, states):
    there = meeting(capacity=2)
    register(there, mail="petit@x.be", party_size=2)
    register(there)  # waits
    outcome = register(there, channel="phone", mail="petit@x.be", party_size=2)
    assert outcome.is_waiting is False
    assert states(there) == ["confirmed", "waiting"]


def test_a_caller_who_waited_unconfirmed_keeps_their_turn(meeting, register, reload, states, clock):
    there = meeting(capacity=1)
    register(there)
    first = register(there, mail="petit@x.be").registration
    clock.advance(hours=1)
    register(there)
    again = register(there, channel="phone", mail="petit@x.be")
    assert again.is_waiting is True
    assert reload(first).waiting_since == first.waiting_since
    assert states(there) == ["confirmed", "waiting", "waiting"]


def test_a_caller_with_more_people_than_there_are_places_waits_with_all_of_them(meeting, register, states):
    there = meeting(capacity=2)
    register(there, mail="petit@x.be", party_size=1)
    outcome = register(there, channel="phone", mail="petit@x.be", party_size=3)
    assert outcome.is_waiting is True
    assert states(there) == ["waiting"]


def test_the_people_of_the_house_may_put_somebody_in_line(meeting, register, messages):
    there = meeting(capacity=1)
    register(there)
    outcome = register(there, channel="counter", mail="petit@x.be")
    assert (outcome.is_waiting, outcome.registration.confirmed_at is not None) == (True, True)
    assert "en attente" in messages()[0].text
    assert messages()[0].calendar is None


def test_the_database_has_the_last_word_on_one_per_person(meeting, register, monkeypatch, states):
    there = meeting()
    first = register(there, mail="jean@x.be")
    found = joining.find_by_mail
    answers = iter([None])
    monkeypatch.setattr(joining, "find_by_mail", lambda *args: next(answers, found(*args)))
    again = register(there, mail="jean@x.be")
    assert again.registration.id == first.registration.id
    assert states(there) == ["pending"]


def test_a_reference_that_is_taken_is_drawn_again(meeting, register, monkeypatch, states):
    there = meeting()
    drawn = iter(["K7M-9RT", "K7M-9RT", "BCD-FGH"])
    monkeypatch.setattr(settling, "spoken_reference", lambda: next(drawn))
    register(there)
    assert register(there).registration.reference == "BCD-FGH"
    monkeypatch.setattr(settling, "spoken_reference", lambda: "BCD-FGH")
    with pytest.raises(Refused, match="Réessayez"):
        register(there)
    assert states(there) == ["confirmed", "confirmed"]


def test_unconfirmed_answers_are_deleted_after_two_days(meeting, register, act, clock, states):
    there = meeting()
    kept = register(there, mail="oui@x.be")
    register(there, mail="non@x.be")
    act(confirm_registration, kept.registration)
    clock.advance(hours=47)
    assert drop(now()) == 0
    clock.advance(hours=1)
    assert drop(now()) == 1
    assert states(there) == ["confirmed"]


def test_a_mail_that_could_not_leave_is_dropped_with_its_link(meeting, register, messages):
    register(meeting(), mail="non@x.be")
    (asks,) = messages()
    assert asks.expires_at == now() + CONFIRM_WITHIN


def drop(instant):
    return tidy_registrations(instant)


def test_a_deleted_answer_is_gone_for_who_confirms_at_that_moment(meeting, register, act, clock):
    pending = register(meeting(), mail="non@x.be")
    with transaction():
        row = find_registration(pending.registration.id)
        db.session.connection().exec_driver_sql("DELETE FROM registration")
        with pytest.raises(Gone):
            confirm_registration(row, now=now())


def test_an_id_is_never_used_twice(meeting, register, clock):
    there = meeting()
    first = register(there, mail="non@x.be")
    clock.advance(hours=49)
    drop(now())
    assert register(there).registration.id > first.registration.id


def test_a_place_is_held_for_a_day_then_it_goes_to_those_who_wait(meeting, register, act, clock, states, messages):
    there = meeting(capacity=1)
    late = register(there, mail="tard@x.be")
    waiting = register(there, phone="065 61 96 00", name="M. Petit")
    assert waiting.is_waiting
    clock.advance(hours=23)
    drop(now())
    assert states(there) == ["pending", "waiting"]
    clock.advance(hours=1)
    drop(now())
    assert states(there) == ["pending", "confirmed"]
    (call,) = messages("registration_promoted")
    assert (call.channel, call.recipient_phone, call.recipient_name) == ("call", "+3265619600", "M. Petit")
    assert "http" not in call.text
    act(confirm_registration, late.registration)
    assert states(there) == ["waiting", "confirmed"]
    assert "en attente" in messages("registration_confirmed")[0].text


def test_who_waits_without_having_confirmed_is_not_in_line(meeting, register, act, states):
    there = meeting(capacity=1)
    first = register(there)
    unconfirmed = register(there, mail="un@x.be")
    second = register(there)
    assert states(there) == ["confirmed", "waiting", "waiting"]
    act(cancel_registration, first.registration)
    assert states(there) == ["cancelled", "waiting", "confirmed"]
    act(confirm_registration, unconfirmed.registration)
    assert states(there) == ["cancelled", "waiting", "confirmed"]
    act(cancel_registration, second.registration)
    assert states(there) == ["cancelled", "confirmed", "cancelled"]


def test_interested_is_confirmed_whatever_the_capacity(meeting, register, act, reload):
    there = meeting(capacity=1)
    register(there)
    maybe = register(there, kind="interested", mail="un@x.be")
    act(confirm_registration, maybe.registration)
    assert reload(maybe.registration).state == "confirmed"


def test_the_database_itself_refuses_what_cannot_be(meeting, register):
    register(meeting())
    for wrong in ("party_size = 11", "kind = 'x'", "state = 'x'", "channel = 'x'", "present = 0", "mail = 'a@x.be'"):
        with pytest.raises(IntegrityError), transaction() as session:
            session.connection().exec_driver_sql(f"UPDATE registration SET {wrong}")


def test_a_row_says_which_notice_was_read(meeting, register):
    assert isinstance(register(meeting()).registration, Registration)
    assert register(meeting(days=1)).registration.notice_version


def test_who_wants_to_be_called_is_asked_for_a_number(meeting, register, states):
    there = meeting()
    with pytest.raises(Refused, match="il faut un numéro") as refusal:
        register(there, mail="jean@x.be", call_back=True)
    assert (refusal.value.field, states(there)) == ("call_back", [])
