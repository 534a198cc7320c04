"""The day's kit and the list of calls of a café: one click at the desk, with whom they name on the audit trail."""

import pytest

from cafepol.concerns.queries import Scope
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.desk.kit_queries import call_sheet
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.drafts import Draft, Recipient
from cafepol.messages.models import Message
from cafepol.messages.operations import post_message, tick_call
from tests.concerns.conftest import cafe, mail, phone_call  # noqa: F401 -- a fixture
from tests.factories import commissariat_id
from tests.printing.paper import Paper


@pytest.fixture
def code(cafe):  # noqa: F811 -- the fixture
    with transaction():
        return get_meeting_by_id(cafe.meeting_id).code


@pytest.fixture
def fetch(cafe, code, tmp_path):  # noqa: F811 -- the fixture
    """`fetch("kit")`: a paper of the meeting, read."""

    def read(piece, browser=None):
        answer = (browser or cafe.officer).get(f"/equipe/rencontres/{code}/imprimer/{piece}.pdf")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        return Paper(answer.data, tmp_path)

    return read


def to_call(cafe, name="M. Rappel", **more):  # noqa: F811 -- the fixture
    """A call about the meeting that is to be made; its id."""
    with transaction():
        meeting = get_meeting_by_id(cafe.meeting_id)
        more = {"kind": "meeting_moved", "meeting_id": meeting.id} | more
        return post_message(
            Draft("Le café change de salle", "Bonjour", spoken="Le café change de salle."),
            to=Recipient(name, phone="+3265001232"), unique_key=f"appel {name}", now=now(),
            commissariat_id=meeting.commune.commissariat_id, **more,
        ).id  # fmt: skip


def sheet_of(cafe, scope):  # noqa: F811 -- the fixture
    with transaction():
        found = call_sheet(get_meeting_by_id(cafe.meeting_id), scope)
        return [each.recipient_name for each in found.about], [each.raiser.name for each in found.promised]


@pytest.mark.engines
def test_whom_to_call_is_who_must_hear_of_the_cafe_and_who_was_promised_an_answer_by_its_host(cafe):  # noqa: F811
    with transaction():
        mine, chief = Scope(officer_id=cafe.officer_id), Scope(chief_of=frozenset({commissariat_id("colfontaine")}))
    assert sheet_of(cafe, mine) == ([], [])
    cafe.log(phone_call(), mail())
    to_call(cafe)
    with transaction():
        tick_call(db.session.get_one(Message, to_call(cafe, "M. Fait")), outcome="", by_account_id=None, now=now())
    to_call(cafe, "Mme Plainte", kind="concern_question", officer_id=cafe.officer_id)
    to_call(cafe, "Mme Autre", kind="concern_question")
    assert sheet_of(cafe, mine) == (["M. Rappel", "Mme Plainte"], ["Mme Martin"])
    assert sheet_of(cafe, chief) == (["M. Rappel", "Mme Plainte", "Mme Autre"], ["Mme Martin"])
    assert sheet_of(cafe, Scope()) == (["M. Rappel"], [])
