"""A tablet that others see: it opens the room of one meeting, and nothing else, until an hour after its end."""

from datetime import datetime, timedelta

import pytest

from cafepol.accounts.models import SignIn
from cafepol.accounts.operations import deactivate_account
from cafepol.accounts.passwords import hash_password
from cafepol.accounts.queries import audit_entries, get_account
from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.desk.operations import enter_room
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.staff.queries import find_officer
from tests.factories import make_meeting

TODAY_AT_14 = datetime(2027, 1, 7, 14, 0)  # noqa: DTZ001 -- the wall clock


@pytest.fixture
def officer(sign_in):
    return sign_in(Role.OFFICER, "colfontaine", name="Mme Lambert")


@pytest.fixture
def planned(officer):
    """`planned(days=1)`: a café of this officer, so many days from today."""

    def make(*, days=0):
        with transaction():
            host = find_officer(officer.account_id)
            return make_meeting(host, commune="colfontaine", starts=TODAY_AT_14 + timedelta(days=days))

    return make


@pytest.fixture
def inside(officer, planned):
    """A café of today, whose room is open on the officer's tablet."""
    meeting = planned()
    officer.submit("/equipe/", action=f"/rencontres/{meeting.code}/salle/ouvrir", form=".today form")
    return meeting


def room_of(meeting):
    return f"/equipe/rencontres/{meeting.code}/salle"


def is_asked_to_sign_in(response):
    return response.status_code == 302 and response.location.startswith("/equipe/connexion")


def test_room_is_opened_from_the_desk_and_noted(officer, inside):
    assert officer.get(room_of(inside)).status_code == 200
    [entry] = audit_entries("room_entered")
    assert (entry.account_id, entry.detail) == (officer.account_id, {"code": inside.code})


def test_every_other_page_asks_to_sign_in_and_the_room_stays_open(app, officer, inside):
    other = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/equipe/") and "GET" in rule.methods and rule.arguments <= {"code"}
    ]
    opened = [
        rule
        for rule in other
        if not is_asked_to_sign_in(officer.get(rule.replace("<code>", inside.code))) and rule != "/equipe/connexion"
    ]
    assert opened == ["/equipe/rencontres/<code>/salle"]
    assert len(other) > 20
    assert "Revenir à la salle" in officer.get("/equipe/connexion").text
    assert officer.get(room_of(inside)).status_code == 200


def test_nothing_else_is_changed_from_the_room(officer, inside):
    token = officer.page(room_of(inside)).select_one("input[name=csrf_token]")["value"]
    for path in ("annuler", "cloturer", "salle/ouvrir"):
        answer = officer.post(f"/equipe/rencontres/{inside.code}/{path}", data={"csrf_token": token})
        assert is_asked_to_sign_in(answer), path


def test_room_of_another_meeting_of_the_same_day_stays_closed(officer, planned, inside):
    other = planned(days=1)
    assert is_asked_to_sign_in(officer.get(room_of(other)))


def test_room_is_not_ended_by_the_idle_limit_but_an_hour_after_the_end(officer, inside, clock):
    clock.set(inside.ends_at + timedelta(minutes=59))
    assert officer.get(room_of(inside)).status_code == 200
    officer.submit(room_of(inside), {"delta": "1"}, action="/venus")
    clock.set(inside.ends_at + timedelta(hours=1))
    assert is_asked_to_sign_in(officer.get(room_of(inside)))


def test_leaving_ends_it_at_once_and_wipes_the_browser(officer, inside):
    left = officer.submit(room_of(inside), action="/salle/quitter")
    assert left.location == f"/equipe/connexion?next=/equipe/rencontres/{inside.code}"
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert is_asked_to_sign_in(officer.get(room_of(inside)))
    assert db.session.scalar(db.select(db.func.count()).select_from(SignIn)) == 0


def test_signing_in_again_ends_the_room(officer, inside):
    cookie = officer.get_cookie("cafepol").value
    with transaction():
        account = get_account(officer.account_id)
        mail = account.mail
        account.password_hash = hash_password("un café noir sans sucre")
    officer.submit("/equipe/connexion", {"mail": mail, "password": "un café noir sans sucre"})
    assert officer.get("/equipe/").status_code == 200
    officer.set_cookie("cafepol", cookie)
    assert is_asked_to_sign_in(officer.get(room_of(inside)))


def test_account_that_is_closed_closes_its_room(officer, inside):
    with transaction():
        deactivate_account(get_account(officer.account_id), now=now(), by_account_id=None)
    assert is_asked_to_sign_in(officer.get(room_of(inside)))


def test_before_the_day_and_an_hour_after_the_end_nothing_is_narrowed(planned):
    made = planned()
    over = made.ends_at + timedelta(hours=1)
    with transaction():
        meeting = get_meeting_by_id(made.id)
        assert not enter_room(meeting, token="", today=meeting.day - timedelta(days=1), now=now())
        assert not enter_room(meeting, token="", today=meeting.day, now=over)


def test_without_the_room_mode_leaving_leads_to_the_hub(officer, planned):
    meeting = planned()
    page = officer.page(room_of(meeting))
    assert page.select_one(f".staffbar a[href='/equipe/rencontres/{meeting.code}']")
    token = page.select_one("input[name=csrf_token]")["value"]
    left = officer.post(f"{room_of(meeting)}/quitter", data={"csrf_token": token})
    assert left.location == f"/equipe/rencontres/{meeting.code}"
    assert officer.get("/equipe/").status_code == 200
