"""The pages of the ways back: who finds them, what they refuse in words, and what they leave behind."""

import pytest
from sqlalchemy import select

from cafepol.accounts.queries import audit_entries
from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.errors import Refused
from cafepol.meetings.lifecycle import State
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import cancel_meeting
from cafepol.registrations.models import Registration
from cafepol.registrations.operations import cancel_registration
from cafepol.registrations.queries import get_registration
from cafepol.staff.models import Officer
from tests.cafes import close
from tests.factories import make_registration
from tests.pages import words


@pytest.fixture
def officer(sign_in):
    return sign_in(Role.OFFICER)


@pytest.fixture
def mine(officer, meeting):
    """`mine()`: a meeting that the officer hosts."""
    host = db.session.scalars(select(Officer).where(Officer.account_id == officer.account_id)).one()
    return lambda **wanted: meeting(host=host, **wanted)


def cancel(shown):
    with transaction():
        cancel_meeting(get_meeting_by_id(shown.id), reason="La salle est fermée.", now=now())


def links(browser, shown):
    return {a["href"].rsplit("/", 1)[1] for a in browser.page(f"/equipe/rencontres/{shown.code}").select("#gestes a")}


def state(shown):
    db.session.remove()
    return get_meeting_by_id(shown.id).status


def test_a_cancelled_meeting_is_restored_from_its_page(officer, mine):
    shown = mine()
    cancel(shown)
    assert "retablir" in links(officer, shown)
    answer = officer.submit(f"/equipe/rencontres/{shown.code}/retablir", form="main form.form", follow=True)
    assert "La rencontre a bien lieu." in words(answer.text)
    assert state(shown) is State.PUBLISHED


def test_what_was_never_published_is_a_draft_again(officer, client, mine):
    shown = mine(publish=False)
    cancel(shown)
    path = f"/equipe/rencontres/{shown.code}/retablir"
    assert "elle redevient un brouillon" in words(str(officer.page(path)))
    answer = officer.submit(path, form="main form.form", follow=True)
    assert "La rencontre est de nouveau un brouillon." in words(answer.text)
    assert state(shown) is State.DRAFT
    assert client.get(f"/rencontres/{shown.code}").status_code == 404
    values = {"csrf_token": officer.page("/equipe/").select_one("input[name=csrf_token]")["value"]}
    officer.post(path, data=values)  # a second click changes nothing
    assert state(shown) is State.DRAFT


def test_what_has_taken_place_is_not_called_off_any_more(officer, mine, clock):
    shown = mine()
    clock.set(shown.ends_at)
    with pytest.raises(Refused, match="elle se clôture"):
        cancel(shown)
    assert state(shown) is State.PUBLISHED


def test_doubts_are_shown_and_passed_over_knowingly(officer, mine):
    shown = mine(days=-25)
    cancel(shown)
    path = f"/equipe/rencontres/{shown.code}/retablir"
    answer = officer.submit(path, form="main form.form")
    assert answer.status_code == 422
    assert "pour distribuer le flyer" in words(answer.text)
    assert state(shown) is State.CANCELLED
    page = officer.submit(path, {"override": "y"}, form="main form.form")
    assert (page.status_code, state(shown)) == (302, State.PUBLISHED)


def test_a_venue_taken_meanwhile_is_said(officer, mine, meeting):
    shown = mine()
    cancel(shown)
    meeting(host="M. Martin")
    answer = officer.submit(f"/equipe/rencontres/{shown.code}/retablir", form="main form.form")
    assert answer.status_code == 422
    assert "Ce lieu est déjà pris" in words(answer.text)


def test_places_that_came_free_while_it_was_cancelled_go_to_those_who_wait(officer, mine):
    shown = mine(capacity=1)
    with transaction():
        row = get_meeting_by_id(shown.id)
        first, second = make_registration(row), make_registration(row, name="M. Petit")
        assert second.is_waiting
        cancel_registration(get_registration(first.id), now=now())
    cancel(shown)
    officer.submit(f"/equipe/rencontres/{shown.code}/retablir", {"override": "y"}, form="main form.form")
    db.session.remove()
    assert not db.session.get(Registration, second.id).is_waiting


def test_what_nobody_answered_is_a_draft_again(officer, mine, client):
    shown = mine()
    assert "remettre-en-brouillon" in links(officer, shown)
    answer = officer.submit(
        f"/equipe/rencontres/{shown.code}/remettre-en-brouillon", form="main form.form", follow=True
    )
    assert "de nouveau un brouillon" in words(answer.text)
    assert state(shown) is State.DRAFT
    assert client.get(f"/rencontres/{shown.code}").status_code == 410


def test_somebody_who_answered_and_withdrew_still_stands_in_the_way(officer, mine):
    shown = mine()
    with transaction():
        cancel_registration(get_registration(make_registration(get_meeting_by_id(shown.id)).id), now=now())
    answer = officer.submit(f"/equipe/rencontres/{shown.code}/remettre-en-brouillon", form="main form.form")
    assert answer.status_code == 422
    assert "Quelqu’un a déjà répondu" in words(answer.text)
    assert state(shown) is State.PUBLISHED


def test_the_chief_alone_opens_a_closed_meeting_again_with_a_reason(mine, sign_in, clock):
    shown = mine()
    clock.set(shown.ends_at)
    close(shown)
    path = f"/equipe/rencontres/{shown.code}/rouvrir"
    chief, officer = sign_in(Role.CHIEF), sign_in(Role.OFFICER)
    assert "rouvrir" not in links(officer, shown)
    assert officer.get(path).status_code == 404
    assert sign_in(Role.CHIEF, "boussu").get(path).status_code == 404
    assert "rouvrir" in links(chief, shown)
    assert chief.submit(path, {"reason": " "}, form="main form.form").status_code == 422
    answer = chief.submit(path, {"reason": "Une doléance manque."}, form="main form.form", follow=True)
    assert "Rencontre rouverte : Une doléance manque." in words(answer.text)
    assert state(shown) is State.PUBLISHED
    assert [(e.account_id, e.subject_id) for e in audit_entries("meeting_reopened")] == [(chief.account_id, shown.id)]


def test_a_second_click_opens_nothing_twice(mine, sign_in, clock):
    shown = mine()
    clock.set(shown.ends_at)
    close(shown)
    chief = sign_in(Role.CHIEF)
    for _ in range(2):
        chief.submit(f"/equipe/rencontres/{shown.code}/rouvrir", {"reason": "Encore."}, form="main form.form")
    assert len(audit_entries("meeting_reopened")) == 1


def test_calling_a_draft_off_and_back_says_only_what_is_so(officer, mine):
    shown = mine(publish=False)
    path = f"/equipe/rencontres/{shown.code}"
    off = words(str(officer.page(f"{path}/annuler")))
    assert "personne n’est averti" in off
    assert "Les inscrits et les partenaires" not in off
    cancel(shown)
    assert "n’a jamais été publiée" in words(str(officer.page(f"{path}/retablir")))


def test_calling_off_and_back_what_was_withdrawn_says_so(officer, mine):
    shown = mine()
    path = f"/equipe/rencontres/{shown.code}"
    officer.submit(f"{path}/remettre-en-brouillon", form="main form.form")
    assert "n’est plus publiée : personne n’est averti" in words(str(officer.page(f"{path}/annuler")))
    cancel(shown)
    assert "n’est plus publiée : elle redevient un brouillon" in words(str(officer.page(f"{path}/retablir")))
