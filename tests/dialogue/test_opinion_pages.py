import pytest

from tests.clients import form_values
from tests.concerns.conftest import mail
from tests.dialogue.residents import accept, opinion_link, refuse, want_again, written
from tests.pages import words


@pytest.fixture
def number(cafe):
    found = cafe.log(mail())
    cafe.bring(found, "closed")
    return found


@pytest.fixture
def path(number):
    return opinion_link()


def test_four_answers_one_question_and_looking_takes_nothing_away(cafe, client, number, path):
    for _ in range(2):
        page = client.page(path)
        assert [each.text.strip() for each in page.select("label b")] == [
            "Oui, tout à fait", "Oui, plutôt", "Non, pas vraiment", "Non, pas du tout",
        ]  # fmt: skip
    assert "Je demande de reprendre" not in words(str(page))
    assert "set-cookie" not in client.get(path).headers


def test_an_answer_is_thanked_for_and_the_second_changes_nothing(client, path):
    form = client.page(path).select_one("main form")
    assert client.post(form["action"], data=form_values(form)).status_code == 422  # none was chosen
    for score in ("1", "4"):
        answer = client.post(form["action"], data=form_values(form) | {"score": score}, follow_redirects=True)
        assert "Vous avez répondu : Non, pas du tout." in words(answer.text)
    nonsense = client.post(form["action"], data=form_values(form) | {"score": "9"})
    assert nonsense.status_code == 422
    assert "Vous avez répondu : Non, pas du tout." in words(nonsense.text)


def test_then_somebody_may_ask_to_take_it_up_again_once(cafe, client, number, path):
    client.submit(path, {"score": "1"})
    empty = client.submit(path, {"reason": ""}, action="/reprendre")
    assert empty.status_code == 422
    assert "Écrivez ce qui ne va pas encore." in words(empty.text)
    asked = client.submit(path, {"reason": "Les voitures sont revenues."}, action="/reprendre", follow=True)
    assert "Vous avez demandé de reprendre le suivi." in words(asked.text)
    assert cafe.state(number) == "reopen_requested"
    assert not client.page(path).select("main form")


def test_the_page_says_where_the_wish_of_somebody_else_stands(cafe, client, number, path):
    want_again(cafe, number)
    assert "Êtes-vous content" in words(client.get(path).text)
    client.submit(path, {"score": "3"})
    assert "On nous demande déjà de reprendre" in words(client.get(path).text)
    accept(cafe, number)
    page = client.page(path)
    assert "Le suivi a repris." in words(str(page))
    assert "Le suivi est terminé." not in words(str(page))
    assert not page.select("main form")


def test_after_a_refusal_nobody_asks_the_same_again(cafe, client, number, path):
    client.submit(path, {"score": "1"})
    form = client.page(path).select_one("form[action$=reprendre]")
    again = form_values(form) | {"reason": "Elles sont revenues."}
    assert client.post(form["action"], data=again).status_code == 303
    assert "Le chef de commissariat décide." in words(client.get(path).text)
    refuse(cafe, number)
    refused = client.post(form["action"], data=again)
    assert refused.status_code == 422
    assert cafe.state(number) == "closed"
    said = words(client.get(path).text)
    assert "Le chef de commissariat décide." not in said
    assert "Le chef de commissariat a décidé de le laisser terminé." in said


def test_the_link_ends_after_ten_days_with_the_phone(client, clock, path):
    clock.advance(days=9)
    assert client.get(path).status_code == 200
    clock.advance(days=1)
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code in {400, 410}
    over = client.get(path)
    assert over.status_code == 410
    assert "tel:" in over.text


def test_a_voided_concern_asks_nobody(cafe, client):
    number = cafe.log(mail())
    with cafe.concern(number) as concern:
        cafe.tell(concern)
        cafe.void(concern)
    assert written("concern_opinion") == []
