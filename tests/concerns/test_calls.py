"""The list of calls: who waits by telephone, what to say, and a try in one tap."""

from datetime import date

import pytest

from cafepol.accounts.queries import audit_entries
from cafepol.accounts.roles import Role
from cafepol.casework.call_queries import calls_to_make
from cafepol.concerns.queries import Scope
from cafepol.core.db import transaction
from tests.concerns.conftest import anonymous, letter, mail, phone_call
from tests.pages import words
from tests.printing.paper import Paper

HOME = "/equipe/doleances"
CALLS = f"{HOME}/appels"


def listed(scope, **more):
    with transaction():
        return [(call.concern.number, call.raiser.name, call.answer) for call in calls_to_make(scope, **more)]


@pytest.mark.engines
def test_who_waits_for_a_call_is_on_the_list_the_nearest_promise_first(cafe):
    late = cafe.log(phone_call("M. Tard", heard_on=date(2027, 1, 7)))
    first = cafe.log(phone_call(), mail(), letter(), phone_call("M. Noël", "065 00 99 44"))
    mine = Scope(officer_id=cafe.officer_id)
    assert listed(mine) == [(first, "Mme Martin", ""), (first, "M. Noël", ""), (late, "M. Tard", "")]
    cafe.bring(first, "feedback_due")
    assert listed(mine)[0] == (first, "Mme Martin", "Des poteaux seront posés.")
    with cafe.concern(first) as concern:
        cafe.tell(concern)
    assert listed(mine) == [(late, "M. Tard", "")]
    assert listed(mine, owner_id=0) == []
    assert listed(Scope()) == []


def test_who_wants_no_call_or_whose_concern_is_over_is_not(cafe):
    cafe.log(mail(), letter(), anonymous())
    cafe.bring(cafe.log(phone_call()), "closed")
    assert listed(Scope(officer_id=cafe.officer_id)) == []


def test_the_list_says_whom_to_call_by_when_and_what_to_say(cafe):
    number = cafe.log(phone_call())
    page = cafe.officer.page(CALLS)
    said = words(str(page.select_one("main")))
    assert "1 personne attend un appel" in said
    assert "Mme Martin – 065 00 99 33" in said
    assert page.select_one("main a[href='tel:+3265009933']")
    assert "promis pour mercredi 20 janvier" in said
    assert "La réponse n’est pas encore décidée." in said
    cafe.bring(number, "feedback_due")
    assert "À dire : Des poteaux seront posés." in words(cafe.officer.get(CALLS).text)


def test_reached_leads_to_the_feedback_of_that_very_person(cafe):
    number = cafe.log(mail(), phone_call())
    link = next(each for each in cafe.officer.page(CALLS).select("main a.btn") if "Joint" in each.text)
    assert link["href"] == f"{HOME}/{number}/personnes/{cafe.raiser_id(number, 1)}/retour"
    assert "Donner un retour à Mme Martin" in words(cafe.officer.get(link["href"]).text)


def test_not_reached_is_a_try_in_one_tap(cafe, clock):
    number = cafe.log(phone_call())
    for days in (0, 1):
        clock.advance(days=days)
        cafe.stay_signed_in()
        answer = cafe.officer.submit(CALLS, action="/pas-joint", follow=True)
        assert "L’essai est noté pour Mme Martin." in words(answer.text)
    assert "2 essais : jeu. 7 janv., ven. 8 janv." in words(cafe.officer.get(CALLS).text)
    with cafe.concern(number) as concern:
        tries = [attempt.tried_on for attempt in concern.raisers[0].attempts]
    assert tries == [date(2027, 1, 7), date(2027, 1, 8)]


def test_a_tap_sent_twice_is_one_try(cafe):
    number = cafe.log(phone_call(), phone_call("M. Noël", "065 00 99 44"))
    forms = cafe.officer.page(CALLS).select("form[action$='/pas-joint']")
    for form in (forms[0], forms[0], forms[1]):
        data = {each["name"]: each["value"] for each in form.select("input")}
        assert cafe.officer.post(form["action"], data=data).status_code == 302
    with cafe.concern(number) as concern:
        assert [len(raiser.attempts) for raiser in concern.raisers] == [1, 1]


def test_a_try_on_what_was_voided_meanwhile_is_refused_in_words(cafe):
    number = cafe.log(phone_call(), anonymous())
    form = cafe.officer.page(CALLS).select_one("form[action$='/pas-joint']")
    data = {each["name"]: each["value"] for each in form.select("input")}
    other = cafe.log(anonymous())
    raiser, there = cafe.raiser_id(other), form["action"].split("/personnes/")[0].replace(number, other)
    cafe.bring(other, "voided")
    answer = cafe.officer.post(f"{there}/personnes/{raiser}/pas-joint", data=data, follow_redirects=True)
    assert "Rien n’est noté : Cette doléance est annulée" in words(answer.text)
    assert cafe.officer.post(f"{there}/personnes/{cafe.raiser_id(number)}/pas-joint", data=data).status_code == 404


def test_own_calls_are_apart_and_the_way_back_keeps_them(cafe):
    number = cafe.log(phone_call())
    assert number not in cafe.chief.get(f"{CALLS}?liste=miens").text
    assert f"suivi par {words('Inspecteur Dupont')}" in words(cafe.chief.get(CALLS).text)
    said = words(cafe.officer.get(f"{CALLS}?liste=miens").text)
    assert number in said
    assert "suivi par" not in said
    assert cafe.officer.submit(f"{CALLS}?liste=miens", form="main form").location == f"{CALLS}?liste=miens"


def test_the_list_is_on_the_audit_trail_by_ids(cafe):
    number = cafe.log(phone_call())
    cafe.officer.get(CALLS)
    (row,) = audit_entries("calls_listed")
    assert row.account_id == cafe.officer.account_id
    assert row.detail == {"numbers": [number], "raisers": [cafe.raiser_id(number)]}


def test_for_everybody_else_there_is_nobody_to_call(cafe, sign_in):
    number = cafe.log(phone_call())
    where = f"{HOME}/{number}/personnes/{cafe.raiser_id(number)}/pas-joint"
    for client in (sign_in(Role.CHIEF, "boussu"), sign_in(Role.OFFICER, "colfontaine", name="Mme Nova")):
        assert "Personne n’attend d’appel." in words(client.get(CALLS).text)
        token = client.page(f"{HOME}/nouvelle").select_one("main input[name=csrf_token]")["value"]
        assert client.post(where, data={"csrf_token": token, "key": "k" * 20}).status_code == 404


def test_home_and_list_lead_there(cafe):
    assert cafe.officer.page("/equipe/").select_one(f"a[href='{CALLS}?liste=miens']")
    assert cafe.officer.page(HOME).select_one(f"a[href='{CALLS}']")


@pytest.mark.parametrize("rows", [1, 12])
def test_the_list_costs_as_many_queries_for_twelve_as_for_one(cafe, count_queries, rows):
    for _ in range(rows):
        cafe.log(phone_call(), phone_call())
    cafe.officer.get(CALLS)
    with count_queries() as counted:
        assert cafe.officer.get(CALLS).status_code == 200
    assert counted.total == 13


def test_the_list_is_printed_with_whom_it_names_on_the_audit_trail(cafe, tmp_path):
    number = cafe.log(phone_call("Mme 😀 Martin"), mail())
    link = cafe.officer.page(f"{CALLS}?liste=miens").select_one(".pagehead .actions a")["href"]
    assert link == f"{CALLS}.pdf?liste=miens"
    answer = cafe.officer.get(link)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    text = Paper(answer.data, tmp_path).text
    assert "Mme ? Martin – 065 00 99 33" in text
    assert f"{number}, " in text
    assert "La réponse n’est pas encore décidée." in text
    assert "Réponse promise pour le mercredi 20 janvier." in text
    with transaction():
        entry = audit_entries("calls_printed")[0]
        assert entry.detail["numbers"] == [number]
