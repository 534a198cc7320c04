"""A cancelled meeting is put right before it is restored: its host left, or its venue is not in use any more."""

import pytest
from sqlalchemy import select

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import cancel_meeting
from cafepol.messages.models import Message
from cafepol.notices.operations import run_notices
from cafepol.registrations.operations import cancel_registration
from cafepol.registrations.queries import get_registration
from cafepol.staff.operations import deactivate_officer
from cafepol.staff.queries import get_officer
from cafepol.zone.models import Venue
from tests.factories import make_officer, make_registration
from tests.pages import words


@pytest.fixture
def chief(sign_in):
    return sign_in(Role.CHIEF)


@pytest.fixture
def cancelled(meeting):
    shown = meeting(capacity=1)
    with transaction():
        cancel_meeting(get_meeting_by_id(shown.id), reason="Le policier est parti.", now=now())
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
    assert "Si vous la rétablissez, tout est dit en une fois." in words(str(edit))
    other = next(
        each["value"]
        for each in edit.select("select[name=venue] optgroup[label=Colfontaine] option")
        if each["value"] != str(cancelled.venue_id)
    )
    assert (
        chief.submit(page(cancelled, "/modifier"), {"venue": other, "override": "y"}, form="main form.form").status_code
        == 302
    )
    assert restore(chief, cancelled).status_code == 302


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
        cancel_meeting(get_meeting_by_id(shown.id), reason="Grève.", now=now())


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
