import pytest

from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import transaction
from cafepol.core.errors import Refused
from cafepol.invitations import calling, queries, waiting
from cafepol.invitations.answers import Answer, State
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.messages.operations import call_key
from tests.invitations.asking import invite, leave, messages, refuse, state
from tests.pages import words
from tests.post import contact, host, plan

PHONE = {"mail": None, "phone": "+3265001232"}


@pytest.fixture
def meeting_id(app):
    return plan()


def answer(invitation_id, said, **more):
    with transaction():
        invitation = queries.get_invitation(invitation_id)
        meeting = get_meeting_by_id(invitation.meeting_id)
        calling.answer_by_phone(invitation, meeting, answer=said, by_account_id=None, now=now(), **more)


def miss(invitation_id):
    with transaction():
        return calling.miss_call(queries.get_invitation(invitation_id), now=now())


@pytest.mark.parametrize(
    ("said", "noted", "outcome"),
    [
        (Answer.YES, State.ACCEPTED, "Oui, je viens"),
        (Answer.MAYBE, State.TENTATIVE, "Peut-être"),
        (Answer.NO, State.DECLINED, "Non, pas cette fois"),
    ],
)
def test_what_is_said_on_the_phone_is_the_answer_and_the_call_is_done(meeting_id, said, noted, outcome):
    invitation_id = invite(meeting_id, contact(**PHONE))
    answer(invitation_id, said, note="Sera en retard.")
    assert state(invitation_id) is noted
    (call,) = messages()
    assert (call.state, call.outcome, call.done_at) == ("done", outcome, now())


def test_nobody_picks_up_and_it_stays_to_do_until_somebody_does(meeting_id, clock):
    invitation_id = invite(meeting_id, contact(**PHONE))
    assert miss(invitation_id) == 1
    clock.advance(hours=2)
    assert miss(invitation_id) == 1
    (call,) = messages()
    assert (call.state, call.attempts) == ("to_do", 2)
    assert "11\u00a0h" in call.outcome
    answer(invitation_id, Answer.YES)
    assert messages()[0].outcome == "Oui, je viens"
    assert miss(invitation_id) == 0


def test_a_wrong_answer_leaves_the_call_to_do(meeting_id):
    invitation_id = invite(meeting_id, contact(**PHONE))
    with pytest.raises(Refused):
        answer(invitation_id, Answer.OTHER)
    assert messages()[0].state == "to_do"


def test_a_call_made_instead_of_a_mail_that_did_not_arrive_is_done_too(meeting_id, clock):
    invitation_id = invite(meeting_id, contact(phone="+3265001232"))
    leave(clock)
    with transaction() as session:
        mail = session.merge(messages()[0])
        mail.state = "bounced"
        values = {each.name: getattr(mail, each.name) for each in Message.__table__.columns if each.name != "id"}
        key = call_key(mail.unique_key)
        session.add(Message(**values | {"channel": "call", "state": "to_do", "unique_key": key, "message_id": "<2@z>"}))
    with transaction():
        invitation = queries.get_invitation(invitation_id)
        call = waiting.asked(invitation).call
        assert waiting.invitations_called([call]) == {call.id: invitation}
    answer(invitation_id, Answer.YES)
    assert messages()[1].state == "done"


@pytest.mark.parametrize(("said", "leaving"), [(Answer.YES, 1), (Answer.MAYBE, 1), (Answer.NO, 0)])
def test_who_answers_before_the_invitation_left_gets_it_for_their_calendar_unless_they_said_no(
    meeting_id, clock, said, leaving
):
    invitation_id = invite(meeting_id, contact())
    answer(invitation_id, said)
    assert len(leave(clock)) == leaving


def test_the_desk_leads_from_a_call_to_its_answer(sign_in, meeting_id):
    chief = sign_in(Role.CHIEF, "colfontaine")
    invitation_id = invite(meeting_id, contact(**PHONE))
    with transaction():
        code = get_meeting_by_id(meeting_id).code
        assert messages()[0].officer_id == host().id
    link = chief.page("/equipe/").select_one("#appels a.btn")["href"]
    assert link == f"/equipe/rencontres/{code}/invitations/{invitation_id}/reponse?du=bureau"
    said = words(chief.submit("/equipe/", action="/pas-joint", follow=True).text)
    assert "Mme Dubois reste à appeler." in said
    assert "Pas joint le jeudi 7 janvier à 9 h." in said
    hub = chief.page(f"/equipe/rencontres/{code}")
    assert hub.select_one("#appels a.btn")["href"] == f"/equipe/rencontres/{code}/invitations/{invitation_id}/reponse"


def test_the_reception_ticks_a_call_as_before(sign_in, meeting_id):
    invite(meeting_id, contact(**PHONE))
    reception = sign_in(Role.RECEPTION, "colfontaine")
    page = reception.page("/equipe/")
    assert not page.select("#appels a.btn")
    assert page.select("#appels input[name=outcome]")


@pytest.mark.parametrize(("said", "left"), [(Answer.YES, "bounced"), (Answer.NO, "dropped")])
def test_who_says_no_on_the_phone_leaves_nothing_to_do_about_the_mail_that_did_not_arrive(
    meeting_id, clock, said, left
):
    invitation_id = invite(meeting_id, contact())
    refuse(clock, "dubois@partner.example")
    answer(invitation_id, said)
    assert [each.state for each in messages()] == [left]
