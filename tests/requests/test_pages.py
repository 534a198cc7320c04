from dataclasses import replace

import pytest
from sqlalchemy import select

from cafepol.accounts.roles import Role
from cafepol.core.db import db, transaction
from cafepol.requests.models import CafeRequest
from tests.cafes import Town
from tests.clients import form_values
from tests.factories import make_request
from tests.pages import words

ASK, STAFF = "/demander-un-cafe", "/equipe/planning/demandes"


def stored() -> list[CafeRequest]:
    db.session.remove()
    return list(db.session.scalars(select(CafeRequest).order_by(CafeRequest.id)))


def typed(**changes):
    return {"place": f"q{Town().quarters[0].id}", "why": "La vitesse dans ma rue."} | changes


def test_a_resident_asks_without_a_cookie_and_without_a_name(client):
    answer = client.submit(ASK, typed())
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{ASK}/merci")
    assert "Set-Cookie" not in answer.headers
    (made,) = stored()
    assert (made.quarter_id, made.why, made.channel, made.mail) == (Town().quarters[0].id, typed()["why"], "web", None)
    assert client.get(answer.headers["Location"]).status_code == 200


def test_the_thanks_are_the_same_whatever_was_given(client):
    first = client.submit(ASK, typed(), follow=True)
    second = client.submit(ASK, typed(name="Mme Roy", mail="a@exemple.be", phone="0470 12 34 56"), follow=True)
    assert first.text == second.text
    assert [each.mail for each in stored()] == [None, "a@exemple.be"]


def test_the_whole_commune_may_be_chosen_and_an_address_prefills_it(client):
    page = client.page(f"{ASK}?commune=boussu")
    chosen = page.select_one("#place option[selected]")
    assert chosen.text == "Boussu, peu importe où"
    assert client.page(f"{ASK}?commune=nulle-part").select_one("#place option[selected]")["value"] == ""
    client.submit(ASK, typed(place=chosen["value"]))
    assert (stored()[0].commune_id, stored()[0].quarter_id) == (Town("boussu").commune.id, None)


ERRORS = [
    ({"place": ""}, "Choisissez un quartier"),
    ({"place": "q99999"}, "Choisissez l’une des réponses proposées."),
    ({"why": ""}, "Dites en une phrase de quoi vous voulez parler."),
    ({"why": "x" * 501}, "500 caractères au plus"),
    ({"why": "Mon numéro est le 85.07.30-033.28"}, "registre national"),
    ({"mail": "a@"}, "Complétez l’adresse e-mail"),
    ({"phone": "abc"}, "Ce numéro ne se lit pas."),
    ({"name": "x" * 81}, "80 caractères au plus"),
]


def test_each_error_is_said_at_its_field_and_nothing_is_stored(client):
    opened = form_values(client.page(ASK).select_one("main form")) | typed(name="Mme Roy")
    for changes, sentence in ERRORS:
        answer = client.post(ASK, data=opened | changes)
        assert answer.status_code == 422, changes
        assert sentence in words(answer.text), changes
        assert changes.get("name", "Mme Roy") in answer.text
    assert stored() == []


def test_a_double_click_asks_once_and_a_machine_is_thanked_for_nothing(client):
    values = form_values(client.page(ASK).select_one("main form")) | typed()
    for _ in range(2):
        assert client.post(ASK, data=values).status_code == 303
    assert client.submit(ASK, typed(precisions="http://spam.example")).status_code == 303
    assert len(stored()) == 1


def test_a_form_sent_in_haste_is_shown_once_more(client, app):
    app.extensions["cafepol.settings"] = replace(app.extensions["cafepol.settings"], minimum_form_seconds=3)
    answer = client.submit(ASK, typed())
    assert "Rien n’est encore envoyé." in words(answer.text)
    assert stored() == []


def test_too_many_from_one_address_are_sent_to_the_phone(client, app):
    app.extensions["cafepol.settings"] = replace(app.extensions["cafepol.settings"], registrations_per_address_hour=1)
    assert client.submit(ASK, typed()).status_code == 303
    assert client.submit(ASK, typed()).status_code == 429
    assert len(stored()) == 1


def test_a_token_of_another_form_opens_nothing(client):
    values = form_values(client.page(ASK).select_one("main form")) | typed(jeton="x")
    assert client.post(ASK, data=values).status_code == 400


def test_residents_find_it_from_every_page_and_from_an_empty_agenda(client):
    for path in ("/", "/vie-privee"):
        assert client.page(path).select_one(f'footer a[href="{ASK}"]')
    assert client.page("/communes/boussu").select_one(f'main a[href^="{ASK}"]')


def test_reception_notes_a_call_and_an_officer_answers_it(sign_in, meeting):
    reception, officer, cafe = sign_in(Role.RECEPTION), sign_in(Role.OFFICER), meeting()
    answer = reception.submit(
        f"{STAFF}/nouvelle", typed(phone="0470 12 34 56", name="Mme Roy", channel="counter"), form="main form.form"
    )
    assert answer.headers["Location"] == STAFF
    (made,) = stored()
    assert (made.channel, made.created_by_id) == ("counter", reception.account_id)
    path = f"{STAFF}/{made.id}"
    assert "Prise en compte" not in words(reception.get(path).text)
    assert "0470 12 34 56" in words(officer.get(path).text)
    done = officer.submit(path, {"meeting": cafe.code}, form='form[action$="prevoir"]', follow=True)
    assert "La demande est prise en compte." in words(done.text)
    assert f"/equipe/rencontres/{cafe.code}" in done.text


def test_shelving_says_why(sign_in):
    officer = sign_in(Role.OFFICER)
    with transaction():
        request_id = make_request(Town().commune).id
    path = f"{STAFF}/{request_id}"
    answer = officer.submit(path, {"reason": ""}, form='form[action$="classer"]')
    assert (answer.status_code, "Écrivez en une phrase pourquoi." in words(answer.text)) == (422, True)
    answer = officer.submit(path, {"meeting": ""}, form='form[action$="prevoir"]')
    assert (answer.status_code, "Choisissez une rencontre." in words(answer.text)) == (422, True)
    done = officer.submit(path, {"reason": "Un café est déjà prévu."}, form='form[action$="classer"]', follow=True)
    assert "Classée : Un café est déjà prévu." in words(done.text)
    assert "classée" in words(officer.get(STAFF).text)


@pytest.mark.parametrize("answer", ["prevoir", "classer"])
def test_a_double_click_answers_once_and_another_answer_is_refused(sign_in, meeting, answer):
    officer, cafe = sign_in(Role.OFFICER), meeting()
    with transaction():
        path = f"{STAFF}/{make_request(Town().commune).id}"
    given = {"meeting": cafe.code} if answer == "prevoir" else {"reason": "Un café est déjà prévu."}
    values = form_values(officer.page(path).select_one(f'form[action$="{answer}"]')) | given
    for _ in range(2):
        done = officer.post(f"{path}/{answer}", data=values)
        assert (done.status_code, done.headers["Location"]) == (302, path)
    again = officer.post(f"{path}/{answer}", data=values | {"key": "k" * 20})
    assert (again.status_code, "Cette demande est déjà" in words(again.text)) == (422, True)


def test_a_staff_form_keeps_what_was_typed(sign_in):
    officer = sign_in(Role.OFFICER)
    answer = officer.submit(f"{STAFF}/nouvelle", typed(phone="abc", name="Mme Roy"), form="main form.form")
    assert answer.status_code == 422
    assert "Mme Roy" in answer.text
    elsewhere = typed(place=f"q{Town('boussu').quarters[0].id}")
    assert officer.submit(f"{STAFF}/nouvelle", elsewhere, form="main form.form").status_code == 422
    assert stored() == []


def test_requests_stand_on_the_planning_desk_and_rank_the_dates(sign_in):
    officer, reader = sign_in(Role.OFFICER), sign_in(Role.DIRECTORATE)
    quarter = Town().quarters[-1]
    with transaction():
        for _ in range(2):
            make_request(Town().commune, quarter=quarter, why="Motif secret")
        make_request(Town("boussu").commune)
    text = words(officer.get("/equipe/planning").text)
    assert f"{quarter.name} 2 demandes" in text
    assert "Boussu" not in text
    text = words(reader.get("/equipe/planning").text)
    assert "Boussu 1 demande" in text
    assert "Motif secret" not in text
    assert reader.get(STAFF).status_code == 404
    found = officer.page("/equipe/planning/trouver?commune=colfontaine").select(".rows > li")
    assert f"2 demandes d’habitants pour {quarter.name}." in words(str(found[0]))


@pytest.mark.parametrize("many", [1, 30])
def test_the_list_takes_as_many_queries_however_long(sign_in, count_queries, many):
    officer = sign_in(Role.OFFICER)
    with transaction():
        for _ in range(many):
            make_request(Town().commune)
    with count_queries() as counted:
        officer.get(STAFF)
    assert counted.total == 8
