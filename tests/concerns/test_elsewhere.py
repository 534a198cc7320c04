"""Somebody else's concern does not exist, and who asks for it is on record: at every address that names a concern."""

import re

import pytest
from sqlalchemy import select

from cafepol.accounts.models import AuditEntry
from cafepol.accounts.roles import Role
from cafepol.concerns import operations
from cafepol.concerns.debts import Channel
from cafepol.core.clock import now, today
from cafepol.core.db import transaction
from tests.concerns.conftest import WORDS, letter
from tests.pages import words
from tests.printing.paper import Paper

ONE = "/equipe/doleances/<number>"
SEARCHED = ("q", "recherche", "texte", "avec", "doleance", "numero", "cherche")


def doors(app, ids):
    """Each method and address of one concern; what is not known here is the first of its kind."""
    for rule in app.url_map.iter_rules():
        if rule.rule == ONE or rule.rule.startswith(f"{ONE}/"):
            _, where = rule.build({name: ids.get(name, 1) for name in rule.arguments})
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                yield method, where


def refusals():
    with transaction() as session:
        found = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "concern_refused").order_by(AuditEntry.id)
        )
        return [(row.account_id, row.subject, row.subject_id, row.detail) for row in found]


@pytest.fixture
def theirs(cafe):
    """A concern of Colfontaine, with a letter: the ids that its addresses name."""
    number = cafe.log(letter())
    with cafe.concern(number) as concern:
        told = operations.give_feedback(
            concern, concern.raisers[0], channel=Channel.LETTER, text="Réparé.", by=cafe.as_officer,
            now=now(), today=today(),
        )  # fmt: skip
        return {"number": number, "raiser_id": concern.raisers[0].id, "feedback_id": told.id}


def test_every_address_of_somebody_elses_concern_is_404_and_the_attempt_on_record(app, theirs, sign_in):
    away = sign_in(Role.OFFICER, "boussu")
    token = away.page("/equipe/doleances/nouvelle").select_one("main input[name=csrf_token]")["value"]
    asked = 0
    for method, where in doors(app, theirs):
        sent = {"csrf_token": token, "version": "1"} if method == "POST" else None
        assert away.open(where, method=method, data=sent).status_code == 404, (method, where)
        asked += 1
        assert len(refusals()) == asked, (method, where)
    assert asked >= 15
    assert set(map(repr, refusals())) == {repr((away.account_id, "concern", None, {"number": theirs["number"]}))}


def test_a_number_that_is_none_is_answered_and_recorded_alike(app, theirs, sign_in):
    away = sign_in(Role.CHIEF, "boussu")
    answers = [away.get(f"/equipe/doleances/{number}") for number in (theirs["number"], "D-2027-999", "x" * 400)]
    assert [each.status_code for each in answers] == [404] * 3
    assert len({re.sub("[0-9a-f]{16}", "", each.text) for each in answers}) == 1  # but for the request's own id
    assert [detail["number"] for *_, detail in refusals()] == [theirs["number"], "D-2027-999", "x" * 20]


def test_letters_of_others_in_a_batch_are_on_record_too(theirs, sign_in):
    away = sign_in(Role.OFFICER, "boussu")
    letter_id = theirs["feedback_id"]
    token = away.page("/equipe/doleances/nouvelle").select_one("main input[name=csrf_token]")["value"]
    assert away.get(f"/equipe/doleances/lettres.pdf?lettre={letter_id}").status_code == 404
    posted = {"csrf_token": token, "letters": [str(letter_id)], "posted_on": "2027-01-07"}
    assert away.post("/equipe/doleances/lettres/postees", data=posted).status_code == 404
    assert refusals() == [(away.account_id, "concern", None, {"letters": [letter_id]})] * 2


def test_a_sheet_of_returns_of_others_is_on_record_too(cafe, theirs, sign_in):
    away = sign_in(Role.OFFICER, "boussu")
    for end in ("", ".pdf"):
        assert away.get(f"/equipe/rencontres/{cafe.code}/fiche-retour{end}").status_code == 404
    assert refusals() == [(away.account_id, "concern", None, {"meeting": cafe.code})] * 2


def test_no_list_count_search_or_figure_of_others_tells_of_it(app, cafe, theirs, sign_in, tmp_path):
    """Every staff page that opens without an id, asked in every way for that very concern."""
    with cafe.concern(theirs["number"]) as concern:
        secrets = [concern.number, concern.title, "M. Petit", "rue du Puits", WORDS]
        asked = {"etat": "toutes", "liste": "toutes", "commune": concern.commune_id, "quartier": concern.quarter_id}
        asked |= {"theme": concern.theme_id, "agent": concern.owner_id}
    pages = [each.rule for each in app.url_map.iter_rules() if not each.arguments and "GET" in each.methods]
    pages = [each for each in pages if each.startswith(("/equipe/doleances", "/equipe/problemes"))]
    assert len(pages) >= 6
    for role in (Role.OFFICER, Role.CHIEF):
        away = sign_in(role, "boussu", name="Mme Loin")
        for page in pages:
            plain = _said(away.get(page), tmp_path)
            assert not [each for each in secrets if re.search(rf"{re.escape(each)}\b", plain)], page
            answers = []
            for number in (theirs["number"], "D-2027-9"):
                narrowed = away.get(page, query_string=asked | dict.fromkeys(SEARCHED, number))
                answers.append(re.sub(rf"{number}\b", "", _said(narrowed, tmp_path)))
            assert answers[0] == answers[1], page  # nobody learns which of the two exists
        assert "Aucun suivi ouvert" in words(away.get("/equipe/doleances").text)
        assert theirs["number"] not in away.get("/equipe/").text


def _said(answer, folder):
    """What a page, a table or a paper says."""
    if answer.mimetype == "application/pdf":
        return Paper(answer.data, folder).text
    said = words(answer.text) if answer.mimetype == "text/html" else answer.text
    return re.sub("[0-9a-f]{16}", "", said)  # but for the request’s own id
