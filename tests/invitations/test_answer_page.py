from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from cafepol.core.clock import now
from cafepol.core.db import db, transaction
from cafepol.core.links import Purpose, issue_link
from cafepol.invitations import operations, queries, reminding
from cafepol.invitations.answers import Answer, State
from cafepol.meetings.queries import get_meeting_by_id
from cafepol.messages.models import Message
from cafepol.notices.operations import run_notices
from cafepol.partners.queries import get_contact
from tests.clients import form_values
from tests.house.test_routes import contents
from tests.invitations.asking import QUIET, leave, link_in, messages
from tests.pages import words
from tests.post import TUESDAY, cancel, contact, host, move, plan


@pytest.fixture
def meeting_id(app):
    return plan()


@pytest.fixture
def invitation_id(meeting_id):
    dubois = contact()
    with transaction():
        return operations.invite(get_meeting_by_id(meeting_id), get_contact(dubois), by=host(), now=now()).id


@pytest.fixture
def path(meeting_id, invitation_id):
    with transaction():
        text = db.session.scalars(select(Message.text)).one()
    return text[text.index("/invitations/") :].split()[0]


def state(invitation_id):
    with transaction():
        found = queries.get_invitation(invitation_id)
        return found.status, found.substitute, found.note


def test_looking_five_times_changes_nothing(client, path, invitation_id):
    for _ in range(5):
        page = client.get(path)
        assert page.status_code == 200
        assert client.head(path).status_code == 200
    assert state(invitation_id) == (State.SENT, "", "")
    assert "Serez-vous à Colfontaine ?" in words(page.text)
    assert "Lu par M. Dupont et ses collègues du commissariat." in words(page.text)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in page.headers


def test_posting_answers_and_the_page_says_so(client, path, invitation_id):
    response = client.submit(path, {"answer": "yes", "note": "Avec plaisir"}, follow=True)
    assert "Merci. Nous avons noté : Oui, je viens." in words(response.text)
    assert state(invitation_id) == (State.ACCEPTED, "", "Avec plaisir")


def test_the_answer_can_be_changed(client, path, invitation_id):
    client.submit(path, {"answer": "yes"})
    response = client.submit(path, {"answer": "other", "substitute": "M. Leroy"}, follow=True)
    assert "Oui, une autre personne viendra (M. Leroy)" in words(response.text)
    client.submit(path, {"answer": "maybe"})
    assert state(invitation_id) == (State.TENTATIVE, "", "")
    client.submit(path, {"answer": "no"})
    assert state(invitation_id)[0] is State.DECLINED


def test_the_same_answer_twice_is_one(client, path, invitation_id):
    page = client.page(path)
    data = {field["name"]: field.get("value", "") for field in page.select("form input[type=hidden]")}
    for _ in range(2):
        assert client.post(path, data=data | {"answer": "yes"}).status_code == 303
    assert state(invitation_id)[0] is State.ACCEPTED


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Choisissez votre réponse."),
        ({"answer": "perhaps"}, ""),
        ({"answer": "other", "note": "Mon mot"}, "Écrivez le nom de la personne qui viendra."),
        ({"answer": "yes", "note": "x" * 501}, "trop long"),
    ],
)
def test_a_wrong_form_says_why_at_its_field_and_keeps_what_was_typed(client, path, invitation_id, data, sentence):
    response = client.submit(path, data)
    assert response.status_code == 422
    assert sentence in words(response.text)
    assert data.get("note", "") in response.text
    assert state(invitation_id) == (State.SENT, "", "")


def test_a_form_without_its_token_is_refused(client, path, invitation_id):
    assert client.post(path, data={"answer": "yes"}).status_code == 400
    assert state(invitation_id)[0] is State.SENT


def test_a_form_of_another_invitation_answers_nothing(client, path, meeting_id, invitation_id):
    petit = contact("M. Petit", mail="petit@partner.example")
    with transaction():
        meeting = get_meeting_by_id(meeting_id)
        other = operations.invite(meeting, get_contact(petit), by=None, now=now())
        token = operations.answer_link(other, meeting)
    form = client.page(f"/invitations/{token}").select_one("form input[name=jeton]")["value"]
    assert client.post(path, data={"jeton": form, "answer": "yes"}).status_code == 400
    assert state(invitation_id)[0] is State.SENT


def test_a_wrong_token_and_one_of_another_purpose_are_not_found(client, path, invitation_id):
    with transaction():
        foreign = issue_link(Purpose.FOLLOWUP, invitation_id, expires_at=now().replace(year=2028))
    for wrong in (path[:-1], path + "x", f"/invitations/{foreign}"):
        assert client.get(wrong).status_code == 404


def test_a_revoked_link_is_not_found(client, path, invitation_id, meeting_id):
    with transaction():
        operations.revoke(queries.get_invitation(invitation_id), now=now())
        late = operations.answer_link(queries.get_invitation(invitation_id), get_meeting_by_id(meeting_id))
    assert client.get(path).status_code == 404
    assert client.get(f"/invitations/{late}").status_code == 404


def test_once_the_meeting_has_begun_the_link_is_gone(client, path, clock, meeting_id):
    with transaction():
        meeting = get_meeting_by_id(meeting_id)
        clock.set(meeting.starts_at)
        late = issue_link(Purpose.INVITATION, 1, expires_at=meeting.ends_at)
    for link in (path, f"/invitations/{late}"):
        assert client.get(link).status_code == 410


def test_once_a_cancelled_meeting_would_have_begun_the_link_is_gone_too(client, path, clock, meeting_id):
    cancel(meeting_id)
    clock.set(get_meeting_by_id(meeting_id).starts_at)
    page = client.get(path)
    assert page.status_code == 410
    assert "Cette rencontre a été annulée" in words(page.text)
    assert "a commencé" not in words(page.text)
    assert "Plus simple par téléphone" in words(page.text)


def test_a_cancelled_meeting_says_so_and_asks_nothing(client, path, meeting_id):
    cancel(meeting_id, "Le policier est malade.")
    page = client.page(path)
    assert "ANNULÉE" in page.h1.text
    assert "Le policier est malade." in page.text
    assert page.select("main form") == []


def test_the_page_names_no_other_partner_and_counts_nobody(client, path, meeting_id):
    petit = contact("M. Petit", mail="petit@partner.example", partner="PCS")
    with transaction():
        meeting = get_meeting_by_id(meeting_id)
        other = operations.invite(meeting, get_contact(petit), by=None, now=now())
        operations.answer(other, meeting, answer=Answer.YES, note="Mot secret", now=now())
    text = words(client.get(path).text)
    for secret in ("Petit", "PCS", "Mot secret"):
        assert secret not in text


def test_looking_five_times_leaves_every_table_as_it_was(client, path, invitation_id):
    before = contents()
    for _ in range(5):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert contents() == before


def test_who_comes_is_given_the_meeting_for_their_calendar(client, path, meeting_id):
    with transaction():
        meeting = get_meeting_by_id(meeting_id)
    link = f"/rencontres/{meeting.code}/agenda.ics"
    assert client.page(path).select(f"a[href='{link}']") == []
    client.submit(path, {"answer": "yes"})
    assert client.page(path).select(f"a[href='{link}']")
    assert meeting.uid in client.get(link).text
    client.submit(path, {"answer": "no"})
    assert client.page(path).select(f"a[href='{link}']") == []


def test_the_links_of_every_message_open_the_same_invitation_until_it_is_taken_back(
    client, path, meeting_id, invitation_id, clock
):
    paths = [path]
    for change in (remind, move_a_day):
        leave(clock)
        change(meeting_id, clock)
        paths.append(link_in(messages()[-1].text))
    assert len(set(paths)) == 3
    client.submit(paths[0], {"answer": "yes", "note": "Par le premier lien"})
    assert all("Par le premier lien" in client.get(each).text for each in paths)
    with transaction():
        invitation = queries.get_invitation(invitation_id)
        operations.revoke(invitation, now=now())
        again = operations.invite(get_meeting_by_id(meeting_id), invitation.contact, by=None, now=now())
        assert again.id == invitation_id
    new = link_in(messages()[-1].text)
    assert [client.get(each).status_code for each in (*paths, new)] == [404, 404, 404, 200]


def remind(meeting_id, clock):
    with transaction():
        reminding.remind_all(get_meeting_by_id(meeting_id), by=None, now=now())


def move_a_day(meeting_id, clock):
    move(meeting_id, day=TUESDAY + timedelta(days=1))
    clock.advance(seconds=QUIET)
    run_notices(now())


def test_on_another_day_they_are_asked_anew_by_the_same_page(client, path, meeting_id, invitation_id, clock):
    leave(clock)
    client.submit(path, {"answer": "yes"})
    move_a_day(meeting_id, clock)
    assert state(invitation_id) == (State.SENT, "", "")
    page = words(client.get(path).text)
    assert "mercredi 10 février 2027" in page.casefold()
    assert "Nous avons noté" not in page


def test_an_answer_on_a_page_of_another_day_is_asked_again_there(client, path, meeting_id, invitation_id, clock):
    leave(clock)
    seen = form_values(client.page(path).select_one("main form[method=post]"))
    move_a_day(meeting_id, clock)
    page = client.post(path, data=seen | {"answer": "yes", "note": "Mon mot"})
    assert page.status_code == 422
    assert "La rencontre change de jour" in words(page.text)
    assert "mercredi 10 février 2027" in words(page.text).casefold()
    assert state(invitation_id) == (State.SENT, "", "")
    again = form_values(BeautifulSoup(page.text, "lxml").select_one("main form[method=post]"))
    assert client.post(path, data=again | {"answer": "yes"}).status_code == 303
    assert state(invitation_id) == (State.ACCEPTED, "", "Mon mot")


def test_a_link_whose_time_is_over_says_whom_to_call(client, path, clock, meeting_id):
    with transaction():
        clock.set(get_meeting_by_id(meeting_id).starts_at)
    page = client.page(path, status=410)
    assert page.select("main a[href^='tel:']")


def test_who_was_undone_finds_nothing_behind_the_link(client, path, meeting_id, invitation_id):
    with transaction():
        invitation = queries.get_invitation(invitation_id)
        operations.take_back(invitation, get_meeting_by_id(meeting_id), now=now())
    assert client.get(path).status_code == 404
