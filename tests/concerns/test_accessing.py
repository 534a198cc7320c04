"""A chief reads one concern of another commissariat: for a reason, for 24 hours, on record."""

import re

import pytest
from sqlalchemy import select

from cafepol.accounts.models import AuditEntry
from cafepol.accounts.roles import Role
from cafepol.concerns.accessing import request_access
from cafepol.concerns.control_models import ConcernAccess
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.core.errors import Refused
from tests.concerns.conftest import WORDS, letter, phone_call
from tests.pages import words

ASK = "/equipe/doleances/acces"
WHY = "Le même problème passe la limite des deux communes."


def path(number, *rest):
    return "/".join(["/equipe/doleances", number, *map(str, rest)])


@pytest.fixture
def away(cafe, sign_in):
    return sign_in(Role.CHIEF, "boussu", name="Mme Ailleurs")


def ask(client, number, reason=WHY):
    return client.submit(ASK, {"number": number, "reason": reason})


def rows(action):
    with transaction() as session:
        found = session.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id))
        return [(row.account_id, row.subject_id, row.detail) for row in found]


def test_the_answer_is_the_same_whether_the_number_exists_or_not(cafe, away, count_queries):
    number = cafe.log(letter())
    told = []
    for asked in (number, number[:-1] + "9"):
        with count_queries() as counted:
            answer = ask(away, asked)
        shown = away.get(ASK)
        page = re.sub(r'value="[^"]+"|[0-9a-f]{16}', "", shown.text).replace(asked, "N°")
        told.append((answer.status_code, answer.headers["Location"], len(answer.data), counted.total))
        assert "Si ce numéro existe, la doléance s’ouvre à la lecture pendant 24 heures." in words(page)
        with transaction() as session:
            session.execute(ConcernAccess.__table__.update().values(expires_at=now()))  # so that one is listed
    assert told[0] == told[1]
    assert [(who, what, detail["number"]) for who, what, detail in rows("concern_access_asked")] == [
        (away.account_id, None, number),
        (away.account_id, None, number[:-1] + "9"),
    ]


def test_it_opens_to_read_for_a_day_and_each_look_names_the_request(cafe, away, clock):
    number = cafe.log(letter(), phone_call())
    assert away.get(path(number)).status_code == 404
    assert ask(away, f" {number.lower()} ").status_code == 302
    page = away.page(path(number))
    assert f"« {WORDS} »" in words(str(page))
    assert "Cette doléance est d’un autre commissariat." in words(str(page))
    assert not page.select("main form[method=post]")
    assert not [a for a in page.select("main a") if number in a.get("href", "")]
    clock.advance(hours=23)
    with transaction() as session:
        access = session.scalars(select(ConcernAccess)).one()
    cafe_views = [each for each in rows("concern_viewed") if each[0] == away.account_id]
    assert cafe_views == [(away.account_id, access.concern_id, {"access": access.id})]
    clock.advance(hours=1)
    cafe.stay_signed_in()
    assert away.get(path(number)).status_code == 404


def test_it_is_in_no_list_and_takes_no_post(cafe, away):
    number = cafe.log(letter(), title="Trottoir pris")
    ask(away, number)
    assert "Trottoir pris" not in away.get("/equipe/doleances").text
    token = away.page(ASK).select_one("main input[name=csrf_token]")["value"]
    sent = {"csrf_token": token, "version": "1", "void_reason": "entry_error", "text": "x", "compartment": "internal"}
    for end in ("annuler", "noter", "prolonger", "corriger", "transmettre", "fusionner"):
        assert away.post(path(number, end), data=sent).status_code == 404, end
    for end in ("prolonger", "corriger", "personnes/nouvelle"):
        assert away.get(path(number, end)).status_code == 404, end
    assert len(rows("concern_refused")) == 9
    assert cafe.state(number) == "heard"


def test_it_opens_to_who_asked_alone(cafe, away, sign_in):
    number = cafe.log(letter())
    ask(away, number)
    assert sign_in(Role.CHIEF, "boussu", name="M. Autre").get(path(number)).status_code == 404


def test_officers_do_not_ask(cafe):
    assert cafe.officer.get(ASK).status_code == 404
    assert ASK in {a["href"] for a in cafe.chief.page("/equipe/doleances").select("main a")}
    assert ASK not in cafe.officer.get("/equipe/doleances").text


def test_without_a_number_or_a_reason_it_is_told_at_the_field_and_nothing_is_kept(cafe, away):
    for number, reason, field in ((" ", WHY, "number"), ("D-2027-1", "Voir.", "reason"), ("D-2027-1", "", "reason")):
        answer = ask(away, number, reason)
        assert answer.status_code == 422
        assert f'id="{field}-err"' in answer.text
    with pytest.raises(Refused) as refusal, transaction():
        request_access(number=" ", reason=WHY, by_account_id=away.account_id, now=now())
    assert refusal.value.field == "number"
    with transaction() as session:
        assert session.scalars(select(ConcernAccess)).all() == []


def test_ones_own_concern_is_seen_as_before_also_when_asked_for(cafe):
    number = cafe.log(letter())
    ask(cafe.chief, number)
    assert cafe.chief.page(path(number)).select("main form[method=post]")
