"""The list of what is to be prepared, on a meeting's page and on the desk."""

import pytest
from sqlalchemy import select

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.meetings.operations import edit_meeting
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import cancel_meeting, publish_meeting
from cafepol.staff.models import Officer
from tests.cafes import wish
from tests.factories import make_invitation, make_partner_contact
from tests.pages import words


@pytest.fixture
def officer(sign_in):
    return sign_in(Role.OFFICER)


@pytest.fixture
def shown(officer, meeting):
    """A meeting that the officer hosts in five weeks."""
    host = db.session.scalars(select(Officer).where(Officer.account_id == officer.account_id)).one()
    return meeting(host=host)


def hub(shown):
    return f"/equipe/rencontres/{shown.code}"


def listed(browser, shown):
    """Each step as it is read: label and what is said of it."""
    rows = browser.page(hub(shown)).select("#preparation li")
    return {words(str(row.select_one(".what").contents[0])): words(str(row.select_one(".due"))) for row in rows}


def test_what_is_known_is_done_and_what_is_late_is_said(officer, shown):
    found = listed(officer, shown)
    assert found["Publier la rencontre"] == "fait"
    assert found["Réserver la salle"].startswith("en retard : c’était pour le")
    assert found["Inviter les partenaires"].startswith("pour le")


def test_inviting_and_printing_are_known_by_themselves_and_a_flyer_is_printed_anew_after_a_change(
    officer, shown, clock
):
    with transaction():
        row = get_meeting_by_id(shown.id)
        make_invitation(row, make_partner_contact("M. Contact", commune="colfontaine", partner="Toit & Moi"))
    assert officer.get(f"{hub(shown)}/imprimer/flyer-a5.pdf?pour=page").status_code == 200
    found = listed(officer, shown)
    assert (found["Inviter les partenaires"], found["Imprimer le flyer"]) == ("fait", "fait")
    clock.advance(minutes=5)
    with transaction():
        row = get_meeting_by_id(shown.id)
        edit_meeting(
            row, version=row.version, override_soft=True, **(wish(host=row.host) | {"title": "Un café, et du thé"})
        )
    assert listed(officer, shown)["Imprimer le flyer"] != "fait"
    officer.get(f"{hub(shown)}/imprimer/flyer-a5.pdf")
    assert listed(officer, shown)["Imprimer le flyer"] == "fait"


def test_a_flyer_of_a_draft_or_in_the_hands_of_somebody_who_does_not_prepare_is_not_printed(
    officer, meeting, sign_in, clock
):
    host = db.session.scalars(select(Officer).where(Officer.account_id == officer.account_id)).one()
    draft = meeting(host=host, publish=False)
    assert officer.get(f"{hub(draft)}/imprimer/flyer-a5.pdf?pour=page").status_code == 200
    clock.advance(minutes=5)
    with transaction():
        publish_meeting(get_meeting_by_id(draft.id), now=now())
    assert sign_in(Role.RECEPTION).get(f"{hub(draft)}/imprimer/flyer-a5.pdf?pour=page").status_code == 200
    assert listed(officer, draft)["Imprimer le flyer"] != "fait"
    assert sign_in(Role.CHIEF).get(f"{hub(draft)}/imprimer/flyer-a5.pdf?pour=page").status_code == 200
    assert listed(officer, draft)["Imprimer le flyer"] == "fait"


def test_a_step_that_was_done_for_another_day_says_since_when_it_is_to_be_done_again(officer, shown, clock):
    form = officer.page(hub(shown)).select_one("#preparation form")
    values = {each["name"]: each["value"] for each in form.select("input")}
    officer.post(form["action"], data=values | {"done": "1"})
    clock.advance(minutes=5)
    with transaction():
        row = get_meeting_by_id(shown.id)
        edit_meeting(row, version=row.version, override_soft=True, **wish(host=row.host, start="19:00", end="21:00"))
    said = listed(officer, shown)["Réserver la salle"]
    assert said.startswith("à refaire pour le")
    assert "la date ou le lieu a changé le jeudi 7 janvier." in said
    assert "C’était fait le jeudi 7 janvier" in said


def test_a_step_is_ticked_with_who_and_when_and_taken_back(officer, shown):
    page = officer.page(hub(shown))
    form = page.select_one("#preparation form")
    values = {each["name"]: each["value"] for each in form.select("input")}
    assert values["step"] == "salle"
    answer = officer.post(form["action"], data=values | {"done": "1"})
    assert answer.headers["Location"].endswith("#preparation")
    assert listed(officer, shown)["Réserver la salle"].startswith("fait le")
    officer.post(form["action"], data=values | {"done": "0"})
    assert listed(officer, shown)["Réserver la salle"].startswith("en retard")


def test_what_cannot_be_ticked_any_more_is_said(officer, shown):
    form = officer.page(hub(shown)).select_one("#preparation form")
    values = {each["name"]: each["value"] for each in form.select("input")}
    with transaction():
        cancel_meeting(get_meeting_by_id(shown.id), reason="Grève.", now=now())
    answer = officer.post(form["action"], data=values | {"done": "1"}, follow_redirects=True)
    assert "ne change plus" in words(answer.text)


def test_a_colleague_reads_the_list_and_ticks_nothing(sign_in, shown):
    assert sign_in(Role.OFFICER).page(hub(shown)).select("#preparation form") == []


def test_the_desk_names_the_next_step(officer, shown):
    assert "Prochaine étape : Réserver la salle" in words(officer.page("/equipe/").text)
