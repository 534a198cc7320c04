"""The language of a meeting's papers: the zone's first, or another of its own where it has several."""

import pytest
from sqlalchemy import select, update

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.meetings.models import Meeting
from cafepol.meetings.operations import edit_meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.zone.models import Zone
from tests.cafes import Town, wish

NEW = "/equipe/rencontres/nouvelle"


@pytest.fixture
def two_languages(app):
    with transaction() as session:
        session.execute(update(Zone).values(languages=["nl", "fr"]))


def typed():
    return {"venue": str(Town().venues[0].id), "day": "2027-02-09", "starts": "18:00", "ends": "20:00"}


def language_saved():
    db.session.remove()
    return db.session.scalars(select(Meeting.language)).one()


def test_a_zone_of_one_language_is_not_asked(sign_in):
    assert "Celle du flyer" not in sign_in(Role.OFFICER).get(NEW).text


def test_the_first_language_of_the_zone_is_proposed_and_kept(sign_in, two_languages):
    officer = sign_in(Role.OFFICER)
    assert "Celle du flyer" in officer.get(NEW).text
    officer.submit(NEW, typed(), form="main form.form")
    assert language_saved() == "nl"


def test_another_language_is_kept_and_one_that_the_zone_does_not_speak_is_refused(sign_in, two_languages):
    officer = sign_in(Role.OFFICER)
    answer = officer.submit(NEW, typed() | {"language": "de"}, form="main form.form")
    assert answer.status_code == 422
    assert "Choisissez une réponse de la liste." in answer.text
    officer.submit(NEW, typed() | {"language": "fr"}, form="main form.form")
    assert language_saved() == "fr"


def test_a_change_of_language_is_a_change_of_the_paper_and_of_nothing_that_people_are_told(meeting, clock):
    shown = meeting()
    with transaction():
        row = get_meeting_by_id(shown.id)
        values = wish(host=row.host) | {"venue": row.venue, "quarter": row.quarter, "starts_local": row.starts_local}
        values |= {"ends_local": row.ends_local, "title": row.title, "phone": row.phone, "language": "nl"}
        change = edit_meeting(row, version=row.version, **values)
    after = get_meeting_by_id(shown.id)
    assert (after.language, after.paper_changed_at) == ("nl", now())
    assert (change.material, change.contact, change.new_day) == (False, False, False)
    assert after.sequence == shown.sequence
