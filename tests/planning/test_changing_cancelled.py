"""A cancelled meeting is put right before it is restored: its host left, or its venue is not in use any more."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.meetings.lifecycle import State
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.notices.operations import run_notices
from cafepol.planning.operations import cancel
from cafepol.registrations.operations import cancel_registration
from cafepol.registrations.queries import get_registration
from cafepol.staff.operations import deactivate_officer
from cafepol.staff.queries import get_officer
from cafepol.zone.models import Venue
from tests.clients import form_values
from tests.factories import make_officer, make_registration
from tests.pages import words


@pytest.fixture
def chief(sign_in):
    return sign_in(Role.CHIEF)


@pytest.fixture
def cancelled(meeting):
    shown = meeting(capacity=1)
    with transaction():
        cancel(get_meeting_by_id(shown.id), reason="Le policier est parti.", now=now())
    return shown


def page(shown, name=""):
    return f"/equipe/rencontres/{shown.code}{name}"


def leave(shown):
    with transaction():
        deactivate_officer(get_officer(shown.host_id))


def colleague():
    with transaction():
        made = make_officer("Mme Roy", commissariat="colfontaine")
        made.mail = "roy@zone.example"
        return made.id


def messages(kind):
    db.session.remove()
    return db.session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id)).all()


def links(answer):
    return {a["href"].rsplit("/", 1)[1] for a in answer.select("form.form .actions a")}


def restore(chief, shown):
    return chief.submit(page(shown, "/retablir"), {"override": "y"}, form="main form.form")


def test_the_page_of_a_cancelled_meeting_leads_to_what_may_be_changed(chief, cancelled, sign_in, clock):
    seen = {a["href"].rsplit("/", 1)[-1] for a in chief.page(page(cancelled)).select("main a")}
    assert {"modifier", "remplacer-hote", "retablir"} <= seen
    assert "annuler" not in seen
    clock.set(cancelled.starts_at)
    seen = {a["href"].rsplit("/", 1)[-1] for a in sign_in(Role.CHIEF).page(page(cancelled)).select("main a")}
    assert not {"modifier", "remplacer-hote", "retablir"} & seen


def test_a_host_who_left_is_named_replaced_and_the_meeting_restored(chief, cancelled, clock):
    leave(cancelled)
    successor = colleague()
    answer = restore(chief, cancelled)
    assert answer.status_code == 422
    assert "Inspectrice Duval n’est plus en service. Choisissez d’abord qui reçoit." in words(answer.text)
    assert "/remplacer-hote" in answer.text
    shown = chief.page(page(cancelled, "/remplacer-hote"))
    assert shown.select("input[name=stays]") == []
    assert "Personne n’est prévenu tant que la rencontre est annulée" in words(str(shown))
    clock.advance(minutes=1)
    chief.submit(page(cancelled, "/remplacer-hote"), {"host": str(successor)}, form="main form.form")
    assert messages("host_changed") == []
    assert restore(chief, cancelled).status_code == 302
    (told,) = messages("host_changed")
    assert (told.recipient_name, told.subject.partition(" : ")[0]) == ("Inspecteur Roy", "Vous recevez")
    assert get_meeting_by_id(cancelled.id).host_id == successor


def test_a_venue_out_of_use_is_named_changed_and_the_meeting_restored(chief, cancelled):
    with transaction():
        db.session.get(Venue, cancelled.venue_id).is_active = False
    answer = restore(chief, cancelled)
    assert answer.status_code == 422
    assert "ne sert plus pour des rencontres. Choisissez d’abord un autre lieu." in words(answer.text)
    assert page(cancelled, "/modifier") in answer.text
    edit = chief.page(page(cancelled, "/modifier"))
    other = next(
        each["value"]
        for each in edit.select("select[name=venue] optgroup[label=Colfontaine] option")
        if each["value"] != str(cancelled.venue_id)
    )
    assert save(chief, cancelled, venue=other).status_code == 302
    assert state(cancelled) is State.PUBLISHED


def save(browser, shown, **values):
    """What the one button of the page sends."""
    (button,) = browser.page(page(shown, "/modifier")).select("main form.form .actions button")
    sent = {button["name"]: button["value"]} if button.has_attr("name") else {}
    return browser.submit(page(shown, "/modifier"), {"override": "y"} | values | sent, form="main form.form")


def state(shown):
    db.session.remove()
    return get_meeting_by_id(shown.id).status


def test_a_cancelled_meeting_is_changed_and_restored_in_one_step(chief, cancelled, client):
    edit = words(str(chief.page(page(cancelled, "/modifier"))))
    assert "Enregistrer et rétablir" in edit
    assert "En l’enregistrant, vous la rétablissez" in edit
    answer = save(chief, cancelled, day="2027-02-16")
    assert "La rencontre est enregistrée. Elle a bien lieu." in words(chief.get(answer.headers["Location"]).text)
    public = words(client.get(f"/rencontres/{cancelled.code}").text)
    assert "mardi 16 février" in public.lower()
    assert "annulée" not in public.lower()


def test_a_form_opened_before_it_was_called_off_neither_changes_nor_restores_it(chief, meeting, client):
    shown = meeting()
    opened = form_values(chief.page(page(shown, "/modifier")).select_one("main form.form"))
    off(shown)
    answer = chief.post(page(shown, "/modifier"), data=opened | {"day": "2027-02-16", "override": "y"})
    assert answer.status_code == 422
    assert "Cette rencontre est annulée. Rien n’est enregistré" in words(answer.text)
    assert "Enregistrer et rétablir" in words(answer.text)
    assert 'value="2027-02-16"' in answer.text
    for told in (f"/rencontres/{shown.code}", "/"):
        assert "16 février" not in words(client.get(told).text)
    assert b"DTSTART;TZID=Europe/Brussels:20270209" in client.get("/agenda.ics").data
    assert (get_meeting_by_id(shown.id).day.day, state(shown)) == (9, State.CANCELLED)


def test_a_form_opened_while_it_was_cancelled_changes_it_although_it_was_restored_meanwhile(chief, cancelled):
    opened = form_values(chief.page(page(cancelled, "/modifier")).select_one("main form.form"))
    restore(chief, cancelled)
    changed = opened | {"day": "2027-02-16", "override": "y", "restores": "y"}
    assert chief.post(page(cancelled, "/modifier"), data=changed).status_code == 302
    assert (get_meeting_by_id(cancelled.id).day.day, state(cancelled)) == (16, State.PUBLISHED)


def test_it_stays_as_it_was_when_the_new_plan_cannot_be_kept(chief, cancelled, meeting):
    meeting(host="M. Dupont", days=7)
    answer = save(chief, cancelled, day="2027-02-16")
    assert answer.status_code == 422
    assert "a déjà une rencontre" in words(answer.text) or "est déjà pris" in words(answer.text)
    assert "Café de Colfontaine, mardi 9 février" in words(answer.text)
    assert (get_meeting_by_id(cancelled.id).day.day, state(cancelled)) == (9, State.CANCELLED)


def test_doubts_about_the_day_it_keeps_are_read_before_it_is_restored(sign_in, cancelled, clock):
    clock.set(cancelled.starts_at - timedelta(days=2))
    doubted = save(sign_in(Role.CHIEF), cancelled, title="Un autre titre", override=None)
    assert doubted.status_code == 422
    assert "Continuer quand même" in words(doubted.text)
    assert state(cancelled) is State.CANCELLED


def test_a_host_who_left_is_replaced_in_the_same_form(chief, cancelled):
    leave(cancelled)
    successor = colleague()
    refused = save(chief, cancelled, day="2027-02-16")
    assert "Inspectrice Duval n’est plus en service. Choisissez d’abord qui reçoit." in words(refused.text)
    assert "Café de Colfontaine, mardi 9 février" in words(refused.text)
    assert save(chief, cancelled, day="2027-02-16", host=str(successor)).status_code == 302
    (told,) = messages("host_changed")
    assert told.recipient_name == "Inspecteur Roy"
    assert state(cancelled) is State.PUBLISHED


def test_a_cancelled_draft_is_changed_and_a_draft_again(chief, meeting):
    shown = meeting(publish=False)
    off(shown)
    assert "vous en refaites un brouillon" in words(str(chief.page(page(shown, "/modifier"))))
    answer = save(chief, shown, day="2027-02-16")
    assert "C’est de nouveau un brouillon." in words(chief.get(answer.headers["Location"]).text)
    assert (get_meeting_by_id(shown.id).day.day, state(shown)) == (16, State.DRAFT)


def test_people_or_a_venue_taken_meanwhile_lead_to_the_page_that_mends_it(chief, cancelled, meeting):
    meeting(host="Mme Duval", venue=1)
    answer = restore(chief, cancelled)
    assert "a déjà une rencontre à ce moment" in words(answer.text)
    assert page(cancelled, "/remplacer-hote") in answer.text
    assert page(cancelled, "/modifier") not in answer.text


def told_of(kind=None):
    db.session.remove()
    rows = db.session.scalars(select(Message).where(Message.state != "dropped").order_by(Message.id))
    return [(each.recipient_phone, each.kind) for each in rows if each.recipient_phone]


FIRST, SECOND = "+32470111111", "+32470222222"


@pytest.fixture
def full(meeting):
    """A meeting for one: the first has the place, the second waits."""
    shown = meeting(capacity=1)
    with transaction():
        row = get_meeting_by_id(shown.id)
        ids = [make_registration(row, name=name, phone=phone).id for name, phone in (("A", FIRST), ("B", SECOND))]
    return shown, ids


def off(shown):
    with transaction():
        cancel(get_meeting_by_id(shown.id), reason="Grève.", now=now())


def do_calls():
    with transaction() as session:
        for each in session.scalars(select(Message).where(Message.state == "to_do")):
            each.state = "done"


def round_(clock):
    clock.advance(minutes=10)
    db.session.remove()
    run_notices(now())


def drop_first(ids):
    with transaction():
        cancel_registration(get_registration(ids[0]), now=now())


def test_who_heard_annulee_and_gets_a_place_is_told_both_at_once(chief, full, clock):
    shown, ids = full
    off(shown)
    round_(clock)
    do_calls()
    restore(chief, shown)
    drop_first(ids)
    assert [each for each in told_of() if each[0] == SECOND] == [(SECOND, "meeting_change")]
    round_(clock)
    assert [each for each in told_of() if each[0] == SECOND][1:] == [(SECOND, "meeting_change_place")]
    (told,) = messages("meeting_change_place")
    assert "n’est plus annulée" in told.text
    assert "Une place s’est libérée" in told.text
    round_(clock)
    assert len([each for each in told_of() if each[0] == SECOND]) == 2


def test_who_heard_nothing_of_it_is_told_of_the_place_alone(chief, full, clock):
    shown, ids = full
    off(shown)
    restore(chief, shown)
    drop_first(ids)
    round_(clock)
    assert [each for each in told_of() if each[0] == SECOND] == [(SECOND, "registration_promoted")]


def test_a_place_told_with_news_that_never_left_is_told_later(chief, full, clock):
    shown, ids = full
    off(shown)
    round_(clock)
    do_calls()
    restore(chief, shown)
    drop_first(ids)
    round_(clock)
    off(shown)
    round_(clock)
    restore(chief, shown)
    round_(clock)
    assert [each for each in told_of() if each[0] == SECOND] == [
        (SECOND, "meeting_change"),
        (SECOND, "meeting_change_place"),
    ]


def test_a_place_that_nobody_told_yet_waits_for_the_news_that_came_after(chief, full, clock):
    shown, ids = full
    drop_first(ids)
    off(shown)
    round_(clock)
    assert [each for each in told_of() if each[0] == SECOND] == [(SECOND, "meeting_change")]
    do_calls()
    restore(chief, shown)
    round_(clock)
    assert [each for each in told_of() if each[0] == SECOND][1:] == [(SECOND, "meeting_change_place")]


def test_who_heard_annulee_hears_in_one_message_that_it_takes_place_another_day(chief, full, clock):
    shown, _ = full
    off(shown)
    round_(clock)
    do_calls()
    save(chief, shown, day="2027-02-16")
    round_(clock)
    assert [kind for person, kind in told_of() if person == FIRST] == ["meeting_change", "meeting_change"]
    off_, on = (each for each in messages("meeting_change") if each.recipient_phone == FIRST)
    assert ("9 février" in words(off_.text), "16 février" in words(off_.text)) == (True, False)
    assert "n’est plus annulée" in on.text
    assert "16 février" in words(on.text)
    round_(clock)
    assert len([each for each in told_of() if each[0] == FIRST]) == 2
