from datetime import UTC, datetime

from cafepol.concerns import operations
from cafepol.concerns.debts import Channel
from cafepol.core.clock import now, today
from cafepol.core.db import Base, transaction
from tests.concerns.conftest import WORDS, mail, phone_call
from tests.dialogue.residents import link
from tests.pages import words


def test_the_page_says_what_was_said_where_it_stands_and_by_when(cafe, client):
    cafe.log(mail(), phone_call())
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
        with subtests.test(token=str(token)):
            assert client.get(f"/suivi/{token}").status_code == 404


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
