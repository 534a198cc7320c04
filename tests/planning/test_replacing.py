"""« Remplacer l’hôte »: one page, and everybody who should hear of it does."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from cafepol.absences.operations import add_absence
from cafepol.absences.periods import Busy
from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.versioned_forms import SENT_TWICE
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.notices.operations import run_notices
from cafepol.staff.models import Officer
from tests.clients import form_values
from tests.factories import make_invitation, make_officer, make_partner_contact, make_registration
from tests.pages import words


@pytest.fixture
def chief(sign_in):
    return sign_in(Role.CHIEF)


def colleague(name, mail=None):
    with transaction():
        made = make_officer(name, commissariat="colfontaine")
        made.mail = mail
        return made.id


def messages(kind):
    db.session.remove()
    return db.session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id)).all()


def path(shown):
    return f"/equipe/rencontres/{shown.code}/remplacer-hote"


def test_the_page_offers_those_who_are_free_and_says_why_the_others_are_not(chief, meeting):
    shown = meeting()
    colleague("Mme Roy")
    meeting(host="M. Petit", venue=1)
    page = chief.page(path(shown))
    assert [label.text.strip() for label in page.select("input[name=host] + span")][-1:] == ["Inspecteur Roy"]
    assert "Inspecteur Petit a déjà une rencontre à ce moment" in words(str(page))
    assert "Duval" not in page.select_one("form.form fieldset").text


def test_the_page_says_who_noted_an_absence(chief, meeting):
    shown = meeting()
    with transaction():
        add_absence(colleague("Mme Roy"), Busy(shown.starts_at, shown.ends_at))
    page = chief.page(path(shown))
    (label,) = [each for each in page.select("label.choice") if "Roy" in each.text]
    assert "a noté une absence ce jour-là, de 18 h à 20 h." in words(str(label))


def test_both_hosts_are_told_at_once_and_people_concerned_after_the_quiet_time(chief, meeting, clock):
    shown = meeting()
    successor = colleague("Mme Roy", mail="roy@zone.example")
    with transaction():
        row = get_meeting_by_id(shown.id)
        make_registration(row, phone="0470 12 34 56")
        make_invitation(row, make_partner_contact("M. Contact", commune="colfontaine", partner="Toit & Moi"))
    clock.advance(minutes=1)
    answer = chief.submit(path(shown), {"host": str(successor)}, form="main form.form", follow=True)
    assert "Inspecteur Roy reçoit désormais." in words(answer.text)
    told = {message.recipient_name: message for message in messages("host_changed")}
    assert set(told) == {"Inspecteur Roy", "Inspectrice Duval"}
    assert told["Inspecteur Roy"].subject.startswith("Vous recevez : café")
    assert f"/equipe/rencontres/{shown.code}" in told["Inspecteur Roy"].text
    assert (told["Inspectrice Duval"].channel, told["Inspectrice Duval"].officer_id) == ("call", None)
    assert [message.officer_id for message in messages("invitation")] == [successor]
    db.session.remove()
    assert run_notices(now()) == 0
    clock.advance(minutes=10)
    assert run_notices(now()) == 2
    assert {message.kind for message in messages("meeting_contact")} == {"meeting_contact"}


def test_nobody_chosen_is_said_at_the_field(chief, meeting):
    shown = meeting()
    colleague("Mme Roy")
    answer = chief.submit(path(shown), form="main form.form")
    assert answer.status_code == 422
    assert "Choisissez qui reçoit." in words(answer.text)


def test_the_second_of_two_reads_that_somebody_was_first(chief, meeting):
    shown, successor = meeting(), colleague("Mme Roy")
    page = chief.page(path(shown))
    version = page.select_one("input[name=version]")["value"]
    chief.submit(path(shown), {"host": str(successor)}, form="main form.form")
    third = colleague("M. Petit")
    answer = chief.submit(path(shown), {"host": str(third), "version": version}, form="main form.form")
    assert answer.status_code == 422
    assert "Quelqu’un d’autre a enregistré cette rencontre entre-temps" in words(answer.text)
    db.session.remove()
    assert db.session.get(Officer, get_meeting_by_id(shown.id).host_id).name == "Mme Roy"


def test_who_sends_the_form_once_more_after_that_is_understood(chief, meeting):
    shown, successor = meeting(), colleague("Mme Roy")
    version = chief.page(path(shown)).select_one("input[name=version]")["value"]
    chief.submit(path(shown), {"host": str(successor)}, form="main form.form")
    third = colleague("M. Petit")
    answer = chief.submit(path(shown), {"host": str(third), "version": version}, form="main form.form")
    again = form_values(BeautifulSoup(answer.text, "html.parser").select_one("main form.form"))
    assert chief.post(path(shown), data=again).status_code == 302
    db.session.remove()
    assert get_meeting_by_id(shown.id).host_id == third


def test_a_double_click_replaces_once(chief, meeting):
    shown, successor = meeting(), colleague("Mme Roy")
    values = form_values(chief.page(path(shown)).select_one("main form.form")) | {"host": str(successor)}
    assert [chief.post(path(shown), data=values).status_code for _ in range(2)] == [302, 302]
    assert len(messages("host_changed")) == 2


def test_the_same_choice_sent_again_after_somebody_undid_it_is_no_double_click(chief, meeting, clock):
    shown, successor = meeting(), colleague("Mme Roy")
    former = shown.host_id
    mine = form_values(chief.page(path(shown)).select_one("main form.form")) | {"host": str(successor)}
    assert chief.post(path(shown), data=mine).status_code == 302
    chief.submit(path(shown), {"host": str(former)}, form="main form.form")
    clock.advance(seconds=SENT_TWICE.total_seconds() + 1)
    answer = chief.post(path(shown), data=mine)
    assert (answer.status_code, "Quelqu’un d’autre a enregistré" in words(answer.text)) == (422, True)


def test_another_host_chosen_while_editing_is_told_too(chief, meeting):
    shown, successor = meeting(), colleague("Mme Roy")
    edit = f"/equipe/rencontres/{shown.code}/modifier"
    chief.submit(edit, {"host": str(successor), "override": "y"}, form="main form.form")
    assert {message.recipient_name for message in messages("host_changed")} == {"Inspecteur Roy", "Inspectrice Duval"}
    assert len(messages("host_changed")) == 2


@pytest.mark.parametrize("name", ["remplacer-hote", "modifier"])
def test_of_a_draft_nobody_is_told_who_receives(chief, meeting, name):
    shown, successor = meeting(publish=False), colleague("Mme Roy", mail="roy@zone.example")
    form = f"/equipe/rencontres/{shown.code}/{name}"
    if name == "remplacer-hote":
        assert "Personne n’est prévenu : la rencontre n’est pas publiée." in words(str(chief.page(form)))
    chief.submit(form, {"host": str(successor), "override": "y"}, form="main form.form")
    assert messages("host_changed") == []
    assert get_meeting_by_id(shown.id).host_id == successor
