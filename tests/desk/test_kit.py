"""The day's kit and the list of calls of a café: one click at the desk, with whom they name on the audit trail."""

from datetime import date

import pytest

from cafepol.accounts.queries import audit_entries
from cafepol.accounts.roles import Role
from cafepol.concerns.queries import Scope
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.desk.kit_queries import call_sheet
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.models import Message
from cafepol.messages.operations import post_message, tick_call
from tests.concerns.conftest import cafe, mail, phone_call  # noqa: F401 -- a fixture
from tests.factories import commissariat_id
from tests.flyers.test_kit import PARTS, parts_of
from tests.pages import words
from tests.printing.paper import Paper


@pytest.fixture
def code(cafe):  # noqa: F811 -- the fixture
    with transaction():
        return get_meeting_by_id(cafe.meeting_id).code


@pytest.fixture
def fetch(cafe, code, tmp_path):  # noqa: F811 -- the fixture
    """`fetch("kit")`: a paper of the meeting, read."""

    def read(piece, browser=None):
        answer = (browser or cafe.officer).get(f"/equipe/rencontres/{code}/imprimer/{piece}.pdf")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        return Paper(answer.data, tmp_path)

    return read


def to_call(cafe, name="M. Rappel", **more):  # noqa: F811 -- the fixture
    """A call about the meeting that is to be made; its id."""
    with transaction():
        meeting = get_meeting_by_id(cafe.meeting_id)
        more = {"kind": "meeting_moved", "meeting_id": meeting.id} | more
        return post_message(
            Draft("Le café change de salle", "Bonjour", spoken="Le café change de salle."),
            to=Recipient(name, phone="+3265001232"), unique_key=f"appel {name}", now=now(),
            commissariat_id=meeting.commune.commissariat_id, **more,
        ).id  # fmt: skip


def sheet_of(cafe, scope):  # noqa: F811 -- the fixture
    with transaction():
        found = call_sheet(get_meeting_by_id(cafe.meeting_id), scope)
        return [each.recipient_name for each in found.about], [each.raiser.name for each in found.promised]


@pytest.mark.engines
def test_whom_to_call_is_who_must_hear_of_the_cafe_and_who_was_promised_an_answer_by_its_host(cafe):  # noqa: F811
    with transaction():
        mine, chief = Scope(officer_id=cafe.officer_id), Scope(chief_of=frozenset({commissariat_id("colfontaine")}))
    assert sheet_of(cafe, mine) == ([], [])
    cafe.log(phone_call(), mail())
    to_call(cafe)
    with transaction():
        tick_call(db.session.get_one(Message, to_call(cafe, "M. Fait")), outcome="", by_account_id=None, now=now())
    to_call(cafe, "Mme Plainte", kind="concern_question", officer_id=cafe.officer_id)
    to_call(cafe, "Mme Autre", kind="concern_question")
    assert sheet_of(cafe, mine) == (["M. Rappel", "Mme Plainte"], ["Mme Martin"])
    assert sheet_of(cafe, chief) == (["M. Rappel", "Mme Plainte", "Mme Autre"], ["Mme Martin"])
    assert sheet_of(cafe, Scope()) == (["M. Rappel"], [])


def noted(action):
    with transaction():
        return [entry.detail for entry in audit_entries(action)]


def test_the_list_of_calls_names_them_and_each_print_is_on_the_audit_trail(cafe, fetch):  # noqa: F811
    number, message = cafe.log(phone_call("Mme 😀 Martin")), to_call(cafe)
    text = fetch("appels").text
    assert "M. Rappel – 065 00 12 32" in text
    assert "Le café change de salle." in text
    assert "Mme ? Martin – 065 00 99 33" in text
    (detail,) = noted("calls_printed")
    assert (detail["messages"], detail["numbers"], len(detail["raisers"])) == ([message], [number], 1)


def test_the_kit_is_one_click_from_the_meeting_and_holds_all_of_the_day(cafe, code, fetch):  # noqa: F811
    number, message = cafe.log(phone_call()), to_call(cafe)
    cafe.register("Mme Leroy")
    hub = cafe.officer.page(f"/equipe/rencontres/{code}")
    assert hub.select_one(f"#flyer a[href='/equipe/rencontres/{code}/imprimer/kit.pdf']")
    paper = fetch("kit")
    assert [name for name, _ in parts_of(paper.pdf)] == [name for name, _ in PARTS]
    for text in ("Mme Leroy", "M. Rappel", "Mme Martin – 065 00 99 33", code, "Dites-nous ce qui se passe"):
        assert text in paper.text
    (detail,) = noted("kit_printed")
    assert (detail["messages"], detail["numbers"]) == ([message], [number])


def test_a_colleague_who_does_not_hold_the_cafe_gets_neither(cafe, code, sign_in):  # noqa: F811
    colleague, reception = sign_in(Role.OFFICER, "colfontaine", name="M. Autre"), sign_in(Role.RECEPTION, "colfontaine")
    for piece in ("kit", "appels"):
        for browser in (colleague, reception):
            assert browser.get(f"/equipe/rencontres/{code}/imprimer/{piece}.pdf").status_code == 404
    assert noted("kit_printed") == []


def test_a_part_that_does_not_print_is_named_and_nothing_is_noted(cafe, code):  # noqa: F811
    with transaction():
        get_meeting_by_id(cafe.meeting_id).venue.name = "Salle 😀"
    answer = cafe.officer.get(f"/equipe/rencontres/{code}/imprimer/kit.pdf")
    assert answer.status_code == 422
    assert "Feuille de présence : La police d’impression n’a pas le caractère « 😀 »" in words(answer.text)
    assert noted("kit_printed") == []


def test_the_audit_trail_knows_every_concern_that_a_kit_tells_of(cafe):  # noqa: F811
    """Those read out from the « fiche retour », and those that somebody is called about."""
    told, called = cafe.log(mail()), cafe.log(phone_call(), at_meeting=False)
    with cafe.concern(called) as concern:
        concern.owner_id = cafe.officer_id
    with transaction():
        code = get_meeting_by_id(cafe.meet_again(date(2027, 1, 14))).code
    assert cafe.officer.get(f"/equipe/rencontres/{code}/imprimer/kit.pdf").status_code == 200
    (detail,) = noted("kit_printed")
    assert detail["numbers"] == sorted([told, called])
