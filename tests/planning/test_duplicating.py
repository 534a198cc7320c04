"""« Dupliquer »: a form filled from another meeting; nothing is stored until it is saved."""

import pytest
from sqlalchemy import func, select

from cafepol.accounts.roles import Role
from cafepol.core.db import db
from cafepol.meetings.lifecycle import State
from cafepol.meetings.models import Meeting
from cafepol.meetings.queries import get_meeting_by_id
from tests.pages import words


@pytest.fixture
def officer(sign_in):
    return sign_in(Role.OFFICER)


def count():
    db.session.remove()
    return db.session.scalar(select(func.count()).select_from(Meeting))


def path(shown):
    return f"/equipe/rencontres/{shown.code}/dupliquer"


def test_the_form_is_filled_and_nothing_is_stored(officer, meeting):
    shown = meeting(title="Café des aînés", public_text="Venez parler.", capacity=30)
    page = officer.page(path(shown))
    form = page.select_one("form.form")
    assert form["action"] == "/equipe/rencontres/nouvelle"
    assert form.select_one("[name=title]")["value"] == "Café des aînés"
    assert form.select_one("[name=day]")["value"] == "2027-02-16"
    assert form.select_one("[name=starts]")["value"] == "18:00"
    assert form.select_one("[name=host] option[selected]").text == "Inspectrice Duval"
    assert form.select_one("[name=public_text]").text.strip() == "Venez parler."
    assert "Comme le café de Colfontaine du mardi 9 février 2027" in words(str(page))
    assert count() == 1


def test_saving_makes_a_draft_of_its_own(officer, meeting):
    shown = meeting(title="Café des aînés")
    answer = officer.submit(path(shown), {"override": "y"}, form="main form.form")
    assert answer.status_code == 302
    assert count() == 2
    copy = db.session.scalars(select(Meeting).where(Meeting.id != shown.id)).one()
    before = get_meeting_by_id(shown.id)
    assert (copy.status, copy.title, copy.venue_id) == (State.DRAFT, "Café des aînés", before.venue_id)
    assert (copy.uid != before.uid, copy.sequence, copy.created_by_id) == (True, 0, officer.account_id)


def test_a_cancelled_meeting_of_a_colleague_is_copied_too_but_not_another_commissariats(officer, meeting):
    assert officer.get(path(meeting())).status_code == 200
    assert officer.get(path(meeting(town="boussu", host="M. Martin"))).status_code == 404
