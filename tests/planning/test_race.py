"""A double click on « Enregistrer » as it happens: both forms arrive before the first one is answered."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from cafepol.accounts.roles import Role
from cafepol.core import receipts
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.meetings import operations as meetings
from cafepol.meetings.models import EarlierStanding, Meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.planning import operations
from cafepol.zone.queries import get_venue
from tests.cafes import DAY, Town, at_another_address, wish
from tests.clients import at_once, form_values
from tests.waiting import UNTIL_IT_WAITS, meanwhile

pytestmark = pytest.mark.engines

NEW = "/equipe/rencontres/nouvelle"


@pytest.fixture
def slow_claim(monkeypatch):
    """Between taking the form's key and acting on it there is time for the second form to come in between."""
    claim = receipts.claim

    def take(key, **more):
        done = claim(key, **more)
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


def standings():
    db.session.remove()
    return list(db.session.scalars(select(EarlierStanding)))


def test_a_venue_is_corrected_while_a_meeting_there_is_called_off(app, meeting):
    shown = meeting()

    def cancel():
        operations.cancel(get_meeting_by_id(shown.id), reason="Inondation.", now=now())

    assert meanwhile(app, cancel, lambda: at_another_address(shown.venue_id)) == 0
    assert get_venue(shown.venue_id).street == "rue Neuve 1"
    assert [each.sequence for each in standings()] == [shown.sequence]


def test_a_venue_is_corrected_while_a_draft_there_is_published(app, meeting):
    draft = meeting(publish=False)

    def publish():
        operations.publish(get_meeting_by_id(draft.id), by=None, now=now())

    assert meanwhile(app, publish, lambda: at_another_address(draft.venue_id)) == 1
    assert get_meeting_by_id(draft.id).material_at is not None


def test_a_venue_is_corrected_while_a_meeting_there_is_moved(app, meeting, monkeypatch):
    shown, claim = meeting(), meetings.claim_version

    def slowly(row, version, *, stale):
        claim(row, version, stale=stale)
        time.sleep(2 * UNTIL_IT_WAITS)

    def move():
        wanted = wish(override_soft=True, day=DAY + timedelta(days=1))
        told = {name: wanted.pop(name) for name in ("now", "tz")}
        operations.edit(get_meeting_by_id(shown.id), version=shown.version, plan=wanted, **told)

    def alone(act):
        with app.app_context(), transaction():
            return act()

    monkeypatch.setattr(meetings, "claim_version", slowly)
    with ThreadPoolExecutor(2) as pool:
        moving = pool.submit(alone, move)
        time.sleep(UNTIL_IT_WAITS)
        assert pool.submit(alone, lambda: at_another_address(shown.venue_id)).result() == 1
        moving.result()
    assert sorted(each.sequence for each in standings()) == [shown.sequence, shown.sequence + 1]
