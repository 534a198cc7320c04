"""Who asked for a café hears of it what is true when it is said, whatever became of it since they were told."""

from datetime import timedelta

import pytest

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.config import settings
from cafepol.core.db import transaction
from cafepol.meetings.operations import edit_meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.requests.operations import forget_contacts
from tests.cafes import DAY, wish
from tests.pages import words
from tests.requests.asking import (
    WITH_MAIL,
    WITH_PHONE,
    cancel,
    kinds,
    messages,
    move,
    promise,
    restore,
    say,
    shelve,
    there,
)

pytestmark = pytest.mark.once

NINTH, SIXTEENTH = "mardi 9 février", "mardi 16 février"
WAYS = [(WITH_MAIL, "queued"), (WITH_PHONE, "to_do")]


def unsaid() -> tuple[str, str]:
    """The kind and the words of the only message that waits."""
    (waits,) = messages("queued", "to_do")
    return waits.kind, words(f"{waits.text} {waits.spoken}")


@pytest.mark.parametrize(("left", "state"), WAYS)
def test_a_date_that_was_not_said_yet_is_the_new_one_once_it_is_said(promised, left, state):
    _, cafe = promised(**left)
    move(cafe)
    kind, said = unsaid()
    assert (kind, kinds(state)) == ("request_planned", [kind])
    assert SIXTEENTH in said
    assert NINTH not in said


@pytest.mark.parametrize(("left", "state"), WAYS)
def test_who_was_told_the_date_hears_of_another_one_once_after_the_quiet_time(promised, clock, left, state):
    _, cafe = promised(**left)
    say()
    move(cafe, days=8)
    clock.advance(minutes=1)
    move(cafe)
    kind, said = unsaid()
    assert (kind, kinds(state)) == ("request_changed", [kind])
    assert f"n’a pas lieu le {NINTH} 2027, mais un autre jour" in said
    assert SIXTEENTH in said
    assert messages(state)[0].not_before == now() + timedelta(seconds=settings().quiet_seconds)
    say()
    move(cafe, start="17:00")
    assert "change d’heures ou de lieu" in unsaid()[1]


def test_who_was_told_the_date_hears_nothing_of_a_change_that_was_taken_back(promised):
    _, cafe = promised(**WITH_MAIL)
    say()
    move(cafe)
    move(cafe, days=0)
    assert kinds("queued") == []


def test_what_is_no_other_date_is_not_told(promised):
    _, cafe = promised(**WITH_MAIL)
    say()
    move(cafe, days=0, title="Un café de printemps")
    assert kinds("queued") == []


def test_a_person_whose_contact_was_forgotten_hears_nothing(promised, clock):
    _, cafe = promised(**WITH_MAIL)
    say()
    clock.set(now() + timedelta(days=30, seconds=1))
    with transaction():
        assert forget_contacts(now()) == 1
    move(cafe)
    assert kinds("queued") == []


def test_restored_on_another_day_before_the_cancellation_was_said_it_is_a_change(promised):
    _, cafe = promised(**WITH_MAIL)
    say()
    cancel(cafe)
    with transaction():
        found = get_meeting_by_id(cafe.id)
        edit_meeting(found, version=found.version, **wish(day=DAY + timedelta(days=7), override_soft=True))
    restore(cafe)
    kind, said = unsaid()
    assert kind == "request_changed"
    assert NINTH in said
    assert SIXTEENTH in said


def test_a_cancellation_that_another_date_was_to_tell_is_told_once_that_date_is_off_too(promised, meeting):
    request_id, cafe = promised(**WITH_MAIL)
    say()
    cancel(cafe)
    for days in (7, 14):
        other = meeting(days=days)
        promise(request_id, other)
        assert unsaid()[0] == "request_planned"
        cancel(other)
        kind, said = unsaid()
        assert (kind, NINTH in said, "La salle est fermée." in said) == ("request_cancelled", True, True)
        assert messages("queued")[0].meeting_id == cafe.id
    say()
    restore(other)  # nobody heard of it
    assert unsaid()[0] == "request_planned"


def test_a_date_that_takes_place_after_all_is_not_called_off_beside_the_other_one(promised, meeting):
    request_id, cafe = promised(**WITH_MAIL)
    say()
    cancel(cafe)
    other = meeting(days=7)
    promise(request_id, other)
    restore(cafe)
    kind, said = unsaid()
    assert (kind, "n’a pas lieu" in said) == ("request_planned", False)
    cancel(other)
    assert kinds("queued") == []


@pytest.mark.parametrize(("left", "state"), WAYS)
def test_who_is_still_to_hear_of_a_cancellation_is_not_promised_an_answer_once_it_was_shelved(promised, left, state):
    request_id, cafe = promised(**left)
    say()
    cancel(cafe)
    leaves = messages(state)[0].not_before
    shelve(request_id)
    kind, said = unsaid()
    assert (kind, NINTH in said, "n’a pas lieu" in said) == ("request_cancelled", True, True)
    assert "reste ouverte" not in said
    assert "reste ouverte" not in messages(state)[0].html
    assert messages(state)[0].not_before == leaves
    restore(cafe)
    assert kinds(state) == []
    assert there(request_id).state_label == "classée"


def test_a_cafe_that_is_over_is_not_spoken_of(promised, clock):
    request_id, cafe = promised(**WITH_MAIL)
    say()
    cancel(cafe)
    clock.set(cafe.ends_at)
    shelve(request_id)
    assert kinds("queued") == []


def test_a_corrected_address_is_told_to_who_was_promised_a_cafe_there(promised, sign_in):
    _, cafe = promised(**WITH_MAIL)
    venue, officer = f"/equipe/lieux/{cafe.venue_id}/modifier", sign_in(Role.OFFICER)
    officer.submit(venue, {"street": "rue Neuve 9"})
    kind, said = unsaid()
    assert (kind, "rue Neuve 9" in said) == ("request_planned", True)
    say()
    officer.submit(venue, {"opening_hours": "le soir"})
    assert kinds("queued") == []
    officer.submit(venue, {"street": "rue Haute 3"})
    kind, said = unsaid()
    assert (kind, "rue Haute 3" in said, "heures ou de lieu" in said) == ("request_changed", True, True)
