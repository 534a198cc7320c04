"""A double click on « Enregistrer » as it happens: both forms arrive before the first one is answered."""

import time

import pytest
from sqlalchemy import select

from cafepol.accounts.roles import Role
from cafepol.core import receipts
from cafepol.core.db import db
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting_by_id
from tests.cafes import Town
from tests.clients import at_once, form_values

NEW = "/equipe/rencontres/nouvelle"


@pytest.fixture
def slow_claim(monkeypatch):
    """Between taking the form's key and acting on it there is time for the second form to come in between."""
    claim = receipts.claim

    def take(key, *, now):
        done = claim(key, now=now)
        time.sleep(0.3)
        return done

    monkeypatch.setattr(receipts, "claim", take)


@pytest.mark.usefixtures("slow_claim")
def test_a_form_sent_twice_at_once_makes_one_meeting_and_both_lead_to_it(sign_in):
    officer = sign_in(Role.OFFICER)
    typed = {"venue": str(Town().venues[0].id), "day": "2027-02-09", "starts": "18:00", "ends": "20:00"}
    opened = form_values(officer.page(NEW).select_one("main form.form"))
    answers = at_once(officer, NEW, *[opened | typed] * 2)
    (code,) = db.session.scalars(select(Meeting.code))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert {answer.headers["Location"] for answer in answers} == {f"/equipe/rencontres/{code}"}


@pytest.mark.usefixtures("slow_claim")
def test_a_change_sent_twice_at_once_is_saved_once_and_nobody_else_is_blamed(sign_in, meeting):
    chief, shown = sign_in(Role.CHIEF), meeting()
    path = f"/equipe/rencontres/{shown.code}/modifier"
    opened = form_values(chief.page(path).select_one("main form.form"))
    answers = at_once(chief, path, *[opened | {"title": "Café des aînés"}] * 2)
    assert [answer.status_code for answer in answers] == [302, 302]
    after = get_meeting_by_id(shown.id)
    assert (after.title, after.version) == ("Café des aînés", shown.version + 1)


@pytest.mark.usefixtures("slow_claim")
def test_a_venue_corrected_by_two_forms_at_once_is_saved_once(sign_in):
    officer, room = sign_in(Role.OFFICER), Town().venues[0]
    path = f"/equipe/lieux/{room.id}/modifier"
    opened = form_values(officer.page(path).select_one("main form.form"))
    answers = at_once(officer, path, *[opened | {"capacity": "20"}] * 2)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (Town().venues[0].capacity, Town().venues[0].version) == (20, 2)


@pytest.mark.usefixtures("slow_claim")
def test_of_two_who_correct_a_venue_at_once_one_saves_and_one_sees_both_versions(sign_in):
    officer, room = sign_in(Role.OFFICER), Town().venues[0]
    path = f"/equipe/lieux/{room.id}/modifier"
    opened = form_values(officer.page(path).select_one("main form.form"))
    answers = at_once(officer, path, *[opened | {"key": each * 16, "capacity": "20"} for each in "ab"])
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert Town().venues[0].version == 2
