import re
from datetime import UTC, datetime

from bs4 import BeautifulSoup
from sqlalchemy import select

from cafepol.concerns import operations
from cafepol.concerns.debts import Channel
from cafepol.core.clock import now, today
from cafepol.core.db import Base, transaction
from cafepol.dialogue.adding import add_note
from cafepol.dialogue.queries import get_raiser
from cafepol.messages.models import Message
from tests.clients import form_values
from tests.concerns.conftest import WORDS, mail, phone_call
from tests.dialogue.residents import QUESTION, ask, link, opinion_link, reply
from tests.pages import words


def test_the_page_says_what_was_said_where_it_stands_and_by_when(cafe, client):
    cafe.log(mail())
    response = client.get(link())
    said = words(response.text)
    assert f"« {WORDS} »" in said
    assert "Vous aurez une réponse au plus tard mercredi 20 janvier 2027." in said
    assert "Nous vous écrirons par courriel, comme vous l’avez demandé." in said
    assert "dans les 10 jours ouvrables" in said
    assert "Inspecteur Dupont" in said
    assert "065 00 12 99" in said
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


def test_the_page_names_nobody_and_shows_only_what_is_marked_for_the_resident(cafe, client):
    number = cafe.log(mail(), phone_call())
    with cafe.concern(number) as concern:
        operations.note(
            concern, compartment="internal", text="Onze voitures, trois avertissements.", by=cafe.as_officer, now=now()
        )
        operations.note(
            concern, compartment="resident", text="Nous sommes passés le matin.", by=cafe.as_officer, now=now()
        )
        operations.give_feedback(
            concern, concern.raisers[1], channel=Channel.PHONE, text="Dit à Mme Martin seule.",
            by=cafe.as_officer, now=now(), today=today(),
        )  # fmt: skip
        cafe.conclude(concern)
    said = words(client.get(link()).text)
    assert "Nous sommes passés le matin." in said
    for hidden in ("Onze voitures", "Mme Martin", "Mme Simon", "Dit à", "Des poteaux seront posés"):
        assert hidden not in said


def test_several_people_each_read_their_own_words_and_nobody_else_s(cafe, client):
    number = cafe.log(mail(), phone_call())
    said = words(client.get(link()).text)
    assert "trottoir" not in said
    assert "Plusieurs personnes nous en ont parlé." in said
    with cafe.concern(number) as concern:
        assert concern.title in said
        concern.raisers[0].words = "Je dois marcher sur la route."
    said = words(client.get(link()).text)
    assert "« Je dois marcher sur la route. »" in said


def test_a_line_for_one_of_them_is_read_by_nobody_else(cafe, client):
    number = cafe.log(mail(), mail("M. Petit", "petit@exemple.be"))
    ask(cafe, number, position=1)
    reply(cafe.raiser_id(number, 1), "À sept heures.")
    with transaction():
        add_note(get_raiser(cafe.raiser_id(number, 1)), "Et le dimanche.", now=now())
    said = words(client.get(link()).text)
    for hidden in (QUESTION, "À sept heures.", "Et le dimanche."):
        assert hidden not in said
    said = words(client.get(links()[1]).text)
    for shown in (QUESTION, "Votre réponse", "À sept heures.", "Et le dimanche."):
        assert shown in said


def links():
    with transaction() as session:
        bodies = session.scalars(select(Message.text).where(Message.kind == "concern_heard").order_by(Message.id)).all()
    return [re.search(r"/suivi/\S+", each).group() for each in bodies]


def test_a_question_is_on_top_and_answered_once(cafe, client):
    number = cafe.log(mail())
    ask(cafe, number)
    page = client.page(link())
    assert page.select_one("main h2").text == "Nous avons une question pour vous"
    assert QUESTION in words(str(page))
    done = client.submit(link(), {"answer": "Vers huit heures."}, action="/reponse", follow=True)
    assert "Vers huit heures." in words(done.text)
    assert "Nous avons une question" not in done.text
    assert cafe.state(number) == "in_progress"


def test_an_answer_without_words_says_what_to_write_and_stores_nothing(cafe, client):
    number = cafe.log(mail())
    ask(cafe, number)
    refused = client.submit(link(), {"answer": "85.07.30-033 28"}, action="/reponse")
    assert refused.status_code == 422
    assert "numéro national" in refused.text
    assert "85.07.30-033 28" in refused.text
    assert cafe.state(number) == "awaiting_info"


def test_an_answer_that_comes_too_late_is_kept_to_be_sent_as_a_note(cafe, client):
    number = cafe.log(mail())
    ask(cafe, number)
    form = client.page(link()).select_one("form[action$=reponse]")
    with cafe.concern(number) as concern:
        cafe.conclude(concern)
    assert "Nous avons une question" not in client.get(link()).text
    late = client.post(form["action"], data=form_values(form) | {"answer": "Vers huit heures."})
    assert late.status_code == 422
    page = BeautifulSoup(late.text, "html.parser")
    assert "Nous n’attendons plus cette réponse" in words(late.text)
    (kept,) = page.select("form[action$=precision]")
    assert kept.textarea.text.strip() == "Vers huit heures."
    sent = client.post(kept["action"], data=form_values(kept), follow_redirects=True)
    assert "Merci, c’est bien arrivé." in words(sent.text)


def test_a_note_is_thanked_for_and_sent_twice_it_is_one(cafe, client):
    number = cafe.log(mail())
    form = client.page(link()).select_one("form[action$=precision]")
    sent = form_values(form) | {"words": "Le dimanche aussi."}
    for _ in range(2):
        answer = client.post(form["action"], data=sent, follow_redirects=True)
        assert "Merci, c’est bien arrivé." in words(answer.text)
    with cafe.concern(number) as concern:
        assert [each.kind for each in concern.entries] == ["heard", "resident_note"]
    history = words(cafe.officer.get(f"/equipe/doleances/{number}").text)
    assert "Précision de la personne" in history
    assert "Le dimanche aussi." in history


def test_the_sixth_note_of_a_day_is_kept_on_the_page_with_the_phone(cafe, client):
    cafe.log(mail())
    for number in range(5):
        client.submit(link(), {"words": f"Note {number}"}, action="/precision")
    refused = client.submit(link(), {"words": "Encore ceci."}, action="/precision")
    assert refused.status_code == 422
    assert "cinq fois aujourd’hui" in refused.text
    assert "Encore ceci." in refused.text


def test_the_days_that_did_not_count_are_explained(cafe, client, clock):
    clock.set(datetime(2027, 5, 3, 8, 0, tzinfo=UTC))
    cafe.log(mail(), at_meeting=False)
    said = words(client.get(link()).text)
    assert "Jeudi 6 mai ne compte pas non plus : Ascension." in said


def test_the_answer_is_on_the_page_once_it_counts(cafe, client):
    number = cafe.log(mail())
    where = link()
    with cafe.concern(number) as concern:
        operations.give_feedback(
            concern, concern.raisers[0], channel=Channel.VISIT, text="Six poteaux seront posés.",
            by=cafe.as_officer, now=now(), today=today(),
        )  # fmt: skip
    said = words(client.get(where).text)
    assert "Notre réponse" in said
    assert "Six poteaux seront posés." in said
    assert "Vous avez eu notre réponse." in said


def test_late_is_said_as_a_fact(cafe, client, clock):
    cafe.log(mail())
    where = link()
    clock.advance(days=13)
    assert "Vous aurez une réponse au plus tard" in words(client.get(where).text)
    clock.advance(days=1)
    assert "Nous sommes en retard." in words(client.get(where).text)


def test_looking_changes_nothing(cafe, client):
    cafe.log(mail())
    where = link()

    def everything():
        with transaction() as session:
            return {t.name: sorted(map(repr, session.execute(t.select()).all())) for t in Base.metadata.sorted_tables}

    before = everything()
    assert client.get(where).status_code == 200
    assert everything() == before


def test_a_wrong_link_leads_nowhere(client, subtests):
    for token in ["x", "x" * 43]:
        for path in (f"/suivi/{token}", f"/avis/{token}"):
            with subtests.test(path=path):
                assert client.get(path).status_code == 404


def test_a_link_of_one_purpose_opens_nothing_of_the_other(cafe, client):
    cafe.bring(cafe.log(mail()), "closed")
    follow, judge = link(), opinion_link()
    assert client.get(follow.replace("/suivi/", "/avis/")).status_code == 404
    assert client.get(judge.replace("/avis/", "/suivi/")).status_code == 404
    form = form_values(client.page(follow).select_one("form[action$=precision]"))
    for path in (f"{judge}/reprendre", judge):  # a form of another page opens nothing either
        assert client.post(path, data=form | {"reason": "x", "score": "4"}).status_code == 400


def test_a_link_ends_after_a_year(cafe, client, clock):
    cafe.log(mail())
    where = link()
    clock.advance(days=366)
    assert client.get(where).status_code == 410


def test_a_voided_concern_has_no_page_any_more(cafe, client):
    number = cafe.log(mail())
    where = link()
    with cafe.concern(number) as concern:
        cafe.tell(concern)
        cafe.void(concern)
    assert client.get(where).status_code == 404
