from bs4 import BeautifulSoup
from flask import render_template

from cafepol.accounts.models import Grant
from cafepol.accounts.roles import Role
from cafepol.core.db import transaction
from cafepol.registrations.doubles import possible_doubles
from cafepol.registrations.queries import registrations_of
from tests.pages import words


def test_a_caller_is_registered_and_the_reference_is_shown(sign_in, meeting, states):
    there = meeting()
    for number, role in enumerate((Role.OFFICER, Role.CHIEF, Role.RECEPTION)):
        browser = sign_in(role)
        path = f"/equipe/rencontres/{there.code}/inscrire"
        page = browser.page(path)
        assert page.select_one("#name").has_attr("autofocus")
        assert page.select_one("input[name=kind][checked]")["value"] == "going"
        assert page.select_one("input[name=channel][checked]")["value"] == "phone"
        response = browser.submit(path, {"name": "Mme Petit", "phone": f"065 61 96 0{number}", "call_back": "y"})
        assert (response.status_code, response.headers["Location"]) == (303, f"/equipe/rencontres/{there.code}")
        with browser.session_transaction() as session:
            assert "Référence à donner" in str(session["_flashes"])
    assert states(there) == ["confirmed"] * 3


def test_a_full_meeting_is_said(sign_in, meeting, register, states):
    there = meeting(capacity=1)
    register(there)
    browser = sign_in(Role.OFFICER)
    browser.submit(f"/equipe/rencontres/{there.code}/inscrire", {"name": "Mme Petit"})
    assert states(there) == ["confirmed", "waiting"]
    with browser.session_transaction() as session:
        assert "en attente" in str(session["_flashes"])


def test_the_same_call_sent_twice_is_one_row(sign_in, meeting, states):
    there = meeting()
    browser = sign_in(Role.OFFICER)
    path = f"/equipe/rencontres/{there.code}/inscrire"
    page = browser.page(path)
    data = {
        field["name"]: field["value"] for field in page.select("main form input[type=hidden], main form input[checked]")
    }
    assert [browser.post(path, data=data).status_code for _ in range(2)] == [303, 303]
    assert states(there) == ["confirmed"]
    with transaction() as session:
        session.connection().exec_driver_sql("DELETE FROM registration")
    assert browser.post(path, data=data).status_code == 303
    assert states(there) == []


def test_an_address_that_is_registered_is_said_at_its_field(sign_in, meeting, register, states):
    there = meeting()
    register(there, channel="phone", mail="petit@x.be")
    response = sign_in(Role.OFFICER).submit(f"/equipe/rencontres/{there.code}/inscrire", {"mail": "Petit@x.be"})
    page = BeautifulSoup(response.text, "html.parser")
    assert response.status_code == 422
    assert "déjà inscrite" in page.select_one("#mail-err").text
    assert page.select_one("#mail")["value"] == "Petit@x.be"


def test_errors_keep_what_was_typed(sign_in, meeting, states):
    there = meeting()
    browser = sign_in(Role.OFFICER)
    typed = {"name": "Mme Petit", "phone": "12", "channel": "pigeon"}
    response = browser.submit(f"/equipe/rencontres/{there.code}/inscrire", typed)
    assert response.status_code == 422
    assert 'value="Mme Petit"' in response.text
    assert states(there) == []


def test_nobody_else_registers_for_this_meeting(sign_in, meeting):
    there = meeting()
    path = f"/equipe/rencontres/{there.code}/inscrire"
    for role, place in (
        (Role.OFFICER, "boussu"),
        (Role.RECEPTION, "boussu"),
        (Role.DIRECTORATE, ""),
        (Role.ADMINISTRATOR, ""),
    ):
        assert sign_in(role, place).get(path).status_code == 404


def test_who_reads_the_whole_zone_takes_calls_for_their_own_commissariat_only(sign_in, meeting):
    there = meeting()
    browser = sign_in(Role.OFFICER, "boussu")
    with transaction() as session:
        session.add(Grant(account_id=browser.account_id, role=Role.DIRECTORATE))
    assert browser.get(f"/equipe/rencontres/{there.code}/inscrire").status_code == 404


def test_the_hosts_list_shows_who_comes_and_possible_doubles(app, meeting, register):
    there = meeting()
    for name in ("Mme Petit", "M. Petit"):
        register(there, name=name, phone="065 61 96 00", subject="La lampe de la rue", call_back=True)
    register(there, kind="interested", mail="peut-etre@x.be")
    with transaction(), app.test_request_context():
        registrations = registrations_of(there.id)
        html = render_template(
            "registrations/_list.html", registrations=registrations, doubles=possible_doubles(there.id)
        )
        empty = render_template("registrations/_list.html", registrations=[])
    assert registrations[0].room_name == "Mme Petit"
    assert html.count("peut-être deux fois") == 2
    assert "La lampe de la rue" in html
    assert "à confirmer" in words(html)
    assert "Personne n’est inscrit" in words(empty)
