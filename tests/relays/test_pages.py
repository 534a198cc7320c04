"""The pages of a question: the officer's, with what will be seen before it leaves, and the partner's, by the link."""

import hashlib
import re
import secrets
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, update

from cafepol.accounts.roles import Role
from cafepol.concerns.models import Concern
from cafepol.core.db import db, transaction
from cafepol.core.links import Purpose, issue_link
from cafepol.meetings.models import Meeting
from cafepol.partners.models import PartnerContact
from cafepol.relays.models import Relay
from tests.clients import form_values
from tests.concerns.conftest import WORDS, phone_call
from tests.pages import words
from tests.relays.partners import ANSWER, QUESTION, link, messages, relays

OVER = datetime(2027, 1, 21, 23, 0, tzinfo=UTC)


def path(number, end="/relais"):
    return f"/equipe/doleances/{number}{end}"


def typed(partners, **more):
    contact = more.pop("contact", None) or partners.contact()
    return {"contact": str(contact), "question": QUESTION, "place": "rue de l’École", "answer_by": "2027-01-21"} | more


def look(client, number, data):
    """The page that the form of a question leads to."""
    return client.submit(path(number), data | {"step": "look"}, action="/relais")


def send(client, page):
    form = BeautifulSoup(page.text, "html.parser").select_one("main form[action$=relais]")
    return client.post(form["action"], data=form_values(form) | {"step": "send"})


def main_of(text) -> str:
    """What stands in a page's main, byte for byte but for the token of its form."""
    return re.sub(r'(name="jeton"[^>]*value=")[^"]*"', r'\1"', re.search(r"<main.*</main>", text, re.DOTALL)[0])


def answer(client, where, text=ANSWER):
    return client.submit(where, {"answer": text})


def note_for_partner(client, number):
    """What a browser is led to that sends a note for the partner: the same, to another address (307)."""
    form = client.page(path(number, "")).select_one("form[action$=noter]")
    data = form_values(form) | {"compartment": "partner", "text": QUESTION}
    sent = client.post(form["action"], data=data)
    assert sent.status_code == 307
    return client.post(sent.headers["Location"], data=data)


def contents() -> dict[str, str]:
    db.session.remove()
    rows = {table: repr(db.session.execute(select(table)).all()) for table in (Relay.__table__, Concern.__table__)}
    db.session.remove()
    return {table.name: hashlib.sha256(each.encode()).hexdigest() for table, each in rows.items()}


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_the_partner_sees_what_the_preview_showed_byte_for_byte(partners, client, language):
    number = partners.followed()
    preview = look(partners.cafe.officer, number, typed(partners, contact=partners.contact(language=language)))
    assert preview.status_code == 200
    assert relays() == 0
    page = BeautifulSoup(preview.text, "html.parser")
    seen = page.select_one("iframe")["srcdoc"]
    assert send(partners.cafe.officer, preview).status_code == 302
    theirs = client.get(link()).text
    assert main_of(theirs) == main_of(seen)
    assert f'<html lang="{language}"' in theirs
    assert QUESTION in words(theirs)
    (asked,) = messages()
    told = page.select_one("#courriel .verbatim").text.split("(ici, l’adresse de la page pour répondre)")
    assert all(" ".join(part.split()) in " ".join(asked.text.split()) for part in told)
    for secret in (WORDS, "Martin", "065 00 99 33"):
        assert secret not in theirs + seen + asked.text


def test_what_is_corrected_after_the_preview_is_kept(partners):
    officer, number = partners.cafe.officer, partners.followed()
    preview = look(officer, number, typed(partners))
    form = BeautifulSoup(preview.text, "html.parser").select_one("main form[action$=relais]")
    again = officer.post(path(number), data=form_values(form) | {"step": "edit"})
    shown = form_values(BeautifulSoup(again.text, "html.parser").select_one("main form"))
    assert (shown["question"].strip(), shown["place"], shown["answer_by"]) == (QUESTION, "rue de l’École", "2027-01-21")
    assert relays() == 0


def test_what_is_refused_keeps_what_was_typed(partners):
    page = look(partners.cafe.officer, partners.followed(), typed(partners, question="Mme Martin a-t-elle raison ?"))
    assert page.status_code == 422
    assert "Mme Martin a-t-elle raison ?" in words(page.text)
    assert "semble nommer une personne" in words(page.text)


def test_a_double_click_asks_once(partners):
    officer, number = partners.cafe.officer, partners.followed()
    preview = look(officer, number, typed(partners))
    assert [send(officer, preview).status_code for _ in range(2)] == [302, 302]
    assert relays() == 1


def test_who_comes_too_late_sees_both_versions_and_keeps_the_words(partners):
    officer, number = partners.cafe.officer, partners.followed()
    preview = look(officer, number, typed(partners))
    with partners.cafe.concern(number) as concern:
        partners.cafe.conclude(concern)
    late = send(officer, preview)
    assert late.status_code == 409
    said = words(late.text)
    assert "Retour à donner" in said
    assert QUESTION in said
    assert relays() == 0


def test_the_words_of_a_note_for_the_partner_lead_to_the_question_and_are_not_written(partners):
    officer, number = partners.cafe.officer, partners.followed()
    before = contents()
    led = note_for_partner(officer, number)
    assert led.request.path == path(number)
    shown = form_values(BeautifulSoup(led.text, "html.parser").select_one("main form"))
    assert shown["question"].strip() == QUESTION
    assert contents() == before
    with partners.cafe.concern(number) as concern:
        assert {each.kind for each in concern.entries} == {"heard", "started"}


def test_a_note_for_the_partner_is_offered_only_where_one_may_be_asked(partners):
    officer, number = partners.cafe.officer, partners.followed()

    def choices():
        return [each["value"] for each in officer.page(path(number, "")).select("input[name=compartment]")]

    assert choices() == ["internal", "resident", "partner"]
    partners.ask(number)
    assert choices() == ["internal", "resident"]
    crafted = note_for_partner(officer, number)
    assert crafted.status_code == 422
    assert "Seule une doléance en cours peut être transmise" in words(crafted.text)
    assert QUESTION in crafted.text


def test_the_page_of_the_concern_leads_there_and_says_where_it_stands(partners, client):
    officer, number = partners.cafe.officer, partners.followed()
    assert officer.page(path(number, "")).select(f'#partenaire a[href="{path(number)}"]')
    partners.ask(number)
    assert officer.page(path(number, "")).select(f'#partenaire a[href="{path(number)}"]')
    asked = words(officer.get(path(number)).text)
    assert "La question chez Logis Colfontaine" in asked
    assert QUESTION in asked
    answer(client, link())
    history = words(officer.get(path(number, "")).text)
    assert "Prochaine étape : vendredi 8 janvier Lire la réponse de Logis Colfontaine" in history
    assert ANSWER in history
    assert "par le partenaire" in history


def test_an_answer_by_phone_and_a_question_taken_back_have_their_forms(partners):
    officer, chief = partners.cafe.officer, partners.cafe.chief
    first, second = partners.followed(), partners.followed()
    contact = partners.contact()
    for number in (first, second):
        partners.ask(number, contact)
    assert chief.page(path(first)).select("main form[method=post]") == []
    assert officer.submit(path(first), {"answer": ""}, action="/reponse").status_code == 422
    assert officer.submit(path(first), {"answer": ANSWER}, action="/reponse").status_code == 302
    assert officer.submit(path(second), action="/reprendre").status_code == 302
    assert [partners.cafe.state(each) for each in (first, second)] == ["in_progress", "in_progress"]
    assert ANSWER in words(officer.get(path(first, "")).text)


def test_ending_too_late_shows_both_versions_and_keeps_the_words(partners):
    officer, number = partners.cafe.officer, partners.followed()
    partners.ask(number)
    form = officer.page(path(number)).select_one("form[action$=reponse]")
    with transaction() as session:
        session.execute(update(Concern).values(version=Concern.version + 1))
    late = officer.post(form["action"], data=form_values(form) | {"answer": ANSWER})
    assert late.status_code == 409
    assert ANSWER in late.text
    again = BeautifulSoup(late.text, "html.parser").select_one("form[action$=reponse]")
    assert officer.post(form["action"], data=form_values(again)).status_code == 302


def test_what_ended_meanwhile_is_said_with_what_was_typed(partners):
    officer, number = partners.cafe.officer, partners.followed()
    relay = partners.ask(number)
    form = officer.page(path(number)).select_one("form[action$=reponse]")
    partners.answer(relay)
    late = officer.post(form["action"], data=form_values(form) | {"answer": "Autre chose."})
    assert late.status_code == 422
    assert "Cette question n’est plus ouverte." in words(late.text)
    assert "Autre chose." in late.text


ASK, NOTE, TAKE_BACK = "/relais", "/relais/reponse", "/relais/reprendre"
FROM = {ASK: "in_progress", NOTE: "relayed", TAKE_BACK: "relayed"}
MAY = {("officer", ASK), ("chief", ASK), ("officer", NOTE), ("officer", TAKE_BACK)}
SEE_NOTHING = {"reception", "elsewhere"}


@pytest.mark.parametrize("state", ["heard", "in_progress", "relayed", "feedback_due"])
def test_a_post_that_no_form_carries_is_judged_by_the_table(partners, sign_in, state):
    contact = partners.contact()
    clients = {
        "officer": partners.cafe.officer,
        "chief": partners.cafe.chief,
        "reception": sign_in(Role.RECEPTION, "colfontaine", name="Mme Accueil"),
        "elsewhere": sign_in(Role.OFFICER, "boussu", name="M. Loin"),
    }
    for (who, client), (end, source) in product(clients.items(), FROM.items()):
        number, version = in_state(partners, state, contact)
        token = client.page("/equipe/").select_one("input[name=csrf_token]")["value"]
        data = typed(partners, contact=contact, answer=ANSWER, csrf_token=token, step="send", version=str(version))
        data["key"] = secrets.token_urlsafe(16)
        found = client.post(path(number, end), data=data)
        is_done = (who, end) in MAY and state == source
        assert found.status_code == (302 if is_done else 404 if who in SEE_NOTHING else 422), (who, end)
        target = "relayed" if end == ASK else "in_progress"
        assert partners.cafe.state(number) == (target if is_done else state), (who, end)


def in_state(partners, state, contact):
    """A concern in that state; its number and version."""
    number = partners.cafe.log(phone_call()) if state == "heard" else partners.followed()
    if state == "relayed":
        partners.ask(number, contact)
    elif state == "feedback_due":
        partners.cafe.bring(number, state)
    with partners.cafe.concern(number) as concern:
        return number, concern.version


def test_a_partner_answers_once_and_then_reads_what_was_answered(partners, client):
    relay = partners.ask()
    before, where = contents(), link()
    form = form_values(client.page(where).select_one("main form"))
    assert contents() == before
    posts = [client.post(where, data=form | {"answer": each}) for each in (ANSWER, "Autre chose.")]
    assert [each.status_code for each in posts] == [303, 200]
    said = words(posts[1].text)
    assert "Merci. Vous avez répondu le jeudi 7 janvier 2027." in said
    assert ANSWER in said
    assert "Autre chose." not in said
    assert partners.state(relay) == ("answered", "in_progress")
    assert not client.page(where).select("main form")


def test_an_empty_answer_is_asked_for_in_the_partners_language(partners, client):
    partners.ask(contact=partners.contact(language="nl"))
    page = answer(client, link(), " ")
    assert page.status_code == 422
    assert "Schrijf uw antwoord." in words(page.text)
    refused = answer(client, link(), "Rekening BE68 5390 0754 7034")
    assert "Schrijf dit nummer niet" in words(refused.text)
    assert "BE68 5390 0754 7034" in refused.text


@pytest.mark.parametrize(("language", "said"), [("fr", "n’est plus valable"), ("nl", "niet meer geldig")])
def test_after_its_day_the_link_says_so_with_the_phone_in_the_partners_language(
    partners, client, clock, language, said
):
    partners.ask(contact=partners.contact(language=language))
    where = link()
    clock.set(OVER)
    page = client.get(where)
    assert page.status_code == 410
    assert said in words(page.text)
    assert "tel:" in page.text
    assert QUESTION not in page.text
    partners.round()
    assert client.get(where).status_code == 410


def test_wrong_altered_and_foreign_links_open_nothing(partners, client):
    relay = partners.ask()
    token = link().rpartition("/")[2]
    with transaction():
        foreign = issue_link(Purpose.PARTNER, relay, expires_at=OVER)
    for wrong in ("x", "x" * 43, token[:-1] + ("a" if token[-1] != "a" else "b"), foreign):
        assert client.get(f"/relais/{wrong}").status_code == 404


def test_a_link_of_somebody_who_left_or_is_reached_elsewhere_opens_nothing(partners, client):
    partners.ask()
    for change in ({"mail": "autre@logis.example"}, {"is_active": False, "mail": "simonet@logis.example"}):
        with transaction() as session:
            session.execute(update(PartnerContact).values(**change))
        assert client.get(link()).status_code == 404


def test_a_question_that_is_over_is_said_kindly_and_shown_no_more(partners, client):
    number = partners.followed()
    partners.ask(number)
    where = link()
    form = form_values(client.page(where).select_one("main form"))
    partners.cafe.bring(number, "feedback_due")
    page = client.get(where)
    assert page.status_code == 410
    assert "vous ne devez plus répondre" in words(page.text)
    assert QUESTION not in page.text
    late = client.post(where, data=form | {"answer": ANSWER})
    assert late.status_code == 422
    assert "vous ne devez plus répondre" in words(late.text)
    assert ANSWER in late.text
    partners.round()
    assert client.get(where).status_code == 410
    assert partners.cafe.state(number) == "feedback_due"


def test_a_concern_that_nobody_may_relay_says_why(partners):
    number = partners.followed()
    partners.cafe.bring(number, "feedback_due")
    assert "Seule une doléance en cours peut être transmise à un partenaire." in words(
        partners.cafe.officer.get(path(number)).text
    )


def test_a_partner_who_owes_an_answer_is_proposed_for_the_next_cafe(partners):
    officer, contact = partners.cafe.officer, partners.contact()
    invite = f"/equipe/rencontres/{partners.cafe.code}/inviter"
    with transaction() as session:
        session.execute(update(Meeting).values(starts_at=OVER, ends_at=OVER + timedelta(hours=2)))
    assert "suivi" not in words(str(officer.page(invite).select_one("main")))
    partners.ask(contact=contact)
    assert "1 suivi" in words(str(officer.page(invite).select_one("main")))
