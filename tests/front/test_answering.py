"""« Vous venez ? »: posting the form of a meeting's page."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.registrations.joining import register_resident
from cafepol.registrations.models import Registration
from cafepol.registrations.rounds import answer_by_mails
from tests import databases
from tests.clients import form_values
from tests.pages import words


def registrations():
    with transaction() as session:
        return session.scalars(select(Registration).order_by(Registration.id)).all()


def client_page(response):
    return BeautifulSoup(response.text, "html.parser")


def messages():
    answer_by_mails(now())
    with transaction() as session:
        return session.scalar(select(func.count()).select_from(Message))


def test_two_people_alone_is_an_answer_and_leads_to_its_own_page(client, plan):
    response = client.submit(plan().path, {"kind": "going", "party_size": "2"})
    assert response.status_code == 303
    [registration] = registrations()
    assert (registration.kind, registration.party_size, registration.channel) == ("going", 2, "web")
    page = words(client.get(response.location).text)
    assert "Merci." in page
    assert registration.reference in page


def test_with_an_address_the_page_only_thanks(client, plan):
    response = client.submit(
        plan().path, {"kind": "going", "party_size": "3", "mail": "claire@example.be"}, follow=True
    )
    page = words(response.text)
    assert "Merci." in page
    assert "Si vous avez donné une adresse, un message vous attend." in page
    [registration] = registrations()
    assert registration.state == "pending"
    assert registration.reference not in response.text
    assert "claire@" not in response.text
    assert "/inscriptions/" not in response.text
    assert messages() == 1


def test_an_address_that_is_known_gets_the_same_page_byte_for_byte(client, plan):
    planned = plan()
    answer = {"kind": "going", "party_size": "2", "mail": "claire@example.be"}
    first, second = (client.submit(planned.path, answer) for _ in range(2))
    assert (first.status_code, first.location, first.data) == (second.status_code, second.location, second.data)
    assert client.get(first.location).data == client.get(second.location).data
    assert len(registrations()) == 1


def test_with_a_phone_alone_the_page_promises_a_call(client, plan):
    response = client.submit(plan().path, {"kind": "interested", "phone": "0470/12 34 56"}, follow=True)
    assert "Nous vous appelons si la date change." in words(response.text)
    assert registrations()[0].phone == "+32470123456"


def test_nothing_chosen_and_a_broken_address_are_said_at_the_field_and_what_was_typed_stays(client, plan):
    planned = plan()
    typed = {"party_size": "4", "name": "Claire <Martin>", "mail": "claire.martin@exemple", "subject": "Le trottoir"}
    response = client.submit(planned.path, typed)
    assert response.status_code == 422
    page = client_page(response)
    assert "Deux points à corriger" in words(response.text)
    assert "Choisissez « Je participe » ou « Ça m’intéresse »." in words(str(page.select_one(".error-summary")))
    assert page.select_one("[name=mail]")["value"] == "claire.martin@exemple"
    assert page.select_one("[name=mail]")["aria-invalid"] == "true"
    assert page.select_one("[name=name]")["value"] == "Claire <Martin>"
    assert page.select_one("[name=subject]").text.strip() == "Le trottoir"
    assert page.select_one("[name=party_size][checked]")["value"] == "4"
    assert page.title.text.startswith("Erreur")
    assert registrations() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("party_size", "11"),
        ("party_size", "0"),
        ("party_size", "deux"),
        ("kind", "surely"),
        ("phone", "12"),
        ("needs", "x" * 201),
        ("subject", "x" * 501),
        ("name", "x" * 81),
        ("subject", "mon numéro 85.07.30-033.28"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field_and_nothing_is_stored(client, plan, field, value):
    response = client.submit(plan().path, {"kind": "going", "party_size": "1", field: value})
    assert response.status_code == 422
    assert client_page(response).select_one(".error-summary a")["href"] == f"#{field}"
    assert registrations() == []


def test_a_double_click_stores_one_answer(client, plan):
    planned = plan()
    values = form_values(client.page(planned.path).select_one("main form")) | {"kind": "going", "party_size": "2"}
    first, second = client.post(planned.path, data=values), client.post(planned.path, data=values)
    assert (first.status_code, second.status_code) == (303, 303)
    assert len(registrations()) == 1


def test_a_full_meeting_says_that_one_will_wait(client, plan, clock):
    planned = plan(capacity=2)
    assert "complète" not in words(client.get(planned.path).text)
    with transaction():
        register_resident(get_meeting_by_id(planned.id), kind="going", party_size=2, channel="phone", now=clock.now)
    assert "vous serez en attente" in words(client.get(planned.path).text)
    answer = {"kind": "going", "party_size": "1", "mail": "claire@example.be"}
    assert "vous êtes en attente" in words(client.submit(planned.path, answer, follow=True).text)


def test_a_cancelled_and_a_past_meeting_take_no_answer_and_say_what_comes_next(client, plan, cancel, clock):
    planned, over = plan(), plan(days=1)
    forms = {each: form_values(client.page(each.path).select_one("main form")) for each in (planned, over)}
    cancel(planned)
    refused = client.post(planned.path, data=forms[planned] | {"kind": "going", "party_size": "1"})
    assert refused.status_code == 422
    assert "ANNULÉE" in words(refused.text)
    assert "Votre réponse n’a pas été enregistrée." in words(refused.text)
    clock.set(datetime(2027, 1, 14, 12, tzinfo=UTC))
    refused = client.post(over.path, data=forms[over] | {"kind": "going", "party_size": "1"})
    assert refused.status_code == 422
    assert "Cette rencontre est passée." in words(refused.text)
    assert registrations() == []


def test_without_its_token_or_with_another_meetings_token_nothing_is_stored(client, plan):
    planned, other = plan(), plan(days=1)
    values = {"kind": "going", "party_size": "1"}
    foreign = form_values(client.page(other.path).select_one("main form"))["jeton"]
    for jeton in ({}, {"jeton": ""}, {"jeton": "x.y"}, {"jeton": foreign}, {"jeton": foreign + "x"}):
        response = client.post(planned.path, data=values | jeton)
        assert response.status_code == 400, jeton
        assert "Ce formulaire n’est plus valable." in words(response.text)
    assert registrations() == []


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_a_form_sent_from_elsewhere_is_refused(client, plan, headers):
    planned = plan()
    values = form_values(client.page(planned.path).select_one("main form")) | {"kind": "going", "party_size": "1"}
    assert client.post(planned.path, data=values, headers=headers).status_code == 400
    assert registrations() == []


def test_a_form_of_ten_megabytes_is_too_heavy(client, plan):
    planned = plan()
    values = form_values(client.page(planned.path).select_one("main form")) | {"kind": "going"}
    response = client.post(planned.path, data=values | {"subject": "x" * 10_000_000})
    assert response.status_code == 413
    assert "C’est trop lourd" in words(response.text)


def test_a_draft_takes_no_answer(client, plan):
    planned, draft = plan(), plan(publish=False, days=1)
    values = form_values(client.page(planned.path).select_one("main form")) | {"kind": "going", "party_size": "1"}
    assert client.post(draft.path, data=values).status_code == 404


def test_a_machine_that_fills_the_hidden_field_is_thanked_and_forgotten(client, plan):
    answer = {"kind": "going", "party_size": "1", "mail": "x@example.be", "precisions": "hello"}
    assert "Merci." in words(client.submit(plan().path, answer, follow=True).text)
    assert registrations() == []
    assert messages() == 0


def test_posting_sets_no_cookie(client, plan):
    response = client.submit(plan().path, {"kind": "going", "party_size": "2"})
    assert "Set-Cookie" not in response.headers


@pytest.fixture
def strict(app, tmp_path, database_url, clock):
    """A browser on an app that takes two answers per address and hour, and none within three seconds."""
    db.session.remove()
    app = databases.make_app(
        tmp_path / "strict", database_url, clock, minimum_form_seconds=3, registrations_per_address_hour=2
    )
    with app.app_context():
        yield app.test_client()
        databases.close(app)


def test_sent_faster_than_one_reads_it_is_shown_again_to_confirm(plan, strict, clock):
    planned = plan()
    hasty = strict.submit(planned.path, {"kind": "going", "party_size": "2"})
    assert hasty.status_code == 200
    assert "Rien n’est encore envoyé." in words(hasty.text)
    assert registrations() == []
    clock.advance(seconds=5)
    values = form_values(client_page(hasty).select_one("main form"))
    assert strict.post(planned.path, data=values).status_code == 303
    assert len(registrations()) == 1


def test_over_the_limit_of_an_address_one_is_asked_to_call(plan, strict, clock):
    planned = plan()
    values = form_values(strict.page(planned.path).select_one("main form")) | {"kind": "going", "party_size": "1"}
    clock.advance(seconds=5)
    answers = [strict.post(planned.path, data=values) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert "Appelez-nous" in words(answers[2].text)
    clock.advance(minutes=66)
    assert strict.post(planned.path, data=values).status_code == 303
