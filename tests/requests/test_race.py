"""A double click on « Envoyer » as it happens: both forms arrive before the first one is answered."""

import time

import pytest
from sqlalchemy import func, select

from cafepol.core import receipts
from cafepol.core.db import db
from cafepol.requests.models import CafeRequest
from tests.cafes import Town
from tests.clients import at_once, form_values

pytestmark = pytest.mark.engines

ASK = "/demander-un-cafe"


@pytest.mark.parametrize(("is_claimed", "made"), [(True, 1), (False, 2)])
def test_a_form_sent_twice_at_once_is_one_request_and_without_the_receipt_two(client, monkeypatch, is_claimed, made):
    claim = receipts.claim

    def take(key, *, now):
        done = claim(key, now=now) if is_claimed else None
        time.sleep(0.3)  # for the second form to come in between
        return done

    monkeypatch.setattr(receipts, "claim", take)
    opened = form_values(client.page(ASK).select_one("main form"))
    typed = {"place": f"q{Town().quarters[0].id}", "why": "La vitesse dans ma rue."}
    answers = at_once(client, ASK, *[opened | typed] * 2)
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(303, f"{ASK}/merci")] * 2
    assert db.session.scalar(select(func.count()).select_from(CafeRequest)) == made
