import re

import pytest
from bs4 import BeautifulSoup

from cafepol.core.clock import now
from cafepol.core.config import settings
from cafepol.core.db import transaction
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.meetings.stages import cancel_meeting
from cafepol.registrations.operations import confirm_registration
from tests.pages import words

LINK = re.compile(r"/inscriptions/[\w-]{43}")


@pytest.fixture
def answer(client):
    """`answer(meeting, mail="…")`: fill the form on the page and follow where it leads."""

    def send(meeting, *, follow=True, **typed):
        typed = {"kind": "going", "party_size": "1", **typed}
        return client.submit(f"/essai/{meeting.code}", typed, follow=follow)

    return send


@pytest.fixture
def link(messages):
    """`link()`: the personal link of the last mail."""
    return lambda: LINK.search(messages()[-1].text).group()


def test_an_answer_without_contact_leads_to_its_reference_and_its_link(answer, meeting, client):
    response = answer(meeting(), party_size="2")
    page = BeautifulSoup(response.text, "html.parser")
    assert LINK.fullmatch(response.request.path)
    assert re.fullmatch(r"\w{3}-\w{3}", page.select_one(".code").text)
    assert "2 personnes" in words(response.text)
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


def test_with_an_address_the_page_says_only_that_a_message_waits(answer, meeting):
    response = answer(meeting(), mail="claire@exemple.be", name="Claire Martin", phone="065 61 96 00")
    text = words(response.text)
    assert "Merci. Si vous avez donné une adresse, un message vous attend." in text
    assert "claire" not in response.text.lower()
    assert "/inscriptions/" not in response.text
    assert "65 61 96" not in text
    assert not re.search(r"\b[6-9B-W]{3}-[6-9B-W]{3}\b", text)


def test_with_a_phone_alone_the_page_says_that_we_call(answer, meeting):
    assert "Merci. Nous vous appelons si la date change." in words(answer(meeting(), phone="0470 12 34 56").text)


def test_a_full_meeting_says_so_on_both_pages(answer, meeting):
    there = meeting(capacity=1)
    answer(there)
    assert "vous êtes en attente" in words(answer(there, mail="claire@exemple.be").text)
    assert "vous êtes en attente" in words(answer(there).text)


def test_nobody_learns_from_the_page_whether_somebody_is_registered(answer, meeting, register, act, count_queries):
    there = meeting()
    known = register(there, mail="connue@x.be")
    act(confirm_registration, known.registration)
    seen = []
    for mail in ("connue@x.be", "inconnue@x.be"):
        with count_queries() as counted:
            response = answer(there, mail=mail, follow=False)
        page = answer(there, mail=mail)
        seen.append((response.status_code, response.headers["Location"], response.data, page.data, counted.total))
    assert seen[0] == seen[1]


def test_the_form_sets_no_cookie_and_says_what_happens_to_the_data(client, meeting):
    response = client.get(f"/essai/{meeting().code}")
    assert "Set-Cookie" not in response.headers
    text = words(response.text)
    assert "effacées 30 jours après" in text
    assert "Appelez le 101" in text
    assert text.count("(facultatif)") >= 5


def test_every_error_is_at_its_field_and_what_was_typed_is_kept(answer, meeting, states):
    there = meeting()
    response = answer(there, kind=None, mail="claire.martin@exemple", name="Claire Martin", phone="12", party_size="4")
    page = BeautifulSoup(response.text, "html.parser")
    assert response.status_code == 422
    assert "Trois points à corriger" in words(response.text)
    assert [page.select_one(f"#{name}")["value"] for name in ("mail", "name", "phone")] == [
        "claire.martin@exemple",
        "Claire Martin",
        "12",
    ]
    assert page.select_one("input[name=party_size][checked]")["value"] == "4"
    assert page.select_one("#mail")["aria-invalid"] == "true"
    assert states(there) == []


def test_a_bad_value_is_refused_in_french(answer, meeting, states):
    there = meeting()
    for typed, sentence in (
        ({"party_size": "11"}, "Choisissez l’une des réponses proposées."),
        ({"party_size": "beaucoup"}, "Choisissez l’une des réponses proposées."),
        ({"kind": "peut-etre"}, "Choisissez l’une des réponses proposées."),
        ({"party_size": None}, "Choisissez combien vous serez."),
        ({"name": "x" * 81}, "80 caractères au plus"),
        ({"needs": "x" * 201}, "200 caractères au plus"),
        ({"subject": "x" * 501}, "500 caractères au plus"),
        ({"mail": f"{'x' * 250}@x.be"}, "254 caractères au plus"),
        ({"subject": "C’est le 85.07.30-033.28"}, "N’écrivez pas ce numéro"),
    ):
        response = answer(there, **typed)
        assert response.status_code == 422
        assert sentence in words(response.text)
    assert states(there) == []


def test_a_form_sent_in_haste_is_shown_once_more_and_then_accepted(app, meeting, states, clock):
    there = meeting()
    object.__setattr__(settings(), "minimum_form_seconds", 3)
    client = app.test_client()
    shown = client.submit(f"/essai/{there.code}", {"kind": "going", "party_size": "2", "name": "Claire"})
    page = BeautifulSoup(shown.text, "html.parser")
    assert shown.status_code == 200
    assert page.select_one("main form button").get_text(strip=True) == "Confirmer"
    assert page.select_one("#name")["value"] == "Claire"
    assert states(there) == []
    clock.advance(seconds=3)
    data = {"kind": "going", "party_size": "2", "jeton": page.select_one("input[name=jeton]")["value"]}
    assert client.post(f"/essai/{there.code}", data=data).status_code == 303
    assert states(there) == ["confirmed"]


def test_a_machine_that_fills_the_hidden_field_is_thanked_and_nothing_is_stored(answer, meeting, states):
    there = meeting()
    for contact in ({"mail": "robot@x.be"}, {}):
        response = answer(there, precisions="http://spam.example", **contact)
        assert response.status_code == 200
        assert "Merci." in words(response.text)
    assert states(there) == []


def test_the_same_form_posted_twice_is_one_row_and_the_same_page(client, meeting, states):
    there = meeting()
    page = client.page(f"/essai/{there.code}")
    data = {"kind": "going", "party_size": "1", "jeton": page.select_one("input[name=jeton]")["value"]}
    codes = []
    for _ in range(2):
        response = client.post(f"/essai/{there.code}", data=data, follow_redirects=True)
        codes.append(BeautifulSoup(response.text, "html.parser").select_one(".code").text)
    assert codes[0] == codes[1]
    assert states(there) == ["confirmed"]


def test_too_many_answers_from_one_connection_get_a_page_with_the_phone(answer, meeting, states):
    there = meeting()
    object.__setattr__(settings(), "registrations_per_address_hour", 2)
    assert [answer(there).status_code for _ in range(3)] == [200, 200, 429]
    assert len(states(there)) == 2


def test_the_token_of_another_meetings_form_is_refused(client, meeting):
    here, there = meeting(), meeting(days=1)
    jeton = client.page(f"/essai/{here.code}").select_one("input[name=jeton]")["value"]
    data = {"kind": "going", "party_size": "1", "jeton": jeton}
    assert client.post(f"/essai/{there.code}", data=data).status_code == 400


def test_looking_at_the_confirmation_link_five_times_confirms_nothing(client, meeting, register, link, states):
    there = meeting()
    register(there, mail="claire@exemple.be", name="Claire Martin")
    for _ in range(5):
        assert "Confirmer ma réponse" in words(client.get(link()).text)
    assert states(there) == ["pending"]


def test_the_confirmation_leads_to_the_manage_page_and_twice_is_friendly(client, meeting, register, link, states):
    there = meeting()
    register(there, mail="claire@exemple.be", party_size=2)
    confirmation = link()
    jeton = client.page(confirmation).select_one("input[name=jeton]")["value"]
    first = client.submit(confirmation, follow=True)
    assert "C’est confirmé" in words(first.text)
    assert LINK.fullmatch(first.request.path)
    assert states(there) == ["confirmed"]
    again = client.post(f"{confirmation}/confirmer", data={"jeton": jeton}, follow_redirects=True)
    assert again.status_code == 200
    assert "déjà confirmé" in words(again.text)
    assert "C’est déjà confirmé" in words(client.get(confirmation).text)


def test_two_become_three_by_the_manage_link_then_nobody(client, answer, meeting, states):
    there = meeting()
    own = answer(there, party_size="2").request.path
    changed = client.submit(own, {"party_size": "3"}, action="/modifier", follow=True)
    assert "3 personnes" in words(changed.text)
    assert "C’est changé" in words(changed.text)
    assert client.page(own).select_one("input[name=party_size][checked]")["value"] == "3"
    jeton = client.page(own).select_one("input[name=jeton]")["value"]
    for _ in range(2):
        gone = client.post(f"{own}/annuler", data={"jeton": jeton}, follow_redirects=True)
        assert gone.status_code == 200
        assert "C’est annulé" in words(gone.text)
    assert states(there) == ["cancelled"]
    assert "Cette réponse est annulée" in words(client.get(own).text)


def test_too_many_people_are_refused_on_the_manage_page_with_what_was_typed(client, answer, meeting):
    own = answer(meeting(capacity=2), party_size="2").request.path
    response = client.submit(own, {"party_size": "5"}, action="/modifier")
    assert response.status_code == 422
    assert "Il ne reste pas de place" in words(response.text)
    page = BeautifulSoup(response.text, "html.parser")
    assert page.select_one("input[name=party_size][checked]")["value"] == "5"


def test_a_change_without_an_answer_is_asked_again(client, answer, meeting):
    own = answer(meeting()).request.path
    response = client.submit(own, {"kind": None}, action="/modifier")
    assert response.status_code == 422
    assert "Choisissez « Je participe »" in words(response.text)


def test_the_page_has_the_calendar_file(client, answer, meeting):
    page = BeautifulSoup(answer(meeting()).text, "html.parser")
    calendar = client.get(page.select_one("a.btn--go")["href"])
    assert calendar.mimetype == "text/calendar"


def test_a_foreign_altered_or_swapped_link_is_not_found(client, answer, meeting, register, link):
    there = meeting()
    own = answer(there).request.path
    register(there, mail="claire@exemple.be")
    confirmation = link()
    jeton = client.page(own).select_one("input[name=jeton]")["value"]
    assert client.get("/inscriptions/" + "x" * 43).status_code == 404
    assert client.get(own[:-1] + ("A" if own[-1] != "A" else "B")).status_code == 404
    assert client.post(f"{confirmation}/modifier", data={"jeton": jeton}).status_code == 404
    assert client.post(f"{confirmation}/annuler", data={"jeton": jeton}).status_code == 404
    assert client.post(f"{own}/confirmer", data={"jeton": jeton}).status_code == 404
    assert client.post(f"{own}/annuler").status_code == 400


def test_an_expired_link_is_gone_with_a_phone_number(client, answer, meeting, register, link, clock):
    there = meeting()
    own = answer(there).request.path
    register(there, mail="claire@exemple.be")
    confirmation = link()
    clock.advance(hours=48)
    response = client.get(confirmation)
    assert response.status_code == 410
    assert "tel:" in response.text
    clock.set(there.ends_at)
    assert client.get(own).status_code == 200
    clock.advance(days=1)
    assert client.get(own).status_code == 410


def test_the_link_of_an_erased_answer_is_gone(client, answer, meeting):
    own = answer(meeting()).request.path
    with transaction() as session:
        session.connection().exec_driver_sql("DELETE FROM registration")
    assert client.get(own).status_code == 410


def test_once_cancelled_or_over_the_page_only_shows(client, answer, meeting, clock, register, link):
    there = meeting()
    own = answer(there).request.path
    register(there, mail="claire@exemple.be")
    jeton, confirmation = client.page(own).select_one("input[name=jeton]")["value"], link()
    with transaction():
        cancel_meeting(get_meeting_by_id(there.id), reason="La salle est fermée.", now=now())
    page = client.page(own)
    assert "ANNULÉE" in page.text
    assert page.select("main form") == []
    assert client.page(confirmation).select("main form") == []
    assert client.post(f"{own}/annuler", data={"jeton": jeton}).status_code == 422


def test_an_answer_in_line_says_so_with_and_without_contact(answer, meeting, client, register, act, messages):
    there = meeting(capacity=1)
    answer(there)
    assert "Appelez-nous pour savoir" in words(answer(there).text)
    register(there, channel="phone", mail="claire@exemple.be")
    assert "Nous vous prévenons" in words(client.get(LINK.search(messages()[-1].text).group()).text)


def test_who_wants_to_be_called_without_a_number_is_told_at_the_box(answer, meeting):
    response = answer(meeting(), mail="claire@exemple.be", call_back="y")
    assert response.status_code == 422
    assert "Pour être rappelé, il faut un numéro." in words(response.text)
    assert 'value="claire@exemple.be"' in response.text
