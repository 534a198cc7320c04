"""A café that answers somebody's request is called off, or takes place again: who asked hears of it."""

from datetime import timedelta

import pytest

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.config import settings
from cafepol.core.db import transaction
from cafepol.core.errors import Refused
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.planning import operations
from cafepol.requests.operations import forget_contacts, forget_words, plan_request, shelve_request
from cafepol.requests.queries import answered_requests, get_request, open_counts, open_requests
from tests.cafes import Town
from tests.factories import make_request
from tests.pages import words
from tests.requests.asking import (
    WITH_MAIL,
    WITH_PHONE,
    cancel,
    kinds,
    messages,
    promise,
    restore,
    say,
    there,
)
from tests.waiting import meanwhile


def test_a_request_is_open_again_once_its_cafe_is_called_off_and_answered_again_once_it_is_restored(promised):
    request_id, cafe = promised()
    places = [Town().commune.commissariat_id]
    assert (open_requests(places), there(request_id).is_open) == ([], False)
    assert cancel(cafe)
    assert [each.id for each in open_requests(places)] == [request_id]
    assert answered_requests(places) == []
    assert [number for _, _, number in open_counts([Town().commune.id])] == [1]
    fallen = there(request_id)
    assert (fallen.is_open, fallen.state_label, fallen.called_off.id) == (True, "ouverte", cafe.id)
    assert restore(cafe)
    assert open_requests(places) == []
    assert [each.id for each in answered_requests(places)] == [request_id]
    assert there(request_id).called_off is None


def test_an_answer_that_was_not_said_yet_is_taken_back_and_nothing_else_is_said(promised):
    _, cafe = promised(**WITH_MAIL)
    cancel(cafe)
    assert (kinds("queued"), kinds("dropped")) == ([], ["request_planned"])


@pytest.mark.parametrize(("left", "state"), [(WITH_MAIL, "queued"), (WITH_PHONE, "to_do")])
def test_who_was_told_the_date_is_told_that_it_is_off(promised, left, state):
    _, cafe = promised(**left, why="Le voisin crie.")
    say()
    cancel(cafe)
    (told,) = messages(state)
    assert (told.kind, told.meeting_id, told.expires_at) == ("request_cancelled", cafe.id, cafe.ends_at)
    said = words(told.text)
    assert "mardi 9 février 2027" in said
    assert "n’a pas lieu" in said
    assert "La salle est fermée." in said
    assert "Votre demande reste ouverte" in said or "Sa demande reste ouverte" in said
    assert "voisin" not in told.text + told.html
    assert not cancel(cafe)
    assert len(messages(state)) == 1


def test_the_mail_waits_for_the_quiet_time_unless_the_meeting_is_near(promised, clock):
    _, cafe = promised(**WITH_MAIL)
    say()
    cancel(cafe)
    assert messages("queued")[0].not_before == now() + timedelta(seconds=settings().quiet_seconds)
    restore(cafe)
    clock.set(cafe.starts_at - timedelta(hours=24))
    cancel(cafe)
    assert messages("queued")[0].not_before == now()


def test_cancelled_and_restored_before_anybody_heard_says_nothing(promised):
    _, cafe = promised(**WITH_MAIL)
    say()
    cancel(cafe)
    restore(cafe)
    assert (kinds("sent"), kinds("queued")) == (["request_planned"], [])


def test_who_was_told_of_both_hears_that_it_takes_place_after_all(promised):
    _, cafe = promised(**WITH_MAIL)
    say()
    cancel(cafe)
    say()
    restore(cafe)
    (told,) = messages("queued")
    assert told.kind == "request_planned"
    assert "il a bien lieu" in words(told.text)
    cancel(cafe)  # taken back before it was said: they still know that it is off
    assert kinds("queued") == []
    restore(cafe)
    assert "il a bien lieu" in words(messages("queued")[0].text)


def test_who_never_heard_of_it_hears_the_date_once_it_is_restored(promised):
    _, cafe = promised(**WITH_MAIL)
    cancel(cafe)
    restore(cafe)
    (told,) = messages("queued")
    assert "il a bien lieu" not in words(told.text)
    assert "Vous nous avez demandé un café" in words(told.text)


def test_a_second_cafe_for_the_same_request_is_told_and_names_the_first(promised, meeting):
    request_id, cafe = promised(**WITH_MAIL)
    say()
    cancel(cafe)
    other = meeting(days=7)
    promise(request_id, other)
    (told,) = messages("queued")  # the cancellation that still waited is in it
    assert (told.meeting_id, other.code in told.text) == (other.id, True)
    assert "mardi 9 février 2027 n’a pas lieu" in words(told.text)
    assert there(request_id).meeting.id == other.id
    restore(cafe)  # it answers nobody any more
    assert kinds("queued") == ["request_planned"]


def test_a_second_cafe_does_not_say_again_what_was_said(promised, meeting):
    request_id, cafe = promised(**WITH_MAIL)
    say()
    cancel(cafe)
    say()
    promise(request_id, meeting(days=7))
    (told,) = messages("queued")
    assert "n’a pas lieu" not in words(told.text)


def test_a_request_whose_cafe_was_called_off_may_be_shelved(promised):
    request_id, cafe = promised(**WITH_MAIL)
    cancel(cafe)
    with transaction():
        shelve_request(there(request_id), reason="Plus de salle.", by=None, now=now())
    assert (there(request_id).state_label, there(request_id).called_off) == ("classée", None)
    restore(cafe)
    assert (there(request_id).state_label, kinds("queued")) == ("classée", [])


def test_who_left_nothing_is_told_nothing(promised):
    _, cafe = promised()
    cancel(cafe)
    restore(cafe)
    assert messages() == []


def test_a_date_is_not_promised_while_it_is_called_off(app, meeting):
    cafe = meeting()
    with transaction():
        request_id = make_request(Town().commune, **WITH_MAIL).id

    def promise_it() -> str:
        asked = get_request(request_id, [Town().commune.commissariat_id])
        try:
            plan_request(asked, get_meeting_by_id(cafe.id), by=None, now=now())
        except Refused as refusal:
            return refusal.message
        return "promised"

    def call_it_off() -> None:
        operations.cancel(get_meeting_by_id(cafe.id), reason="La salle est fermée.", now=now())

    assert meanwhile(app, call_it_off, promise_it) == "Choisissez une rencontre publiée et à venir."
    assert there(request_id).is_open
    assert messages() == []


def test_what_is_open_again_keeps_its_contact_and_its_words_as_long_as_what_was_never_answered(promised, clock):
    request_id, cafe = promised(**WITH_MAIL)
    cancel(cafe)
    clock.advance(days=31)
    with transaction():
        assert forget_contacts(now()) == 0
    clock.set(there(request_id).created_at + timedelta(days=365, seconds=1))
    with transaction():
        assert (forget_contacts(now()), forget_words(now())) == (1, 0)


def test_the_pages_say_which_cafe_was_called_off(sign_in, promised):
    officer = sign_in(Role.CHIEF)
    request_id, cafe = promised(**WITH_MAIL)
    path = f"/equipe/rencontres/{cafe.code}/annuler"
    officer.submit(path, {"reason": "La salle est fermée."}, form="main form.form")
    sentence = "café prévu le mardi 9 février 2027 a été annulé."
    listed = officer.page("/equipe/planning/demandes")
    assert "1 demande attend" in words(str(listed))
    assert sentence in words(str(listed))
    shown = officer.page(f"/equipe/planning/demandes/{request_id}")
    assert sentence in words(str(shown))
    assert shown.select_one('form[action$="prevoir"]')
    assert "1 demande" in words(officer.get("/equipe/planning").text)
