"""The staff's pages: asking, noting an answer, asking to take up again, deciding."""

from tests.clients import form_values
from tests.concerns.conftest import anonymous, mail, phone_call
from tests.dialogue.residents import QUESTION, REASON, ask, want_again
from tests.pages import words


def detail(number):
    return f"/equipe/doleances/{number}"


def questions(number):
    return f"/equipe/doleances/{number}/questions"


def again(number):
    return f"/equipe/doleances/{number}/reouverture"


def test_from_the_page_of_a_concern_a_question_is_asked_and_its_answer_noted(cafe):
    number = cafe.log(phone_call())
    assert "Poser une question" not in cafe.officer.get(detail(number)).text
    cafe.bring(number, "in_progress")
    assert cafe.officer.page(detail(number)).select_one(f"a[href='{questions(number)}']")
    sent = cafe.officer.submit(questions(number), {"text": QUESTION}, follow=True)  # the only person is chosen
    assert "La question est dans vos appels à faire." in words(sent.text)
    assert "Noter la réponse" in words(sent.text)
    done = cafe.officer.submit(questions(number), {"text": "Vers huit heures."}, action="/reponse", follow=True)
    assert "La réponse est notée." in words(done.text)
    listed = words(cafe.officer.get(questions(number)).text)
    for shown in (QUESTION, "Vers huit heures.", "répondue", "Mme Martin"):
        assert shown in listed


def test_a_question_needs_words_and_somebody_to_ask(cafe):
    number = cafe.log(phone_call(), mail())
    cafe.bring(number, "in_progress")
    refused = cafe.officer.submit(questions(number), {"text": "85.07.30-033 28"})
    assert refused.status_code == 422
    assert "Choisissez à qui vous posez la question." in words(refused.text)
    chosen = {"raiser": str(cafe.raiser_id(number)), "text": "85.07.30-033 28"}
    refused = cafe.officer.submit(questions(number), chosen)
    assert refused.status_code == 422
    assert "numéro national" in refused.text
    assert "85.07.30-033 28" in refused.text


def test_without_anybody_to_reach_the_page_says_so(cafe):
    number = cafe.log(anonymous())
    cafe.bring(number, "in_progress")
    assert "personne à qui poser une question" in words(cafe.officer.get(questions(number)).text)


def test_a_question_that_came_too_late_shows_both_versions(cafe):
    number = cafe.log(phone_call())
    cafe.bring(number, "in_progress")
    form = cafe.officer.page(questions(number)).select_one("main form[method=post]")
    with cafe.concern(number) as concern:
        cafe.conclude(concern)
    late = cafe.officer.post(form["action"], data=form_values(form) | {"text": QUESTION})
    assert late.status_code == 409
    assert "Les deux versions" in words(late.text)
    assert QUESTION in words(late.text)
    assert "Retour à donner" in words(late.text)


def test_the_chief_reads_the_questions_and_asks_none(cafe):
    number = cafe.log(phone_call())
    ask(cafe, number)
    page = cafe.chief.page(questions(number))
    assert QUESTION in words(str(page))
    assert not page.select("main form[method=post]")
    assert "Lire la question" in words(cafe.chief.get(detail(number)).text)


def test_an_officer_asks_to_take_up_again_and_the_chief_does(cafe):
    number = cafe.log(phone_call())
    cafe.bring(number, "closed")
    assert "Demander de reprendre" in words(cafe.officer.get(detail(number)).text)
    chosen = {"asked_by": str(cafe.raiser_id(number)), "reason": REASON}
    sent = cafe.officer.submit(again(number), chosen, follow=True)
    assert "Le chef de commissariat décide." in words(sent.text)
    page = cafe.officer.page(again(number))
    assert REASON in words(str(page))
    assert not page.select("main form[method=post]")
    assert "Décider de reprendre ou non" in words(cafe.chief.get(detail(number)).text)
    for missing in ({"reason": "Il faut regarder."}, {"decision": "accept"}):
        assert cafe.chief.submit(again(number), missing).status_code == 422
    done = cafe.chief.submit(again(number), {"decision": "accept", "reason": "Il faut regarder."}, follow=True)
    assert "Le suivi reprend." in words(done.text)
    assert cafe.state(number) == "in_progress"


def test_left_closed_the_answer_to_who_asked_is_owed_on_the_board(cafe):
    number = cafe.log(phone_call())
    cafe.bring(number, "closed")
    want_again(cafe, number, position=0)
    done = cafe.chief.submit(again(number), {"decision": "refuse", "reason": "Tout est fait."}, follow=True)
    assert "La doléance reste clôturée." in words(done.text)
    board = words(cafe.officer.get("/equipe/doleances").text)
    assert "Retours à redonner" in board
    assert number in board


def test_what_is_not_closed_is_not_taken_up_again(cafe):
    number = cafe.log(phone_call())
    assert "Seule une doléance clôturée peut être reprise." in words(cafe.officer.get(again(number)).text)
    form = form_values(cafe.officer.page(detail(number)).select_one("form[action$=noter]"))
    crafted = {"csrf_token": form["csrf_token"], "version": "1", "asked_by": "team", "reason": REASON}
    refused = cafe.officer.post(again(number), data=crafted)
    assert refused.status_code == 422
    assert "Seule une doléance clôturée peut être rouverte." in words(refused.text)
    decided = {"csrf_token": form["csrf_token"], "version": "1", "decision": "accept", "reason": REASON}
    refused = cafe.officer.post(f"{again(number)}/decision", data=decided)
    assert refused.status_code == 422
    assert "Personne ne demande de rouvrir cette doléance." in words(refused.text)
