from datetime import timedelta

import pytest
from sqlalchemy import select

from cafepol.accounts.models import SignIn
from cafepol.accounts.roles import Role
from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.invitations import operations, queries
from cafepol.invitations.answers import Answer, State
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.partners.queries import get_contact
from tests.pages import words
from tests.post import TUESDAY, contact, host, plan


@pytest.fixture
def chief(sign_in):
    return sign_in(Role.CHIEF, "colfontaine")


@pytest.fixture
def meeting(app):
    meeting_id = plan()
    with transaction():
        return get_meeting_by_id(meeting_id)


def page_of(meeting, end="inviter"):
    return f"/equipe/rencontres/{meeting.code}/{end}"


def invite(meeting, contact_id):
    with transaction():
        return operations.invite(get_meeting_by_id(meeting.id), get_contact(contact_id), by=host(), now=now()).id


def messages():
    with transaction():
        return list(db.session.scalars(select(Message).order_by(Message.id)))


def state(invitation_id):
    with transaction():
        return queries.get_invitation(invitation_id).status


def test_two_partners_are_invited_one_by_mail_one_by_phone(chief, meeting):
    dubois, petit = contact(), contact("M. Petit", mail=None, phone="+3265001232", partner="PCS")
    page = words(chief.get(page_of(meeting)).text)
    assert "Toit & Moi, par e-mail" in page
    assert "PCS, par téléphone" in page
    response = chief.submit(page_of(meeting), {"contacts": [str(dubois), str(petit)]}, follow=True)
    said = words(response.text)
    assert "1 invitation part par e-mail. 1 appel est à faire : voyez votre bureau." in said
    assert "2 invitations" in said
    assert [message.channel for message in messages()] == ["mail", "call"]


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        ({"mail": "dubois@partner.example"}, "1 invitation part par e-mail."),
        ({"mail": None, "phone": "+3265001232"}, "1 appel est à faire"),
    ],
)
def test_the_flash_speaks_only_of_what_there_is(chief, meeting, ways, said):
    only = contact(**ways)
    response = chief.submit(page_of(meeting), {"contacts": str(only)}, follow=True)
    assert said in words(response.text)
    assert ("appel" in words(response.text)) is ("appel" in said)


def test_the_flash_speaks_of_several(chief, meeting):
    ids = [contact(f"Mme {name}", mail=f"{name}@partner.example") for name in "ab"]
    ids += [contact(f"M. {name}", mail=None, phone="+3265001232") for name in "cd"]
    response = chief.submit(page_of(meeting), {"contacts": [str(each) for each in ids]}, follow=True)
    assert "2 invitations partent par e-mail. 2 appels sont à faire" in words(response.text)


def test_nobody_chosen_is_said(chief, meeting):
    contact()
    response = chief.submit(page_of(meeting))
    assert response.status_code == 422
    assert "Cochez au moins une personne." in words(response.text)


def test_a_contact_of_another_commune_is_refused(chief, meeting):
    contact()
    response = chief.submit(page_of(meeting), {"contacts": ["99999"]})
    assert response.status_code == 422
    assert messages() == []


def test_a_meeting_that_begins_meanwhile_invites_nobody(chief, meeting, clock):
    dubois = contact()
    form = chief.page(page_of(meeting)).select_one("main form")
    data = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    clock.set(meeting.starts_at.replace(hour=13))
    with transaction() as session:  # still signed in
        session.scalars(select(SignIn)).one().last_seen_at = now()
        session.scalars(select(SignIn)).one().created_at = now()
    response = chief.post(page_of(meeting), data=data | {"contacts": str(dubois)})
    assert response.status_code == 422
    assert "déjà commencé" in words(response.text)
    assert messages() == []


def test_without_partners_the_page_says_where_to_add_one(chief, meeting):
    assert "Plus personne à inviter à Colfontaine" in words(chief.get(page_of(meeting)).text)


def test_a_draft_invites_nobody_yet(chief, app):
    draft_id = plan(publish=False)
    with transaction():
        draft = get_meeting_by_id(draft_id)
    assert "On invite à une rencontre publiée" in words(chief.get(page_of(draft)).text)


def test_a_reminder_goes_once(chief, meeting):
    invitation_id = invite(meeting, contact())
    for said in ("le rappel part", "moins d’un jour"):
        response = chief.submit(page_of(meeting), action=f"/{invitation_id}/relancer", follow=True)
        assert said in words(response.text)
    assert [message.kind for message in messages()] == ["invitation", "invitation_reminder"]


def test_a_reminder_by_phone_is_a_call(chief, meeting):
    invitation_id = invite(meeting, contact(mail=None, phone="+3265001232"))
    response = chief.submit(page_of(meeting), action=f"/{invitation_id}/relancer", follow=True)
    assert "L’appel est à faire." in words(response.text)


def test_an_invitation_is_taken_back(chief, meeting):
    invitation_id = invite(meeting, contact())
    response = chief.submit(page_of(meeting), action=f"/{invitation_id}/retirer", follow=True)
    assert "n’est plus sur la liste" in words(response.text)
    assert state(invitation_id) is State.REVOKED


def test_what_was_said_on_the_phone_is_noted(chief, meeting):
    invitation_id = invite(meeting, contact(mail=None, phone="+3265001232"))
    path = page_of(meeting, f"invitations/{invitation_id}/reponse")
    assert chief.submit(path, {"answer": "other"}).status_code == 422
    assert chief.submit(path).status_code == 422
    response = chief.submit(path, {"answer": "other", "substitute": "M. Leroy"}, follow=True)
    said = words(response.text)
    assert "La réponse de Mme Dubois est notée." in said
    assert "M. Leroy" in said
    assert state(invitation_id) is State.ACCEPTED


def test_answers_are_shown_with_what_was_written(chief, meeting):
    invitation_id = invite(meeting, contact())
    with transaction():
        operations.answer(
            queries.get_invitation(invitation_id),
            get_meeting_by_id(meeting.id),
            answer=Answer.YES,
            note="Je parlerai des sacs.",
            now=now(),
        )
    page = words(chief.get(page_of(meeting)).text)
    assert "« Je parlerai des sacs. »" in page
    assert "Relancer Mme Dubois" not in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_commissariat_finds_nothing(sign_in, meeting, method):
    invitation_id = invite(meeting, contact())
    stranger = sign_in(Role.CHIEF, "boussu")
    data = {"csrf_token": stranger.page("/equipe/rencontres").select_one("input[name=csrf_token]")["value"]}
    ends = ["inviter", f"invitations/{invitation_id}/reponse"]
    if method == "post":
        ends += [f"invitations/{invitation_id}/relancer", f"invitations/{invitation_id}/retirer"]
    for end in ends:
        response = stranger.open(page_of(meeting, end), method=method.upper(), data=data if method == "post" else None)
        assert response.status_code == 404
    assert state(invitation_id) is State.SENT


def test_an_invitation_of_another_meeting_is_not_found_under_this_one(chief, meeting):
    other_id = plan(day=TUESDAY + timedelta(days=40))
    with transaction():
        other = get_meeting_by_id(other_id)
    invitation_id = invite(other, contact())
    assert chief.get(page_of(meeting, f"invitations/{invitation_id}/reponse")).status_code == 404


def test_the_page_asks_as_much_of_the_database_with_many_partners(chief, meeting, count_queries):
    def queries_of():
        with count_queries() as counted:
            assert chief.get(page_of(meeting)).status_code == 200
        return counted.total

    invite(meeting, contact("Mme 0", mail="p0@partner.example"))
    contact("M. 0", mail="q0@partner.example")
    chief.get(page_of(meeting))
    few = queries_of()
    for number in range(1, 15):
        invite(meeting, contact(f"Mme {number}", mail=f"p{number}@partner.example", partner=f"P{number}"))
        contact(f"M. {number}", mail=f"q{number}@partner.example", partner=f"Q{number}")
    assert queries_of() == few
