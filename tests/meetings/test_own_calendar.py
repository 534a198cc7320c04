from urllib.parse import urlsplit

import icalendar
import pytest
from sqlalchemy import select

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.links import Link
from cafepol.meetings import stages
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.staff.models import Officer

PAGE = "/equipe/mon-calendrier"
ON_ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def me(sign_in):
    """An officer's browser."""
    browser = sign_in(Role.OFFICER, name="Mme Moi")
    browser.address = lambda: (
        urlsplit(
            browser.submit(PAGE, action="mon-calendrier").text.split('id="adresse">')[1].split("<")[0].strip()
        ).path
    )
    return browser


def events(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    found = icalendar.Calendar.from_ical(answer.text).walk("VEVENT")
    return {each["UID"]: (each["STATUS"], str(each["SUMMARY"]).split(" – ")[0], each["URL"]) for each in found}


def test_it_holds_what_one_hosts_drafts_and_called_off_cafes_too(client, me, meeting):
    title = "Un café avec votre policier de quartier"
    mine, draft, off = (meeting(host="Mme Moi", days=day, publish=day != 1) for day in range(3))
    with transaction() as session:
        co_host = session.scalars(select(Officer).where(Officer.name == "Mme Moi")).one()
        stages.cancel_meeting(get_meeting_by_id(off.id), reason="Grève.", now=now())
    shared = meeting(days=3, co_hosts=[co_host])
    meeting(days=4)
    assert events(client, me.address()) == {
        mine.uid: ("CONFIRMED", title, f"http://localhost/rencontres/{mine.code}"),
        draft.uid: ("TENTATIVE", f"BROUILLON : {title}", f"http://localhost/equipe/rencontres/{draft.code}"),
        off.uid: ("CANCELLED", f"ANNULÉE : {title}", f"http://localhost/rencontres/{off.code}"),
        shared.uid: ("CONFIRMED", title, f"http://localhost/rencontres/{shared.code}"),
    }


def test_a_draft_that_was_cancelled_leads_to_the_page_of_its_hosts(client, me, meeting):
    draft = meeting(host="Mme Moi", publish=False)
    with transaction():
        stages.cancel_meeting(get_meeting_by_id(draft.id), reason="Grève.", now=now())
    status, _, address = events(client, me.address())[draft.uid]
    assert (status, address) == ("CANCELLED", f"http://localhost/equipe/rencontres/{draft.code}")


def test_the_address_is_shown_once_and_kept_as_a_hash(me):
    assert "Aucune adresse n’est en service." in me.get(PAGE).text
    secret = me.address().removeprefix("/agenda/").removesuffix(".ics")
    again = me.get(PAGE).text
    assert "Une adresse est en service." in again
    assert secret not in again
    assert db.session.scalars(select(Link.token_hash)).one() != secret


def test_a_new_address_replaces_the_former_and_a_revoked_one_opens_nothing(client, me):
    first = me.address()
    second = me.address()
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    assert me.submit(PAGE, action="retirer").status_code == 302
    assert client.get(second).status_code == 404
    assert client.get("/agenda/" + "A" * 43 + ".ics").status_code == 404


@ON_ONE
def test_a_form_sent_twice_makes_one_address(client, me):
    form = {field["name"]: field["value"] for field in me.page(PAGE).select("main form input")}
    shown = me.post(PAGE, data=form)
    assert me.post(PAGE, data=form).status_code == 302
    assert "déjà été montrée" in me.get(PAGE).text
    path = urlsplit(shown.text.split('id="adresse">')[1].split("<")[0].strip()).path
    assert client.get(path).status_code == 200


@ON_ONE
def test_it_ends_with_its_time_and_with_the_officers_service(client, me, clock):
    address = me.address()
    with transaction() as session:
        officer = session.scalars(select(Officer).where(Officer.name == "Mme Moi")).one()
        officer.is_active = False
    assert client.get(address).status_code == 404
    with transaction() as session:
        session.get(Officer, officer.id).is_active = True
    clock.advance(days=5 * 365 + 1)
    assert client.get(address).status_code == 410


@pytest.mark.parametrize("how_many", [1, 30])
def test_it_is_nobody_elses_to_keep_and_costs_little(client, me, meeting, count_queries, how_many):
    for day in range(how_many):
        meeting(host="Mme Moi", days=day)
    address = me.address()
    with count_queries() as counted:
        first = client.get(address)
    assert counted.total == 7
    assert first.headers["Cache-Control"] == "no-store"
    with count_queries() as counted:
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, counted.total) == (304, 3)


@ON_ONE
def test_the_desk_leads_to_it_and_a_chief_without_a_post_has_none(me, sign_in):
    assert me.page("/equipe/").select_one(f"a[href='{PAGE}']")
    chief = sign_in(Role.CHIEF)
    with transaction() as session:
        session.delete(session.scalars(select(Officer).where(Officer.account_id == chief.account_id)).one())
    assert chief.get(PAGE).status_code == 404
