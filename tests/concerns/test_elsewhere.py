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
from tests.concerns.conftest import letter

ONE = "/equipe/doleances/<number>"


def doors(app, ids):
    """Each method and address of one concern; an argument of a new one must be given here."""
    for rule in app.url_map.iter_rules():
        if rule.rule == ONE or rule.rule.startswith(f"{ONE}/"):
            _, where = rule.build({name: ids[name] for name in rule.arguments})
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
